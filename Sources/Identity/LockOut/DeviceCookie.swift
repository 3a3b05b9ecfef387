import FoundationEssentials

/// What a browser brings back of the people who signed in with it: an entry for each of the last four,
/// signed for that person alone. Not checked yet; that does `KnownDevices`.
///
/// No credential: an entry gives an attempt a count of its own and nothing else. It holds no login, no
/// name and no identifier of the person (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
public struct DeviceCookie: Sendable, Equatable {
  /// People with one browser who each keep their entry.
  public static let people = 4
  /// How long an entry counts after the sign-in that made it.
  public static let lifetime = Interval.days(365)

  /// The newest first.
  let entries: [Entry]

  init(_ entries: [Entry]) { self.entries = Array(entries.prefix(Self.people)) }

  /// Entries in base64url, a dot between each two; `nil` unless each has the form of one.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= Self.people else { return nil }
    let entries = parts.compactMap { Entry(String($0)) }
    guard entries.count == parts.count else { return nil }
    self.init(entries)
  }

  /// As it stands in the cookie: 76 letters for each person.
  public var text: String { entries.map(\.text).joined(separator: ".") }

  struct Entry: Sendable, Equatable {
    static let version: UInt8 = 1
    /// Version, device, milliseconds since 1970 (big-endian), keyed hash.
    static let length = 1 + 16 + 8 + 32

    let device: DeviceID
    let issuedAt: Timestamp
    /// Over version, device, time and the person.
    let tag: Digest

    init(device: DeviceID, issuedAt: Timestamp, tag: Digest) {
      self.device = device
      self.issuedAt = issuedAt
      self.tag = tag
    }

    init?(_ text: String) {
      // Whole groups of three bytes.
      guard text.utf8.count == Self.length / 3 * 4, let bytes = Base64URL.decode(text),
        bytes[0] == Self.version
      else { return nil }
      device = DeviceID(
        bytes[1..<17].withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) })
      issuedAt = Timestamp(
        milliseconds: Int64(bitPattern: bytes[17..<25].reduce(0) { $0 << 8 | UInt64($1) }))
      tag = Digest(bytes: Array(bytes[25...]))
    }

    var text: String {
      let head = Self.head(device, issuedAt)
      return String(decoding: Base64URL.encode(head + tag.bytes), as: UTF8.self)
    }

    func isExpired(at now: Timestamp) -> Bool { issuedAt <= now - DeviceCookie.lifetime }

    /// What the hash covers besides the person.
    static func head(_ device: DeviceID, _ issuedAt: Timestamp) -> [UInt8] {
      [version] + bytes(of: device)
        + withUnsafeBytes(of: issuedAt.milliseconds.bigEndian) { Array($0) }
    }
  }

  static func bytes<Named>(of id: Identifier<Named>) -> [UInt8] {
    withUnsafeBytes(of: id.uuid.uuid) { Array($0) }
  }
}

/// A browser as one person's: 122 random bits of one sign-in.
public typealias DeviceID = Identifier<DeviceCookie>
