/// What failed attempts are counted on.
public enum FailureKey: Sendable, Hashable {
  /// A domain user, over all companies and spellings.
  case member(MemberLink)
  /// A native user.
  case card(EmployeeID)
  /// An unknown login, by the keyed hash of its folded text.
  case unknownLogin(Digest)
  /// A source address: IPv4, or the /64 of IPv6.
  case address(String)
  /// Wrong second-factor codes of a person since the last right one (TFA-23).
  case code(EmployeeID)
  /// Wrong second-factor codes of a person over `Policy.codesWindow`, whatever right ones came between.
  case codesOverWindow(EmployeeID)
  /// Wrong binds of a member within the directory's own observation window.
  case directory(MemberLink)
  /// The same window for an unknown login of a company with a domain, so that both look alike.
  case unknownInDirectory(Digest)
  /// Activation codes tried, by address.
  case activation(String)
  /// A browser that the person has signed in with before, in place of the person.
  case device(EmployeeID, DeviceID)
  /// All such browsers of a person together.
  case devices(EmployeeID)
}

/// Failures counted under one key.
public struct FailureCount: Sendable, Equatable {
  /// Failures since the last success, or within the window for keys that have one.
  public var failures: Int
  /// Failures since the count was cleared; never reset by a block or a window that has passed. At 100 of
  /// the key `code` the second factor is locked, at `Policy.deviceFailures` a browser is a stranger's.
  public var consecutive: Int
  public var firstAt: Timestamp
  public var lastAt: Timestamp
  /// Attempts are refused unjudged until then.
  public var blockedUntil: Timestamp?

  public init(
    failures: Int, consecutive: Int, firstAt: Timestamp, lastAt: Timestamp,
    blockedUntil: Timestamp?
  ) {
    self.failures = failures
    self.consecutive = consecutive
    self.firstAt = firstAt
    self.lastAt = lastAt
    self.blockedUntil = blockedUntil
  }
}
