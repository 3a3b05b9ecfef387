import Identity

extension Secret {
  /// The bytes as C's pointer and length, valid inside the closure only.
  ///
  /// - Precondition: `C` is one byte wide.
  func withPointer<C, R>(to type: C.Type, _ body: (UnsafePointer<C>, Int) -> R) -> R {
    withBytes { bytes in
      guard let address = bytes.baseAddress else {
        // libsodium declares its parameters non-null, also where the length is zero.
        preconditionFailure("a secret's storage is allocated, so it has an address")
      }
      return body(address.assumingMemoryBound(to: C.self), bytes.count)
    }
  }
}
