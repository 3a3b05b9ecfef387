import CSodium
public import Identity

/// The operating system's random source through libsodium (`getrandom` on Linux).
public struct SystemRandom: RandomSource {
  public init() { Sodium.start() }

  public func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      if let address = buffer.baseAddress { randombytes_buf(address, count) }
      filled = count
    }
  }
}
