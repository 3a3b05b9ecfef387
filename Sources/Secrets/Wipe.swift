import CSodium

/// Overwrites the bytes of an array that is about to go. `sodium_memzero` is not optimised away.
func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { raw in
    if let address = raw.baseAddress { sodium_memzero(address, raw.count) }
  }
}
