import Foundation
import Identity
import Secrets
import Storage
import Synchronization
import TestKit
import Testing

@testable import Portal

/// A whole Brama without a network: a real store, real hashing and codes, a clock moved by hand.
final class PagesInstallation: Sendable {
  static let root = Caller.command(user: "root")
  static let password = "correct horse battery staple"

  let folder: TemporaryFolder
  let clock = HandMovedClock()
  let store: SQLiteStore
  let gate: Gate
  /// Under `PagesVisitor.publicURL`.
  let portal: Portal

  /// - Parameter directory: the one configured domain.
  init(
    isMultiCompany: Bool = false, refusalTime: Interval = .zero,
    directory: MemoryDirectory? = nil,
    policy change: (inout Policy) -> Void = { _ in }
  ) async throws {
    folder = try TemporaryFolder()
    var policy = Policy()
    policy.isMultiCompany = isMultiCompany
    change(&policy)
    let random = SystemRandom()
    store = try SQLiteStore(path: folder.path + "/brama.db")
    gate = try await Gate(
      Environment(
        store: store, directories: directory.map { [$0.name: $0] } ?? [:],
        passwords: Argon2Hashing(), isCommonPassword: CommonPasswords.contains,
        sealing: SodiumSealing(keys: SealingKeyRing(current: SealingKey(random: random))),
        hashing: BLAKE2Hashing(), codes: OATHCodes(), pictures: QREncodeSVG(), clock: clock,
        random: random, policy: policy))
    portal = Self.portal(gate, PagesVisitor.publicURL, refusalTime)
  }

  /// A portal over a gate; the operator's calls are not what pages make.
  static func portal(_ gate: Gate, _ url: PublicURL, _ refusalTime: Interval = .zero) -> Portal {
    Portal(
      gate: gate,
      options: PortalOptions(
        publicURL: url, refusalTime: refusalTime, version: "test",
        operations: PortalOperations(
          verifyAudit: { _ throws(Rejection) in (lines: 0, findings: []) },
          rotateKey: { _ throws(Rejection) in 0 }, backup: { _, _ throws(Rejection) in },
          directories: { [:] })))
  }

  func visitor(_ language: String = "pl") -> PagesVisitor {
    let visitor = PagesVisitor(self)
    visitor.language = language
    return visitor
  }

  /// Makes a native user with a password, as an administrator and the person together do.
  @discardableResult
  func addPerson(
    _ login: String, name: String = "Anna Nowak", company: CompanyID? = nil,
    role: Employee.Role = .user
  ) async throws -> EmployeeID {
    let view = try await gate.employees.add(
      EmployeeDraft(company: company, login: login, name: name, role: role.rawValue),
      by: Self.root)
    let issued = try await gate.access.issueActivation(for: view.employee.id, by: Self.root)
    try await gate.access.activate(
      code: issued.code.withText { $0 } ?? "", password: Secret(Self.password), from: Self.here)
    return view.employee.id
  }

  /// The first Administrator with a password, so that no set-up is pending.
  func setUp() async throws {
    let code = try await gate.access.issueSetup(by: Self.root)
    try await gate.access.setUp(
      code: code.withText { $0 } ?? "", password: Secret(Self.password), from: Self.here)
  }

  /// A visitor who is signed in.
  func signedIn(_ login: String, _ language: String = "pl") async throws -> PagesVisitor {
    let visitor = visitor(language)
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in", [("login", login), ("password", Self.password)])
    try #require(visitor.status == 303)
    try await visitor.follow()
    return visitor
  }

  /// The code of a secret at the clock's time, made by oathtool.
  func code(_ base32: String) async throws -> String {
    let now = clock.now.seconds
    return try await onOwnThread { try Oathtool.code(base32, at: now) }
  }

  static let here = ClientOrigin(address: "192.0.2.1", userAgent: nil)
}

final class HandMovedClock: WallClock {
  private let moment = Mutex(Timestamp(seconds: 1_800_000_000))

  var now: Timestamp { moment.withLock { $0 } }

  func advance(by interval: Interval) { moment.withLock { $0 = $0 + interval } }
}
