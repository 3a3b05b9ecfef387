import Secrets
import Storage
import TestKit
import Testing

@testable import Identity

/// A gate over a real SQLite store and the real cryptography, with a clock that is moved by hand and two
/// directories in memory, `firma` and `other`.
struct House: Sendable {
  let gate: Gate
  let environment: Identity.Environment
  let clock: ManualClock
  let directory: InMemoryDirectory
  let other: InMemoryDirectory

  static let password = "correct horse battery"
  static let operatorOfHouse = Caller.command(user: "operator")
  static let home = ClientOrigin(address: "192.0.2.7", userAgent: "test")

  var command: Caller { Self.operatorOfHouse }
  var store: any Store { environment.store }
  var core: Core { gate.employees.core }

  /// One for all tests: hashing is what costs.
  private static let passwords = Argon2Hashing()

  static func with(
    multiCompany: Bool = false, rules: DirectoryRules = .plain,
    policy: Policy = Policy(), _ body: (House) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    do {
      let house = try await open(
        store, multiCompany: multiCompany, rules: rules, policy: policy)
      try await body(house)
    } catch {
      await store.close()
      throw error
    }
    await store.close()
    withExtendedLifetime(folder) {}
  }

  private static func open(
    _ store: SQLiteStore, multiCompany: Bool, rules: DirectoryRules,
    policy: Policy
  ) async throws -> House {
    let clock = ManualClock()
    let directory = InMemoryDirectory(.named("firma"), rules: rules)
    let other = InMemoryDirectory(.named("other"))
    let random = SystemRandom()
    var policy = policy
    policy.isMultiCompany = multiCompany
    let environment = Identity.Environment(
      store: store, directories: [directory.name: directory, other.name: other],
      passwords: passwords, isCommonPassword: CommonPasswords.contains,
      sealing: SodiumSealing(keys: SealingKeyRing(current: SealingKey(random: random))),
      hashing: BLAKE2Hashing(), codes: HashedCodes(hashing: BLAKE2Hashing()),
      pictures: QREncodeSVG(), clock: clock, random: random, policy: policy)
    return House(
      gate: try await Gate(environment), environment: environment, clock: clock,
      directory: directory, other: other)
  }

  /// The same house over the same store, as after a restart.
  func reopened(sealing: (any Sealing)? = nil, multiCompany: Bool? = nil) async throws -> House {
    var environment = environment
    if let multiCompany { environment.policy.isMultiCompany = multiCompany }
    if let sealing { environment.sealing = sealing }
    return House(
      gate: try await Gate(environment), environment: environment, clock: clock,
      directory: directory, other: other)
  }

  // MARK: what is there

  /// A card put into the store as it is.
  @discardableResult
  func card(
    _ login: String, _ role: Employee.Role = .user, in company: CompanyID = .home,
    password: String? = nil, link: MemberLink? = nil, origin: Employee.Origin = .native,
    state: Employee.State = .active, isForCooperatingSystem: Bool = false
  ) async throws -> Employee {
    var access = Employee.Access.password(nil)
    if let password {
      access = .password(try await environment.passwords.hash(Secret(password)))
    }
    if let link { access = .domain(link) }
    let card = Employee(
      id: EmployeeID(random: environment.random), company: company,
      login: try #require(Login(login)), name: "Name of \(login)", email: nil, role: role,
      origin: origin, access: access, state: state,
      isForCooperatingSystem: isForCooperatingSystem, createdAt: clock.now)
    try await store.write { try $0.employees.insert(card) }
    return card
  }

  /// An administrator with a password and a session.
  func administrator(_ login: String = "boss") async throws -> Caller {
    try await session(of: card(login, .administrator, password: Self.password)).caller
  }

  struct Presence: Sendable {
    let token: Secret
    let session: Session
    let caller: Caller
  }

  func session(
    of card: Employee, _ client: ClientKind = .api, company: CompanyID? = nil
  ) async throws -> Presence {
    let token = Token.fresh(environment.random)
    let now = clock.now
    let session = Session(
      id: SessionID(random: environment.random), token: environment.hashing.digest(token),
      employee: card.id, company: company ?? card.company, client: client, isRemembered: false,
      origin: Self.home, createdAt: now, endsAt: now + .hours(12), lastSeenAt: now)
    try await store.write { tx in
      let isEnrolled = try tx.secondFactors.find(card.id) != nil
      try gate.sessions.add(session, Person(card, isEnrolled: isEnrolled), in: tx)
    }
    return Presence(
      token: token, session: session, caller: .session(session.id, card.id, Self.home))
  }

  func isAlive(_ presence: Presence) -> Bool { gate.sessions.check(presence.token) != nil }

  /// A ticket of this person, so that it can be seen void.
  func ticket(of card: Employee) async throws -> Digest {
    let digest = environment.hashing.digest(Token.fresh(environment.random))
    let now = clock.now
    try await store.write { tx in
      try tx.tickets.insert(
        Ticket(
          token: digest, employee: card.id, company: card.company, client: .api, remember: false,
          stage: .secondFactor, createdAt: now, expiresAt: now + Ticket.lifetime))
    }
    return digest
  }

  func isVoid(_ ticket: Digest) async throws -> Bool {
    try await store.read { try $0.tickets.find(ticket) == nil }
  }

  func stored(_ id: EmployeeID) async throws -> Employee {
    try #require(try await store.read { try $0.employees.find(id) })
  }

  // MARK: second factors

  /// Enrols a person without the ceremony. The step of enrolment counts as used.
  @discardableResult
  func enrol(_ card: Employee) async throws -> [String] {
    let step = clock.now.seconds / 30
    return try await store.write { [core] tx in
      try core.secondFactors.enrol(
        card, secret: Secret(core.environment.random.bytes(20)), step: step, by: .system, in: tx)
    }
  }

  func code(of card: Employee) async throws -> String {
    try await code(.secondFactor(card.id))
  }

  func pendingCode(of card: Employee) async throws -> String {
    try await code(.pendingOfEmployee(card.id))
  }

  private func code(_ name: SealedName) async throws -> String {
    let sealed = try #require(try await store.read { try $0.sealed.find(name) })
    let secret = try environment.sealing.open(sealed, as: name.text)
    return HashedCodes(hashing: environment.hashing).code(clock.now.seconds / 30, secret)
  }

  // MARK: the audit log

  func events(_ action: AuditAction) async throws -> [AuditTrail.Entry] {
    try await gate.audit.list(
      AuditFilter(actions: [action]), before: nil, limit: 100, by: command
    ).entries
  }

  /// Switches the domain `firma` on for the whole installation.
  func useDomain(group: String = "all") async throws {
    let home = try await gate.companies.domainSettings(by: command)
    _ = try await gate.companies.saveDomainSettings(
      CompanyDraft(useDomain: true, domain: "firma", group: group), version: home.version,
      by: command)
  }

  @discardableResult
  func linkedCard(_ login: String, _ role: Employee.Role = .user, in groups: [StableID] = [])
    async throws -> Employee
  {
    let member = directory.add(login, in: groups)
    return try await card(login, role, link: MemberLink(domain: directory.name, member: member.id))
  }
}
