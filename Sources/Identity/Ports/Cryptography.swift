/// Argon2id for native users. Calls block a thread of the adapter's own, never Swift's pool: at most one
/// hash per core at a time, with a bounded queue.
public protocol PasswordHashing: Sendable {
  /// - Throws: `HashingError.overloaded` when the queue is full.
  func hash(_ password: Secret) async throws(HashingError) -> PasswordHash
  /// - Parameter hash: `nil` for a person without one; the same work is done and the answer is `false`,
  ///   so that an unknown user takes as long as a wrong password (SIGN-16).
  func verify(_ password: Secret, against hash: PasswordHash?) async throws(HashingError) -> Bool
}

public enum HashingError: Error, Sendable, Equatable {
  /// Try again after so many seconds.
  case overloaded(retryAfter: Int)
}

/// A secret under the sealing key, as bytes that a store may keep. Carries the id of its key.
public struct SealedValue: Sendable, Equatable {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }
}

/// The name of a sealed value: where it lives, and what it is bound to. A value moved to another name
/// does not open (GEN-10).
public enum SealedName: Sendable, Hashable {
  /// The confirmed TOTP secret of a card.
  case secondFactor(EmployeeID)
  /// The pending TOTP secret of an `enrolment` ticket.
  case pendingOfTicket(Digest)
  /// The old directory password of a ticket whose sign-in has to change it.
  case passwordOfTicket(Digest)
  /// The pending TOTP secret of a signed-in person's own page.
  case pendingOfEmployee(EmployeeID)
  /// The key that a person's audit fields are sealed with.
  case person(EmployeeID)
  /// The key of the audit chain and of hashed unknown logins.
  case audit
  /// The check value that tells whether a key fits this store.
  case keyCheck

  /// The stored form, as in `second-factor/6b1f…`.
  public var text: String {
    switch self {
    case .secondFactor(let id): "second-factor/\(id)"
    case .pendingOfTicket(let digest): "pending-ticket/" + hexadecimal(digest.bytes)
    case .passwordOfTicket(let digest): "password-ticket/" + hexadecimal(digest.bytes)
    case .pendingOfEmployee(let id): "pending-own/\(id)"
    case .person(let id): "person/\(id)"
    case .audit: "key/audit"
    case .keyCheck: "key/check"
    }
  }
}

/// Two lower-case digits for each byte.
func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
  String(unsafeUninitializedCapacity: 2 * bytes.count) { out in
    var at = 0
    for byte in bytes {
      out[at] = hexadecimalDigit(byte >> 4)
      out[at + 1] = hexadecimalDigit(byte & 0x0f)
      at += 2
    }
    return at
  }
}

/// - Parameter value: below 16.
func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

/// Seals secrets at rest with a key that is not in the store (GEN-10). Fast enough to call anywhere.
public protocol Sealing: Sendable {
  /// The id of the current key: what `SealedValue`s made now carry.
  var keyID: String { get }
  func seal(_ secret: Secret, as name: String) -> SealedValue
  /// - Throws: `SealError` when the value was made with another key, for another name, or was changed.
  func open(_ value: SealedValue, as name: String) throws(SealError) -> Secret
  /// Sealing with a key that itself was opened from the store (a person's audit key). 32 bytes.
  func seal(_ plain: [UInt8], with key: Secret, as name: String) -> [UInt8]
  func open(_ sealed: [UInt8], with key: Secret, as name: String) throws(SealError) -> [UInt8]
}

public enum SealError: Error, Sendable, Equatable {
  case otherKey(id: String)
  case damaged
}

/// Unkeyed and keyed hashing (BLAKE2b-256).
public protocol Hashing: Sendable {
  func digest(_ bytes: [UInt8]) -> Digest
  func digest(_ secret: Secret) -> Digest
  func keyed(_ key: Secret, _ bytes: [UInt8]) -> Digest
}

/// HOTP and TOTP (RFC 4226, RFC 6238): SHA-1, 6 digits, steps of 30 s (TFA-15).
public protocol OneTimeCodes: Sendable {
  /// The step among `steps` whose code is `code`, or `nil`. Constant time over the steps.
  func step(of code: String, secret: Secret, among steps: ClosedRange<Int64>) -> Int64?
}

/// A QR picture of a text as an SVG document without scripts.
public protocol QRPictures: Sendable {
  func svg(_ text: String) -> String
}
