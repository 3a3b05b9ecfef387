/// Where everything that must survive lives.
///
/// A body runs to its end on a thread of the store's, sees one consistent state, and must not wait for
/// anything but its tables. Writes of several bodies share one sync (group commit): `write` returns once
/// what the body did is durable. A body that throws changes nothing. A body may run a second time, because of
/// another one, after all that it did was taken back: what it does outside of its tables belongs into
/// `afterCommit`.
public protocol Store: Sendable {
  /// - Throws: what `body` throws, or `StoreError`.
  func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value)
    async throws -> Value
  /// - Throws: what `body` throws, or `StoreError`.
  func write<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value)
    async throws -> Value
}

/// The tables as one body sees them. Not to be kept after the body returns.
public protocol Transaction: AnyObject {
  var companies: any CompanyTable { get }
  var employees: any EmployeeTable { get }
  var sessions: any SessionTable { get }
  var tickets: any TicketTable { get }
  var secondFactors: any SecondFactorTable { get }
  var failures: any FailureTable { get }
  var codes: any AccessCodeTable { get }
  var settings: any SettingTable { get }
  var sealed: any SealedTable { get }
  var audit: any AuditTable { get }

  /// Runs on the store's thread right after the commit that made the body durable, before `write`
  /// returns to its caller; not at all when the body or the commit fails.
  func afterCommit(_ action: @escaping @Sendable () -> Void)
}

public enum StoreError: Error, Sendable, Equatable {
  /// Disk full, read-only file, lost connection: nothing was stored, try later (503).
  case unavailable(String)
  /// Another row has this value already: the constraint's name (`employee-login`, `employee-member`,
  /// `company-name`).
  case duplicate(String)
  /// The row changed since `version` was read (GEN-12).
  case stale
  case notFound
}

public protocol CompanyTable {
  func all() throws -> [Company]
  func find(_ id: CompanyID) throws -> Company?
  func insert(_ company: Company) throws
  /// Stores `company` with version + 1 and returns it.
  /// - Throws: `StoreError.stale` unless the stored version equals `company.version`.
  func update(_ company: Company) throws -> Company
  func delete(_ id: CompanyID) throws
}

/// Which cards a list shows; all given conditions hold together.
public struct EmployeeFilter: Sendable, Equatable {
  public var company: CompanyID?
  /// A part of login, name or e-mail, letter case and Polish accents ignored.
  public var phrase: String?
  public var role: Employee.Role?
  public var state: Employee.State?
  /// Only domain cards of this domain.
  public var domain: DomainName?

  public init(
    company: CompanyID? = nil, phrase: String? = nil, role: Employee.Role? = nil,
    state: Employee.State? = nil, domain: DomainName? = nil
  ) {
    self.company = company
    self.phrase = phrase
    self.role = role
    self.state = state
    self.domain = domain
  }
}

public protocol EmployeeTable {
  func find(_ id: EmployeeID) throws -> Employee?
  /// The same, for somebody who read the card a moment ago: where it has not changed since, the caller's own
  /// comes back.
  func find(sinceRead card: Employee) throws -> Employee?
  /// By `Login.key`, unique within a company.
  func find(login key: String, in company: CompanyID) throws -> Employee?
  /// Cards linked to a member, one per company at most (DOM-32).
  func linked(to member: MemberLink) throws -> [Employee]
  /// Sorted by login key, then id; at most `limit` after `after`.
  func list(_ filter: EmployeeFilter, after: EmployeeID?, limit: Int) throws -> [Employee]
  func count(_ filter: EmployeeFilter) throws -> Int
  /// - Throws: `StoreError.duplicate`.
  func insert(_ employee: Employee) throws
  /// As `CompanyTable.update`.
  func update(_ employee: Employee) throws -> Employee
  func delete(_ id: EmployeeID) throws
}

public protocol SessionTable {
  func insert(_ session: Session) throws
  func all() throws -> [Session]
  /// Newest first.
  func list(_ selection: SessionSelection) throws -> [Session]
  /// Ends them; returns what was ended.
  func delete(_ selection: SessionSelection) throws -> [Session]
  func touch(_ seen: [SessionID: Timestamp]) throws
}

public protocol TicketTable {
  func insert(_ ticket: Ticket) throws
  func find(_ token: Digest) throws -> Ticket?
  func delete(_ token: Digest) throws
  /// Voids all tickets of a person, with their pending secrets in `sealed`.
  func deleteAll(of employee: EmployeeID) throws
  /// Forgets what has expired, with the pending secrets; those of people's own pages too.
  func deleteExpired(at now: Timestamp) throws
}

public protocol SecondFactorTable {
  func find(_ employee: EmployeeID) throws -> SecondFactor?
  func save(_ secondFactor: SecondFactor) throws
  func delete(_ employee: EmployeeID) throws
  /// Active people without a confirmed second factor, cards of cooperating systems left out.
  func countNotEnrolled() throws -> Int
}

public protocol FailureTable {
  func find(_ key: FailureKey) throws -> FailureCount?
  func save(_ count: FailureCount, for key: FailureKey) throws
  func delete(_ key: FailureKey) throws
  /// The counts `device` and `devices` of a person.
  /// - Returns: how many there were.
  @discardableResult
  func deleteDevices(of employee: EmployeeID) throws -> Int
  /// Keeps the rows of kinds that strangers can grow (`unknownLogin`, `unknownInDirectory`, `address`,
  /// `activation`) at `limit` in all, dropping those least recently failed; a block in force goes last.
  func bound(to limit: Int, at now: Timestamp) throws
}

public protocol AccessCodeTable {
  func find(_ digest: Digest) throws -> AccessCode?
  /// The set-up code in force, if any.
  func setup() throws -> AccessCode?
  func save(_ code: AccessCode) throws
  func delete(_ digest: Digest) throws
  func deleteAll(of employee: EmployeeID) throws
  func deleteExpired(at now: Timestamp) throws
}

/// Small settings that are one value each, with a version for `If-Match`.
public protocol SettingTable {
  func find(_ name: String) throws -> Setting?
  /// Stores with version + 1 and returns it; `expected` 0 means "not there yet".
  /// - Throws: `StoreError.stale`.
  func save(_ name: String, value: String, expected: Int) throws -> Setting
}

public struct Setting: Sendable, Equatable {
  public let value: String
  public let version: Int

  public init(value: String, version: Int) {
    self.value = value
    self.version = version
  }
}

/// The one table that sealed secrets live in, so that `brama key rotate` has one place to go through.
public protocol SealedTable {
  func find(_ name: SealedName) throws -> SealedValue?
  func save(_ value: SealedValue, as name: SealedName, at now: Timestamp) throws
  func delete(_ name: SealedName) throws
  /// When it was saved last: pending secrets age by it.
  func savedAt(_ name: SealedName) throws -> Timestamp?
  func count() throws -> Int
  /// Replaces every value, by its stored name; used by key rotation.
  func replaceAll(_ change: (_ name: String, SealedValue) throws -> SealedValue) throws
}

public protocol AuditTable {
  func head() throws -> AuditHead?
  func append(_ record: AuditRecord) throws
  /// Newest first, before `before`; at most `limit`.
  func list(_ filter: AuditFilter, before: Int64?, limit: Int) throws -> [AuditRecord]
  /// Oldest first, for verification.
  func records(from sequence: Int64, limit: Int) throws -> [AuditRecord]
  func prune(before sequence: Int64) throws -> Int
}
