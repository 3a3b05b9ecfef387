/// What a sign-in carries to the step that changes a directory password: why it has to, and the old
/// password, which the directory asks for again.
///
/// It lies sealed in the store under the ticket's own name and goes with the ticket: used, void or
/// expired after five minutes.
struct PendingPasswordChange: Sendable {
  let reason: PasswordChangeReason
  let old: Secret

  init(_ reason: PasswordChangeReason, old: Secret) {
    self.reason = reason
    self.old = old
  }

  /// One byte for the reason, then the password.
  var sealable: Secret {
    // No array in between: nothing would wipe it.
    old.withBytes { Secret(Prefixed(first: reason.byte, rest: $0)) }
  }

  init?(_ opened: Secret) {
    let read = opened.withBytes { bytes -> (PasswordChangeReason, Secret)? in
      guard let first = bytes.first, let reason = PasswordChangeReason(byte: first) else {
        return nil
      }
      return (reason, Secret(bytes.dropFirst()))
    }
    guard let read else { return nil }
    self.init(read.0, old: read.1)
  }
}

extension PasswordChangeReason {
  fileprivate var byte: UInt8 {
    switch self {
    case .mustChange: 1
    case .expired: 2
    }
  }

  fileprivate init?(byte: UInt8) {
    switch byte {
    case 1: self = .mustChange
    case 2: self = .expired
    default: return nil
    }
  }
}

/// A byte before others that stay where they are.
private struct Prefixed: RandomAccessCollection {
  let first: UInt8
  let rest: UnsafeRawBufferPointer

  var startIndex: Int { 0 }
  var endIndex: Int { rest.count + 1 }
  subscript(index: Int) -> UInt8 { index == 0 ? first : rest[index - 1] }
}
