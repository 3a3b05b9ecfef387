/// Everything Identity offers, wired to one set of adapters: what the portal and the command call.
public final class Gate: Sendable {
  public let policy: Policy
  public let signIn: SignIn
  public let sessions: SessionBook
  /// What browsers keep of earlier sign-ins.
  public let devices: KnownDevices
  public let account: OwnAccount
  public let access: AccessCodes
  public let companies: CompanyAdministration
  public let employees: EmployeeAdministration
  public let twoStep: TwoStepAdministration
  public let directories: DirectoryBrowser
  public let domains: DomainConfirmation
  public let sync: DirectorySync
  public let audit: AuditTrail
  public let upkeep: Upkeep
  public let explaining: SignInExplaining

  /// - Throws: `StoreError`, or `SealError` when the sealing key does not fit the store.
  public init(_ environment: Environment) async throws {
    policy = environment.policy
    try await Self.prepare(environment)
    audit = try await AuditTrail.open(environment)
    sessions = try await SessionBook.open(environment)
    sessions.connect(audit)
    audit.connect(sessions)
    let core = Core(
      environment: environment, sessions: sessions, audit: audit, attempts: AttemptGate())
    signIn = SignIn(core)
    devices = core.devices
    account = OwnAccount(core)
    access = AccessCodes(core)
    companies = CompanyAdministration(core)
    employees = EmployeeAdministration(core)
    twoStep = TwoStepAdministration(core)
    directories = DirectoryBrowser(core)
    domains = DomainConfirmation(core)
    sync = DirectorySync(core)
    upkeep = Upkeep(core)
    explaining = SignInExplaining(core)
  }

  /// A new store gets the installation's own company.
  private static func prepare(_ environment: Environment) async throws {
    try await environment.store.write { tx in
      guard try tx.companies.find(.home) == nil else { return }
      try tx.companies.insert(
        Company(
          id: .home, name: "", displayName: nil, kind: .standalone, domain: .off, version: 1))
    }
  }
}

/// The adapters and rules that an installation runs with.
public struct Environment: Sendable {
  public var store: any Store
  public var directories: [DomainName: any Directory]
  /// Which of them may be used.
  public var standings = DomainStandings()
  public var passwords: any PasswordHashing
  /// Whether a password is among the commonest ones.
  public var isCommonPassword: @Sendable (Secret) -> Bool
  public var sealing: any Sealing
  public var hashing: any Hashing
  public var codes: any OneTimeCodes
  public var pictures: any QRPictures
  public var clock: any WallClock
  public var random: any RandomSource
  public var policy: Policy

  public init(
    store: any Store, directories: [DomainName: any Directory], passwords: any PasswordHashing,
    isCommonPassword: @escaping @Sendable (Secret) -> Bool, sealing: any Sealing,
    hashing: any Hashing, codes: any OneTimeCodes, pictures: any QRPictures,
    clock: any WallClock, random: any RandomSource, policy: Policy
  ) {
    self.store = store
    self.directories = directories
    self.passwords = passwords
    self.isCommonPassword = isCommonPassword
    self.sealing = sealing
    self.hashing = hashing
    self.codes = codes
    self.pictures = pictures
    self.clock = clock
    self.random = random
    self.policy = policy
  }
}

/// What the parts of Identity share.
struct Core: Sendable {
  let environment: Environment
  let sessions: SessionBook
  let audit: AuditTrail
  /// Whose attempts are under way: one gate for signing in and for what signed-in people prove again.
  let attempts: AttemptGate

  var store: any Store { environment.store }
  var policy: Policy { environment.policy }
  var now: Timestamp { environment.clock.now }
}
