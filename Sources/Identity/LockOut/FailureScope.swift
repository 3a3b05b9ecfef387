/// What an attempt is counted on, and the lock-out of the directory that it is counted under.
struct FailureScope: Sendable {
  /// In the order of a turn: address, directory's window, person.
  var keys: [FailureKey]
  let lockout: DirectoryLockout?

  /// - Parameter device: the browser in the person's place, where they are known by it.
  static func card(_ card: EmployeeID, device: [FailureKey] = []) -> FailureScope {
    FailureScope(keys: device.isEmpty ? [.card(card)] : device, lockout: nil)
  }

  /// The directory's window, and the person.
  /// - Parameter device: as for a card.
  static func member(
    _ link: MemberLink, _ lockout: DirectoryLockout?, device: [FailureKey] = []
  ) -> FailureScope {
    let person = device.isEmpty ? [.member(link)] : device
    return FailureScope(
      keys: lockout == nil ? person : [.directory(link)] + person, lockout: lockout)
  }

  /// A login that nobody has; where its company uses a domain, the directory's window holds for it too, so
  /// that it cannot be told from a member's.
  static func unknown(_ login: Digest, _ lockout: DirectoryLockout?) -> FailureScope {
    FailureScope(
      keys: lockout == nil
        ? [.unknownLogin(login)] : [.unknownInDirectory(login), .unknownLogin(login)],
      lockout: lockout)
  }

  /// With the address that the attempt comes from, which is counted first.
  func from(_ origin: ClientOrigin) -> FailureScope {
    var scope = self
    scope.keys.insert(.address(SourceAddress.key(of: origin.address)), at: 0)
    return scope
  }

  /// The attempt comes from a browser that the person is known by.
  var isOfKnownDevice: Bool {
    keys.contains { key in
      if case .device = key { return true }
      return false
    }
  }

  func counters(_ policy: Policy) -> FailureCounters {
    FailureCounters(policy: policy, directory: lockout, isKnownDevice: isOfKnownDevice)
  }
}
