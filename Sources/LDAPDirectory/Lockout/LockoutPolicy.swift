public import Identity

/// What a directory tells of its own lock-out: in the domain object or a password settings object of
/// Active Directory, in a policy entry of OpenLDAP's ppolicy overlay, in cn=config or a local policy of
/// 389 Directory Server.
public struct LockoutPolicy: Sendable, Equatable {
  /// Wrong binds at which it locks an account; `nil`: it never does.
  public var threshold: Int?
  /// How long it remembers a wrong bind; `nil`: until a right password.
  public var window: Interval?
  /// How long a lock lasts; `nil`: until an administrator ends it.
  public var duration: Interval?
  /// The name of the entry that says so.
  public var source: String

  public init(threshold: Int?, window: Interval?, duration: Interval?, source: String) {
    self.threshold = threshold
    self.window = window
    self.duration = duration
    self.source = source
  }

  /// The longest that Brama sends no bind to a directory that forgets wrong ones only after a right one,
  /// by whether a lock there passes or not.
  static let unforgotten = (passing: Interval.days(1), lasting: Interval.days(30))

  /// As Brama counts; `nil`: it never locks.
  var lockout: DirectoryLockout? {
    threshold.map { threshold in
      DirectoryLockout(
        threshold: threshold,
        window: window
          ?? duration.map { max($0, Self.unforgotten.passing) } ?? Self.unforgotten.lasting)
    }
  }

  /// The stricter of two in each respect.
  func stricter(_ other: LockoutPolicy) -> LockoutPolicy {
    var result = self
    guard let theirs = other.threshold else { return self }
    guard let ours = threshold else { return other }
    if theirs < ours { result.source = other.source }
    result.threshold = min(ours, theirs)
    result.window = Self.longer(window, other.window)
    result.duration = Self.longer(duration, other.duration)
    return result
  }

  /// `nil` is without end.
  private static func longer(_ a: Interval?, _ b: Interval?) -> Interval? {
    guard let a, let b else { return nil }
    return max(a, b)
  }
}

extension LockoutPolicy {
  /// Whom a policy is asked for.
  enum Scope {
    /// Whoever has no policy of their own.
    case usual
    /// Anybody at all: the strictest of all policies that can be seen.
    case anybody
  }

  /// What is to be asked, one search after another; empty: a server of this kind tells nothing.
  /// - Parameters:
  ///   - kind: what the server is. FreeIPA's lock-out is one of Kerberos policies; what cn=config says
  ///     does not hold there.
  ///   - root: its root DSE, with `defaultNamingContext`.
  ///   - base: of the domain.
  static func searches(_ kind: DirectoryKind, root: Entry, base: DN, for scope: Scope) -> [Search] {
    switch kind {
    case .activeDirectory:
      guard let text = root.first("defaultNamingContext"), let domain = try? DN(text) else {
        return []
      }
      let own = Search(domain, .base, .everything, attributes)
      guard scope == .anybody else { return [own] }
      let container = domain.child("CN", "System").child("CN", "Password Settings Container")
      return [
        own,
        Search(container, .subtree, .equal("objectClass", "msDS-PasswordSettings"), attributes),
      ]
    case .directoryServer389:
      return [Search(DN(parts: []).child("cn", "config"), .base, .everything, attributes)]
    case .openLDAP:
      // Which entry is the default stands in cn=config, which no service account reads: the strictest of
      // all holds.
      return [Search(base, .subtree, .equal("objectClass", "pwdPolicy"), attributes)]
    case .freeIPA, .custom: return []
    }
  }

  /// What these entries tell together; `nil`: nothing.
  static func strictest(_ entries: [Entry]) -> LockoutPolicy? {
    let told = entries.compactMap { LockoutPolicy($0) }
    return told.dropFirst().reduce(told.first) { $0?.stricter($1) }
  }

  static let attributes: [AttributeName] = [
    "lockoutThreshold", "lockOutObservationWindow", "lockoutDuration",
    "msDS-LockoutThreshold", "msDS-LockoutObservationWindow", "msDS-LockoutDuration",
    "objectClass", "pwdLockout", "pwdMaxFailure", "pwdFailureCountInterval", "pwdLockoutDuration",
    "passwordLockout", "passwordMaxFailure", "passwordResetFailureCount",
    "passwordLockoutDuration", "passwordUnlock",
  ]

  /// - Returns: `nil` for an entry that tells nothing of a lock-out, or may not be read.
  init?(_ entry: Entry) {
    func number(_ attribute: AttributeName) -> Int64? {
      entry.first(attribute).flatMap { Int64($0) }
    }
    func seconds(_ attribute: AttributeName) -> Interval? {
      number(attribute).flatMap { $0 > 0 ? .seconds(Int(clamping: min($0, 1 << 40))) : nil }
    }
    /// A time span is a negative number of 100 ns (MS-ADTS 3.1.1.1.1); the smallest is without end.
    func span(_ attribute: AttributeName) -> Interval? {
      number(attribute).flatMap {
        $0 < 0 && $0 != .min ? Interval(milliseconds: $0 / -10_000) : nil
      }
    }
    /// 389-DS knows these under both names, and answers under the one that was asked for first.
    let isOn = entry.first("pwdLockout") ?? entry.first("passwordLockout")
    let most = number("pwdMaxFailure") ?? number("passwordMaxFailure")
    let isOverlay = entry.texts("objectClass").contains { $0.lowercased() == "pwdpolicy" }
    let count: Int64?
    if let threshold = number("lockoutThreshold") {
      count = threshold
      window = span("lockOutObservationWindow")
      duration = span("lockoutDuration")
    } else if let threshold = number("msDS-LockoutThreshold") {
      count = threshold
      window = span("msDS-LockoutObservationWindow")
      duration = span("msDS-LockoutDuration")
    } else if isOverlay || isOn != nil || most != nil {
      // Left out, it is 0 in OpenLDAP (slapo-ppolicy(5)) and 3 in 389-DS.
      count =
        ["true", "on", "1"].contains(isOn?.lowercased()) ? most ?? (isOverlay ? 0 : 3) : nil
      window = seconds("pwdFailureCountInterval") ?? seconds("passwordResetFailureCount")
      let lasts = entry.first("passwordUnlock")?.lowercased() == "off"
      duration =
        lasts ? nil : seconds("pwdLockoutDuration") ?? seconds("passwordLockoutDuration")
    } else {
      return nil
    }
    threshold = count.flatMap { $0 > 0 ? Int(clamping: min($0, 1 << 20)) : nil }
    source = entry.dn
  }
}

extension WrongBinds {
  static let attributes: [AttributeName] = [
    "badPwdCount", "badPasswordTime", "pwdFailureTime", "passwordRetryCount",
    "retryCountResetTime",
  ]

  /// - Returns: `nil` where the directory has counted none, or does not tell.
  init?(_ entry: Entry) {
    let failures = entry.texts("pwdFailureTime").compactMap { DirectoryTime.generalized($0) }
    if let last = failures.max() {
      self.init(count: failures.count, lastAt: last)
    } else if let count = entry.first("badPwdCount").flatMap({ Int($0) }), count > 0,
      let last = entry.first("badPasswordTime").flatMap({ DirectoryTime.fileTime($0) })
    {
      self.init(count: count, lastAt: last)
    } else if let count = entry.first("passwordRetryCount").flatMap({ Int($0) }), count > 0,
      let end = entry.first("retryCountResetTime").flatMap({ DirectoryTime.generalized($0) })
    {
      self.init(count: count, forgottenAt: end)
    } else {
      return nil
    }
  }
}
