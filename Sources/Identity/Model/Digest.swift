/// 32 bytes that name a secret without giving it away: the BLAKE2b-256 of a token, a recovery code or
/// an activation code. What a store keeps in place of the secret itself (SIGN-05, TFA-27).
public struct Digest: Hashable, Sendable {
  public let bytes: [UInt8]

  /// - Precondition: exactly 32 bytes.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a digest has 32 bytes")
    self.bytes = bytes
  }
}
