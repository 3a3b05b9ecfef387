/// 32 bytes that name a secret without giving it away: the BLAKE2b-256 of a token, a recovery code or
/// an activation code. What a store keeps in place of the secret itself (SIGN-05, TFA-27).
///
/// Kept as four words: no memory of its own, and compared and found by a few instructions.
public struct Digest: Hashable, Sendable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// - Precondition: exactly 32 bytes.
  public init(bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { Digest($0) }
  }

  /// - Precondition: exactly 32 bytes.
  public init(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == 32, "a digest has 32 bytes")
    words = bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
  }

  public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

  /// Part of it: as evenly spread as the whole, since it comes of a hash.
  var firstWord: UInt64 { words.0 }

  public static func == (a: Digest, b: Digest) -> Bool { a.words == b.words }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}
