public import Identity

/// A key that secrets at rest are sealed with, and the short public name it is known by.
public struct SealingKey: Sendable {
  /// Bytes of a key (XChaCha20-Poly1305).
  public static let length = 32
  /// Bytes of an id; twice as many hexadecimal digits.
  static let idLength = 4

  /// Eight hexadecimal digits in lower case. Not secret.
  public let id: String
  public let secret: Secret

  /// - Returns: `nil` when the id is not eight lower-case hexadecimal digits or the key not 32 bytes.
  public init?(id: String, secret: Secret) {
    guard Self.idBytes(id) != nil, secret.count == Self.length else { return nil }
    self.id = id
    self.secret = secret
  }

  /// A new key with a new id.
  public init(random: some RandomSource) {
    var key = random.bytes(Self.length)
    id = Self.idText(random.bytes(Self.idLength))
    secret = Secret(key)
    wipe(&key)
  }

  static func idBytes(_ id: String) -> [UInt8]? {
    let digits = Array(id.utf8)
    guard digits.count == 2 * idLength else { return nil }
    var bytes: [UInt8] = []
    for pair in stride(from: 0, to: digits.count, by: 2) {
      guard let high = nibble(digits[pair]), let low = nibble(digits[pair + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  static func idText(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

/// The keys of one key file: the first seals, all of them open.
public struct SealingKeyRing: Sendable {
  public let current: SealingKey
  /// Keys that were current before; they open what has not been re-sealed yet.
  public let older: [SealingKey]

  public init(current: SealingKey, older: [SealingKey] = []) {
    self.current = current
    self.older = older
  }

  public var all: [SealingKey] { [current] + older }
}
