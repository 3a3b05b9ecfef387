import FoundationEssentials
public import Identity
import Synchronization

/// Takes one domain apart and says what is right and what is wrong with it (`brama doctor`).
///
/// It binds with the service account alone, one wrong password in all, sends it over a connection that
/// signing in would trust and nothing else, changes nothing, and ends within its deadlines whatever the
/// servers do. Servers are examined side by side; what the directory holds is asked of the first that
/// can be asked.
public struct DomainExamination: Sendable {
  private let configuration: DirectoryConfiguration
  private let wishes: Wishes

  /// What is to be looked at besides the configuration of the directory.
  public struct Wishes: Sendable {
    /// The groups that companies have chosen for signing in; `nil`: not known here.
    public var chosenGroups: [GroupChoice]?

    public init(chosenGroups: [GroupChoice]? = nil) {
      self.chosenGroups = chosenGroups
    }
  }

  public init(_ configuration: DirectoryConfiguration, _ wishes: Wishes = Wishes()) {
    self.configuration = configuration
    self.wishes = wishes
  }

  /// - Parameter progress: called on many threads with each server that is done, and `nil` when what the
  ///   directory holds is looked at.
  /// - Returns: the findings in the order of `ExaminationStep`, server by server.
  public func run(progress: @escaping @Sendable (ServerAddress?) -> Void = { _ in }) async
    -> [Finding]
  {
    let timekeeper = Timekeeper()
    defer { timekeeper.stop() }
    var (findings, authorities) = await authorities()
    findings += plainFindings
    let terms = ServerTerms(
      configuration: configuration, names: NameLookup(),
      serviceGate: ServiceGate(pause: .seconds(3600), longestPause: .seconds(3600)),
      timekeeper: timekeeper, authorities: authorities)
    do throws(DirectoryError) {
      try timekeeper.start()
      findings += try await examine(terms, progress)
    } catch {
      findings.append(Finding(.contentsPassedOver, [Fact(.reason, error.detail)]))
    }
    return findings
  }

  private func examine(
    _ terms: ServerTerms, _ progress: @escaping @Sendable (ServerAddress?) -> Void
  ) async throws(DirectoryError) -> [Finding] {
    var (found, addresses) = await discover(terms)
    if configuration.discovery == nil { addresses = configuration.servers }
    var servers: [ServerExamination] = []
    for address in addresses {
      servers.append(try ServerExamination(address, terms))
    }
    let visits = await withTaskGroup(of: (Int, ServerExamination.Visit).self) { group in
      for (index, server) in servers.enumerated() {
        group.addTask {
          let visit = await server.reach()
          progress(server.server)
          return (index, visit)
        }
      }
      var visits = Array(repeating: ServerExamination.Visit(), count: servers.count)
      for await (index, visit) in group { visits[index] = visit }
      return visits
    }
    found += visits.flatMap(\.findings)
    var findings = found + Self.compare(servers.map(\.server), visits)
    let usable = visits.indices.filter { visits[$0].isBound && visits[$0].base != nil }
    if let first = usable.first {
      progress(nil)
      findings += await servers[first].contents(visits[first].rootDSE, wishes)
    } else {
      findings.append(Finding(.contentsPassedOver))
    }
    for server in servers { await server.close() }
    return findings
  }

  /// The servers that DNS lists, as signing in would use them.
  private func discover(_ terms: ServerTerms) async -> ([Finding], [ServerAddress]) {
    guard let discovery = configuration.discovery else { return ([], []) }
    let listed = Mutex<[ServerAddress]>([])
    let finder = ServerFinder(
      discovery, hasOwnAuthority: configuration.caFile != nil, configuration.limits,
      terms.timekeeper, { _ in }, take: { servers in listed.withLock { $0 = servers } })
    defer { finder.stop() }
    let name = Fact(.name, discovery.domain)
    do throws(DirectoryError) {
      try await finder.ready(by: .after(terms.reachTime))
      let servers = listed.withLock { $0 }
      let facts = servers.map { Fact(.address, $0.description) }
      return ([Finding(.discoveryGood, [name] + facts)], servers)
    } catch {
      return ([Finding(.discoveryFailed, [name, Fact(.reason, error.detail)])], [])
    }
  }

  // MARK: The servers side by side

  /// Servers of one domain hold the same tree: the base entry has the same id on all of them.
  private static func compare(_ servers: [ServerAddress], _ visits: [ServerExamination.Visit])
    -> [Finding]
  {
    let trees: [(server: ServerAddress, id: String)] = visits.indices.compactMap { index in
      guard let entry = visits[index].base else { return nil }
      let id = BaseStep.ids.lazy.compactMap { name in
        entry.bytes(name).first.map { bytes in
          entry.first(name) ?? bytes.map(hexText).joined()
        }
      }.first
      return id.map { (servers[index], $0) }
    }
    guard trees.count > 1 else { return [] }
    if let other = trees.first(where: { $0.id != trees[0].id }) {
      return [
        Finding(
          .serversDiffer,
          [trees[0], other].flatMap {
            [Fact(.address, $0.server.description), Fact(.values, $0.id)]
          })
      ]
    }
    return [Finding(.serversAgree, [Fact(.values, trees[0].id)])]
  }

  // MARK: The configuration

  private func authorities() async -> ([Finding], TrustedAuthorities?) {
    let usesTLS =
      configuration.discovery != nil
      || configuration.servers.contains { server in
        if case .unixSocket = server.transport { return false }
        return server.isProtectedByItself || configuration.startTLS
      }
    guard usesTLS else { return ([], nil) }
    let path = configuration.caFile ?? TrustedAuthorities.systemFile
    let fact = Fact(.path, path)
    switch await readAuthorities(path) {
    case .failed(let code, let reason):
      return ([Finding(code, reason.isEmpty ? [fact] : [fact, Fact(.reason, reason)])], nil)
    case .read(let authorities):
      let count = Fact(.entries, authorities.certificates.count)
      guard configuration.caFile != nil else { return ([], authorities) }
      let old = authorities.certificates.filter { $0.notAfter < Date() }
      guard old.isEmpty else {
        return (
          [
            Finding(
              .caFileExpired,
              [fact]
                + old.prefix(3).flatMap {
                  [Fact(.subject, $0.subject), Fact(.notAfter, TLSSteps.moment($0.notAfter))]
                })
          ], authorities
        )
      }
      return ([Finding(.caFileRead, [fact, count])], authorities)
    }
  }

  /// Off Swift's pool: the file may lie on a disk that is far away.
  private func readAuthorities(_ path: String) async -> TrustedAuthorities.Reading {
    await withCheckedContinuation { continuation in
      do throws(DirectoryError) {
        try BlockingThread.start {
          continuation.resume(returning: TrustedAuthorities.read(path))
        }
      } catch {
        continuation.resume(returning: .failed(.caFileUnreadable, reason: error.detail))
      }
    }
  }

  private var plainFindings: [Finding] {
    configuration.servers.filter { !$0.isProtectedByItself && !configuration.startTLS }.map {
      Finding(
        configuration.insecurePlainPasswords ? .plainPasswordsAllowed : .plainConnection,
        server: $0.description)
    }
  }
}
