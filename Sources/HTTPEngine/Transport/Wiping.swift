import Glibc

extension [UInt8] {
  /// Zeroes all of it: requests and answers hold passwords and tokens, and freed memory is handed out
  /// again. `explicit_bzero` is not optimised away.
  mutating func wipe() {
    withUnsafeMutableBytes { UnsafeMutableRawBufferPointer(rebasing: $0[...]).wipe() }
  }

  /// Zeroes and takes out a range; what lay behind it moves up, and where it lay is zeroed, too.
  mutating func wipe(removing range: Range<Int>) {
    let moved = count - range.upperBound
    withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      memmove(start + range.lowerBound, start + range.upperBound, moved)
      UnsafeMutableRawBufferPointer(rebasing: bytes[(range.lowerBound + moved)...]).wipe()
    }
    removeLast(range.count)
  }

  /// Appends, and zeroes the old memory when it does not suffice.
  mutating func wipingAppend(_ new: UnsafeRawBufferPointer) {
    if count + new.count > capacity {
      var larger: [UInt8] = []
      larger.reserveCapacity(Swift.max(2 * capacity, count + new.count))
      larger.append(contentsOf: self)
      wipe()
      self = larger
    }
    append(contentsOf: new)
  }
}

extension UnsafeMutableRawBufferPointer {
  func wipe() {
    if let baseAddress { explicit_bzero(baseAddress, count) }
  }
}
