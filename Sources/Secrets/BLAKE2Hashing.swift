import CSodium
public import Identity

/// BLAKE2b-256, plain and keyed (RFC 7693).
public struct BLAKE2Hashing: Hashing {
  public init() { Sodium.start() }

  public func digest(_ bytes: [UInt8]) -> Digest {
    bytes.withUnsafeBytes { Self.hash($0, key: UnsafeRawBufferPointer(start: nil, count: 0)) }
  }

  public func digest(_ secret: Secret) -> Digest {
    secret.withBytes { Self.hash($0, key: UnsafeRawBufferPointer(start: nil, count: 0)) }
  }

  /// - Precondition: the key has 16 to 64 bytes, as BLAKE2b demands.
  public func keyed(_ key: Secret, _ bytes: [UInt8]) -> Digest {
    precondition((16...64).contains(key.count), "a BLAKE2b key has 16 to 64 bytes")
    return key.withBytes { keyBytes in
      bytes.withUnsafeBytes { Self.hash($0, key: keyBytes) }
    }
  }

  private static func hash(
    _ input: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer
  ) -> Digest {
    var digest = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    return withUnsafeMutableBytes(of: &digest) { bytes in
      let out = bytes.bindMemory(to: UInt8.self)
      guard let start = out.baseAddress else { preconditionFailure("a tuple has an address") }
      let status = crypto_generichash(
        start, out.count, input.baseAddress?.assumingMemoryBound(to: UInt8.self),
        UInt64(input.count), key.baseAddress?.assumingMemoryBound(to: UInt8.self), key.count)
      precondition(status == 0, "BLAKE2b refused its own lengths")
      return Digest(UnsafeRawBufferPointer(bytes))
    }
  }
}
