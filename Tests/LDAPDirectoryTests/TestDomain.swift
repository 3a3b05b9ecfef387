import Identity
import LDAPDirectory
import Synchronization
import TestKit
import Testing

/// Bytes from the system's random source.
struct TestRandom: RandomSource {
  func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: .min ... .max) } }
}

/// A number that tasks raise.
final class Count: Sendable {
  private let number = Mutex(0)

  var value: Int { number.withLock { $0 } }
  func add() { number.withLock { $0 += 1 } }
}

func login(_ text: String) throws -> Login { try #require(Login(text)) }

/// A configuration for a started `Slapd`, changed by what a test wants.
func domain(
  _ urls: [String], caFile: String?, startTLS: Bool = true, discovery: ServiceDiscovery? = nil,
  _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
) throws -> DirectoryConfiguration {
  var configuration = try DirectoryConfiguration(
    name: #require(DomainName("example")),
    servers: urls.map { url in try ServerAddress(url) }, discovery: discovery,
    baseDN: DN(Slapd.baseDN), peopleBase: DN(Slapd.peopleBase), groupBase: DN(Slapd.groupBase),
    serviceAccount: ServiceAccount(
      dn: DN(Slapd.serviceDN), password: Secret(Slapd.servicePassword)),
    caFile: caFile, startTLS: startTLS,
    rules: DirectoryRules(
      createsCards: false, qualifiers: ["firma"], suffixes: ["example.test"], loginByEmail: false,
      lockout: nil))
  // The tests run beside many others; what is to end early says so itself.
  configuration.limits.operationTimeout = .seconds(30)
  configuration.limits.totalDeadline = .seconds(60)
  try change(&configuration)
  return configuration
}

func directory(
  _ slapd: Slapd, _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
) throws -> LDAPDirectory {
  LDAPDirectory(
    configuration: try domain([slapd.ldapURL], caFile: slapd.caFile, change), random: TestRandom())
}

/// The directory of `Slapd.usualPeople` and `usualGroups`, started once for all tests that only read.
let usualSlapd = Task { try await Slapd.start() }
