internal import FoundationEssentials
public import Identity
import Synchronization

// LDAPDirectory: the adapter for the port `Directory` over libldap.
//
// Owns: connections, pool and failover, filters and names as types, paging, TLS, server presets, what
// each result code means. Imports Identity, CLDAP, CGSSAPI and Glibc. Never: judges who may sign in, keeps or logs
// a password, blocks one of Swift's threads.

/// One domain's directory.
///
/// Every call ends by `DirectoryLimits.totalDeadline`. Blocking calls run on threads of the connections.
/// A password goes out only over TLS or a Unix socket unless plain text was allowed on purpose, in one
/// bind on one server, over connections that carry nothing else.
public final class LDAPDirectory: Directory {
  public let name: DomainName
  public let rules: DirectoryRules
  let configuration: DirectoryConfiguration
  let preset: ServerPreset
  let reader: MemberReader
  let switchboard: Switchboard
  let cursors: Cursors
  let events: @Sendable (DirectoryEvent) -> Void
  /// The server can tell what changed (RFC 4533, DirSync), and not under this base or to this account.
  let lacksSync = Mutex(false)
  let lockouts = Mutex(LockoutBook())
  /// Groups that people's sign-ins were checked against lately.
  let targets = Mutex<[StableID: GroupTarget]>([:])
  let keptRoll = Mutex<KeptRoll?>(nil)

  /// - Parameters:
  ///   - random: makes the texts of cursors.
  ///   - events: called on many threads, must not block.
  ///   - now: the moment that accounts are judged at; `nil`: the system's clock.
  public init(
    configuration: DirectoryConfiguration, random: any RandomSource,
    events: @escaping @Sendable (DirectoryEvent) -> Void = { _ in },
    now: (@Sendable () -> Timestamp)? = nil
  ) {
    self.name = configuration.name
    self.rules = configuration.rules
    self.configuration = configuration
    self.preset = configuration.preset
    self.reader = MemberReader(
      preset: configuration.preset, now: now ?? { Timestamp(Date()) })
    self.events = events
    self.switchboard = Switchboard(configuration, events)
    self.cursors = Cursors(configuration.limits, random, switchboard.timekeeper, events)
  }

  deinit { closeAll() }

  /// Closes all connections; calls that come later fail with `.busy`.
  public func close() async { closeAll() }

  private func closeAll() {
    cursors.close()
    switchboard.close()
  }

  var totalDeadline: Deadline { .after(configuration.limits.totalDeadline) }

  /// The servers in the order in which they are listed, from the configuration or from DNS.
  public func servers() async throws(DirectoryError) -> [ServerAddress] {
    try await switchboard.servers(by: totalDeadline)
  }

  // MARK: One member

  public func member(_ id: StableID) async throws(DirectoryError) -> Member? {
    try await onlyMember(reader.named(id), by: totalDeadline)
  }

  public func member(login: Login) async throws(DirectoryError) -> Member? {
    let deadline = totalDeadline
    if login.belongs(to: name, rules) {
      // Both at once: a text that is one person's login and another's principal name is nobody's.
      if let member = try await onlyMember(reader.called(login), by: deadline) { return member }
    }
    guard rules.loginByEmail, login.qualifier == nil, login.suffix != nil else { return nil }
    return try await onlyMember(.equal(preset.mail, login.key), by: deadline)
  }

  /// - Throws: `.ambiguous` when there are several.
  private func onlyMember(_ filter: Filter, by deadline: Deadline)
    async throws(DirectoryError) -> Member?
  {
    var search = memberSearch([filter])
    search.firstEntries = 2
    search.attributes += Self.ownPolicy + WrongBinds.attributes
    if let memberOf = preset.memberOf { search.attributes.append(memberOf) }
    let entries = try await switchboard.search(search, by: deadline).entries
    guard entries.count <= 1 else {
      throw DirectoryError(.ambiguous, detail: "“\(entries[0].dn)” and “\(entries[1].dn)”")
    }
    guard let entry = entries.first else { return nil }
    var member = try reader.member(entry)
    member.wrongBinds = WrongBinds(entry)
    member.listedIn = preset.memberOf.map { entry.texts($0) }
    noteLockout(entry, of: member.id)
    guard member.unusable == nil,
      try await without(disabled: [member.id], by: deadline).isEmpty
    else { return member }
    return Member(
      id: member.id, dn: member.dn, login: member.login, name: member.name, email: member.email,
      unusable: .disabled)
  }

  /// A name that the directory sent.
  func readName(_ text: String) throws(DirectoryError) -> DN {
    do throws(InvalidSetting) {
      return try DN(text)
    } catch {
      throw DirectoryError(.badAnswer, detail: error.description)
    }
  }
}
