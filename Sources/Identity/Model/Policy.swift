/// The rules of an installation that its configuration sets.
public struct Policy: Sendable, Equatable {
  /// COMP-01.
  public var isMultiCompany = false
  /// `MaxLoginAttempts` (SIGN-12).
  public var maxAttempts = 5
  /// `LoginBlockTime` (SIGN-13).
  public var blockTime = Interval.seconds(60)
  /// Failures of one source address within `addressWindow` before it is refused.
  public var addressFailures = 50
  public var addressWindow = Interval.seconds(600)
  /// SIGN-23; a remembered session and one of a mobile client have none (SIGN-11, SIGN-22).
  public var idleLimit = Interval.seconds(1800)
  public var absoluteLimit = Interval.seconds(43_200)
  /// The absolute limit of a remembered session; `nil`: none (SIGN-11).
  public var rememberLimit: Interval? = Interval.days(30)
  /// Time between two looks of the directory check; two looks decide.
  public var directoryCheckInterval = Interval.seconds(120)
  /// Rows of failures that strangers can cause.
  public var strangerRows = 10_000

  public init() {}

  /// Is a card in use in the present mode? What a switch of the mode leaves behind keeps its data and
  /// has no rights (COMP-39): cards of companies in single-company mode; in multi-company mode cards of
  /// the installation that are linked to the domain of its tab, since only native ones sign in
  /// everywhere.
  public func uses(_ card: Employee) -> Bool {
    isMultiCompany ? card.company != .home || card.link == nil : card.company == .home
  }

  /// Wrong codes in a row that lock a second factor for good.
  public static let codesUntilLock = 100
  /// Wrong codes within `codesWindow` that lock it, too, whatever right ones came between. A year touches
  /// 14 such windows at most: 14 × 199 guesses at one in 333,333 have odds under 1 %.
  public static let codesOverWindow = 200
  public static let codesWindow = Interval.days(30)

  /// Failures from a browser that the person has signed in with before, until it has a block of its own.
  public var deviceAttempts: Int { max(1, (maxAttempts + 1) / 2) }
  /// Failures after which such a browser counts as a stranger's, until the person signs in.
  public static let deviceFailures = 10
  /// The same of all such browsers of a person together.
  public static let devicesFailures = 30
}
