import FoundationEssentials
import Synchronization

/// What a configured domain's service password is for: where it goes, and the password itself.
public struct DomainAccess: Sendable {
  public let name: DomainName
  /// Servers, TLS, authority and account, in one form for one meaning; holds no secret.
  public let address: [UInt8]
  public let password: Secret

  public init(name: DomainName, address: [UInt8], password: Secret) {
    self.name = name
    self.address = address
    self.password = password
  }
}

/// Which domains may be used. Shared with the directories, which refuse every call of one that may not.
public final class DomainStandings: Sendable {
  private let waiting = Mutex<Set<DomainName>>([])

  public init() {}

  /// Domains whose address changed while their password did not: nothing is sent there.
  public var unconfirmed: Set<DomainName> { waiting.withLock { $0 } }

  public func isConfirmed(_ domain: DomainName) -> Bool {
    waiting.withLock { !$0.contains(domain) }
  }

  func set(_ domains: Set<DomainName>) { waiting.withLock { $0 = domains } }
}

/// Keeps a domain's service password from going to a stranger: whoever changes where it goes has to know
/// it. The store remembers a keyed digest of each domain's address (servers, TLS, authority, account) and
/// one of its password; when the address changed and the password did not, the domain is not used until
/// somebody gives the password again.
public final class DomainConfirmation: Sendable {
  static let setting = "domain-access"
  /// Wrong guesses after which the next has to wait, and for how long.
  static let freeGuesses = 3
  static let pause = Interval.seconds(10)

  private let core: Core
  private let accesses = Mutex<[DomainName: DomainAccess]>([:])
  private let guesses = Mutex(Guesses())

  private struct Guesses {
    var wrong = 0
    var next = Timestamp(milliseconds: 0)
  }

  private struct Remembered: Codable, Equatable {
    /// Hexadecimal.
    var address: String
    var password: String
  }

  init(_ core: Core) { self.core = core }

  public var unconfirmed: Set<DomainName> { core.environment.standings.unconfirmed }

  /// Compares the configured domains with what is remembered. Domains seen for the first time are
  /// remembered, and so is an address that came with another password: that is the password given again.
  ///
  /// A domain that was renamed is no new one: a remembered password that no configured domain has any more
  /// under its old name counts for the new name.
  ///
  /// - Parameter remembers: `false`: a command looks, and remembers nothing.
  /// - Throws: `StoreError`: nothing is known then, and no domain may be used.
  public func review(_ domains: [DomainAccess], remembers: Bool) async throws {
    accesses.withLock { held in
      held = Dictionary(domains.map { ($0.name, $0) }) { first, _ in first }
    }
    core.environment.standings.set(Set(domains.map(\.name)))
    let now = Dictionary(domains.map { ($0.name, digests(of: $0)) }) { first, _ in first }
    let unconfirmed = try await core.store.write { [core] tx in
      let setting = try tx.settings.find(Self.setting)
      let old = Self.parse(setting)
      var new = old
      var waiting: Set<DomainName> = []
      for (name, current) in now.sorted(by: { $0.key.text < $1.key.text }) {
        let known =
          old[name.text]
          ?? old.first { other, remembered in
            remembered.password == current.password && !now.keys.contains { $0.text == other }
          }?.value
        if let known, known.address != current.address, known.password == current.password {
          waiting.insert(name)
          if remembers {
            var event = AuditEvent(.domainUnconfirmed, by: .system, reason: "address-changed")
            event.details["domain"] = name.text
            try core.audit.append(event, in: tx)
          }
          continue
        }
        if let known, known.address != current.address, remembers {
          var event = AuditEvent(.domainConfirmed, by: .system, reason: "password-changed-too")
          event.details["domain"] = name.text
          try core.audit.append(event, in: tx)
        }
        new[name.text] = current
      }
      if remembers, new != old { try Self.store(new, over: setting, in: tx) }
      return waiting
    }
    core.environment.standings.set(unconfirmed)
  }

  /// The service password, given again: the domain's new address is trusted from now on.
  ///
  /// - Throws: `.notFound` when the domain waits for nothing; `.invalid` with `domain` or `password` at
  ///   fault; `.blocked` after wrong guesses; `.forbidden` for everybody but the command.
  public func confirm(domain: String, password: Secret, by caller: Caller) async throws(Rejection) {
    guard case .command = caller else { throw .forbidden }
    guard let name = DomainName(domain), let access = accesses.withLock({ $0[name] }) else {
      throw .invalid([FieldFault("domain", .noSuchDomain(domain))])
    }
    guard unconfirmed.contains(name) else { throw .notFound }
    let now = core.now
    let isEarly = guesses.withLock { $0.next > now }
    if isEarly { throw .blocked(retryAfter: Int(Self.pause.milliseconds / 1000)) }
    guard access.password.matches(password) else {
      guesses.withLock { guesses in
        guesses.wrong += 1
        if guesses.wrong >= Self.freeGuesses { guesses.next = now + Self.pause }
      }
      try await core.authority.perform(.domainUnconfirmed, by: caller, .command) { _, event in
        event.reason = "wrong-password"
        event.details["domain"] = name.text
      }
      throw .invalid([FieldFault("password", .wrongServicePassword)])
    }
    guesses.withLock { $0 = Guesses() }
    let current = digests(of: access)
    try await core.authority.perform(.domainConfirmed, by: caller, .command) { tx, event in
      event.reason = "password-given"
      event.details["domain"] = name.text
      let setting = try tx.settings.find(Self.setting)
      var all = Self.parse(setting)
      all[name.text] = current
      try Self.store(all, over: setting, in: tx)
    }
    core.environment.standings.set(unconfirmed.subtracting([name]))
  }

  private func digests(of access: DomainAccess) -> Remembered {
    Remembered(
      address: core.audit.domainDigest("address", access.address),
      password: access.password.withBytes { core.audit.domainDigest("password", Array($0)) })
  }

  /// What cannot be read is nothing remembered of anything: each domain is then seen for the first time,
  /// which only somebody who writes the store can bring about.
  private static func parse(_ setting: Setting?) -> [String: Remembered] {
    guard let setting else { return [:] }
    return (try? JSONDecoder().decode([String: Remembered].self, from: Data(setting.value.utf8)))
      ?? [:]
  }

  private static func store(
    _ all: [String: Remembered], over setting: Setting?, in tx: any Transaction
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(all), as: UTF8.self)
    _ = try tx.settings.save(Self.setting, value: text, expected: setting?.version ?? 0)
  }
}
