import CSodium
public import Identity

/// Sealing with XChaCha20-Poly1305 (libsodium; draft-irtf-cfrg-xchacha-03).
///
/// A sealed value is `0x01`, the key's id (4 bytes), the nonce (24 bytes, random) and the ciphertext with
/// its tag. Version, id and name are authenticated with it, so that a value opens under its own name
/// alone (GEN-10). Values sealed with a key of one's own are `0x11`, nonce, ciphertext.
public struct SodiumSealing: Sealing {
  private static let version: UInt8 = 0x01
  private static let versionOfOwnKey: UInt8 = 0x11
  private static let nonceLength = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  private static let tagLength = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)

  private let keys: SealingKeyRing
  private let random: any RandomSource

  /// - Parameter random: makes the nonces; must never repeat 24 bytes outside tests.
  public init(keys: SealingKeyRing, random: any RandomSource = SystemRandom()) {
    Sodium.start()
    self.keys = keys
    self.random = random
  }

  public var keyID: String { keys.current.id }

  /// The id of the key that a value was sealed with; `nil` when it is no sealed value at all.
  public static func keyID(of value: SealedValue) -> String? {
    guard value.bytes.first == version, value.bytes.count > SealingKey.idLength else { return nil }
    return SealingKey.idText(value.bytes[1...SealingKey.idLength])
  }

  public func seal(_ secret: Secret, as name: String) -> SealedValue {
    let id = SealingKey.idBytes(keys.current.id) ?? []
    let bytes = secret.withBytes {
      encrypt($0, key: keys.current.secret, header: [Self.version] + id, name: name)
    }
    return SealedValue(bytes: bytes)
  }

  public func open(_ value: SealedValue, as name: String) throws(SealError) -> Secret {
    guard let id = Self.keyID(of: value) else { throw .damaged }
    // Ids are short and random: two keys of one ring may share one, so each that fits is tried.
    let candidates = keys.all.filter { $0.id == id }
    guard !candidates.isEmpty else { throw .otherKey(id: id) }
    for key in candidates {
      let opened: Secret? = Self.decrypt(
        value.bytes, key: key.secret, headerLength: 1 + SealingKey.idLength, name: name
      ) { Secret($0) }
      if let opened { return opened }
    }
    throw .damaged
  }

  /// - Precondition: `key` has 32 bytes.
  public func seal(_ plain: [UInt8], with key: Secret, as name: String) -> [UInt8] {
    precondition(key.count == SealingKey.length, "a sealing key has 32 bytes")
    return plain.withUnsafeBytes {
      encrypt($0, key: key, header: [Self.versionOfOwnKey], name: name)
    }
  }

  public func open(
    _ sealed: [UInt8], with key: Secret, as name: String
  ) throws(SealError) -> [UInt8] {
    guard key.count == SealingKey.length, sealed.first == Self.versionOfOwnKey,
      let plain = Self.decrypt(sealed, key: key, headerLength: 1, name: name, { Array($0) })
    else { throw .damaged }
    return plain
  }

  private func encrypt(
    _ plain: UnsafeRawBufferPointer, key: Secret, header: [UInt8], name: String
  ) -> [UInt8] {
    let nonce = random.bytes(Self.nonceLength)
    precondition(nonce.count == Self.nonceLength, "the random source gave too few bytes")
    let associated = header + Array(name.utf8)
    var cipher = [UInt8](repeating: 0, count: plain.count + Self.tagLength)
    let status = key.withPointer(to: UInt8.self) { keyBytes, _ in
      crypto_aead_xchacha20poly1305_ietf_encrypt(
        &cipher, nil, plain.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(plain.count),
        associated, UInt64(associated.count), nil, nonce, keyBytes)
    }
    precondition(status == 0, "XChaCha20-Poly1305 cannot fail to encrypt")
    return header + nonce + cipher
  }

  /// Hands the plain bytes to `take`, then wipes them. `nil` when the value does not open.
  private static func decrypt<R>(
    _ sealed: [UInt8], key: Secret, headerLength: Int, name: String,
    _ take: (UnsafeRawBufferPointer) -> R
  ) -> R? {
    let plainLength = sealed.count - headerLength - nonceLength - tagLength
    guard plainLength >= 0 else { return nil }
    let associated = Array(sealed[..<headerLength]) + Array(name.utf8)
    // One byte at least: an empty secret has no address of its own otherwise.
    return withUnsafeTemporaryAllocation(
      byteCount: max(plainLength, 1), alignment: 1
    ) { plain -> R? in
      defer { sodium_memzero(plain.baseAddress, plain.count) }
      let status = sealed.withUnsafeBufferPointer { bytes -> Int32 in
        guard let start = bytes.baseAddress else { return -1 }
        let nonce = start + headerLength
        return key.withPointer(to: UInt8.self) { keyBytes, _ in
          crypto_aead_xchacha20poly1305_ietf_decrypt(
            plain.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, nil,
            nonce + nonceLength, UInt64(plainLength + tagLength), associated,
            UInt64(associated.count), nonce, keyBytes)
        }
      }
      guard status == 0 else { return nil }
      return take(UnsafeRawBufferPointer(rebasing: plain[..<plainLength]))
    }
  }
}
