import Identity

/// The directory's own lock-out beside `directory_lockout`: Brama must stop one wrong bind before it.
enum LockoutStep {
  enum Policy: Equatable {
    /// Failures that lock, the lowest of all policies, and the seconds they are counted over; 0 seconds:
    /// until a right password.
    case locks(after: Int, window: Int)
    case never
    case notTold
  }

  static func run(_ seen: inout ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    let policy: Policy =
      switch seen.rootDSE?.kind() {
      case .activeDirectory: try ofActiveDirectory(seen)
      case .directoryServer389, .freeIPA: try ofServer389(seen)
      case .openLDAP: try ofOpenLDAP(seen)
      case .custom, nil: .notTold
      }
    return judge(seen, policy)
  }

  private static func judge(_ seen: ContentSteps.Seen, _ policy: Policy) -> [Finding] {
    guard case .locks(let threshold, let window) = policy else {
      return [seen.finding(policy == .never ? .lockoutNone : .lockoutNotTold)]
    }
    let found = [Fact(.threshold, threshold), Fact(.window, "\(window) s")]
    guard let own = seen.configuration.rules.lockout else {
      return [seen.finding(.lockoutOff, found)]
    }
    let setting = [
      Fact(.setting, "directory_lockout.threshold = \(own.threshold)"),
      Fact(.setting, "directory_lockout.window = \(own.window.secondsRoundedUp)"),
    ]
    guard own.threshold <= threshold else {
      return [seen.finding(.lockoutTooHigh, found + setting)]
    }
    let isShort = window == 0 || own.window < .seconds(window)
    return [seen.finding(isShort ? .lockoutWindowShort : .lockoutFits, found + setting)]
  }

  private static func lowest(_ entries: [Entry], _ read: (Entry) -> Policy) -> Policy {
    entries.map(read).reduce(.notTold) { low, next in
      switch (low, next) {
      case (.notTold, _): next
      case (_, .notTold): low
      case (.never, _): next
      case (_, .never): low
      case (.locks(let a, let wide), .locks(let b, let other)):
        .locks(
          after: min(a, b), window: wide == 0 || other == 0 ? 0 : max(wide, other))
      }
    }
  }

  // MARK: Active Directory

  /// The domain object, and the password settings objects as far as they may be read.
  private static func ofActiveDirectory(_ seen: ContentSteps.Seen) throws(RawProbe.Lost) -> Policy {
    guard let text = seen.rootDSE?.entry.first("defaultNamingContext"), let domain = try? DN(text)
    else { return .notTold }
    let own = try seen.probe.search(
      Search(domain, .base, .everything, ["lockoutThreshold", "lockOutObservationWindow"]))
    let container = domain.child("CN", "System").child("CN", "Password Settings Container")
    let settings = try seen.probe.search(
      Search(
        container, .subtree, .equal("objectClass", "msDS-PasswordSettings"),
        ["msDS-LockoutThreshold", "msDS-LockoutObservationWindow"]))
    return lowest(own.entries + settings.entries) { entry in
      let count = entry.first("lockoutThreshold") ?? entry.first("msDS-LockoutThreshold")
      let span =
        entry.first("lockOutObservationWindow") ?? entry.first("msDS-LockoutObservationWindow")
      guard let count = count.flatMap({ Int($0) }) else { return .notTold }
      guard count > 0 else { return .never }
      // Tenths of a microsecond, negative (MS-ADA1, 2.396).
      let window = span.flatMap { Int64($0) }.map { Int(clamping: $0.magnitude / 10_000_000) }
      return .locks(after: count, window: window ?? 0)
    }
  }

  // MARK: OpenLDAP

  /// slapo-ppolicy: the policies that the service account can see.
  private static func ofOpenLDAP(_ seen: ContentSteps.Seen) throws(RawProbe.Lost) -> Policy {
    let control = "1.3.6.1.4.1.42.2.27.8.5.1"
    if let rootDSE = seen.rootDSE, rootDSE.tellsControls, !rootDSE.has(control: control) {
      return .never
    }
    let policies = try seen.first(
      100, under: seen.configuration.baseDN, [.equal("objectClass", "pwdPolicy")],
      ["pwdLockout", "pwdMaxFailure", "pwdFailureCountInterval"])
    return lowest(policies) { entry in
      let count = entry.first("pwdMaxFailure").flatMap { Int($0) } ?? 0
      guard entry.first("pwdLockout") == "TRUE", count > 0 else { return .never }
      let window = entry.first("pwdFailureCountInterval").flatMap { Int($0) } ?? 0
      return .locks(after: count, window: window)
    }
  }

  // MARK: 389 Directory Server

  /// The server's global policy, where the service account may read it.
  private static func ofServer389(_ seen: ContentSteps.Seen) throws(RawProbe.Lost) -> Policy {
    guard let config = try? DN("cn=config") else { return .notTold }
    let answer = try seen.probe.search(
      Search(
        config, .base, .everything,
        ["passwordLockout", "passwordMaxFailure", "passwordResetFailureCount"]))
    return lowest(answer.entries) { entry in
      guard let isOn = entry.first("passwordLockout") else { return .notTold }
      let count = entry.first("passwordMaxFailure").flatMap { Int($0) } ?? 0
      guard isOn.lowercased() == "on", count > 0 else { return .never }
      let window = entry.first("passwordResetFailureCount").flatMap { Int($0) } ?? 0
      return .locks(after: count, window: window)
    }
  }
}
