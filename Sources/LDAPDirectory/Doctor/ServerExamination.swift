import FoundationEssentials
import Identity

/// One server under examination, on a thread of its own: servers are examined side by side, and one that
/// hangs keeps none of the others waiting.
actor ServerExamination {
  nonisolated let server: ServerAddress
  private nonisolated let thread: BlockingThread
  private let probe: RawProbe
  private let terms: ServerTerms

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// - Throws: `.unavailable` when the system gives no thread.
  init(_ server: ServerAddress, _ terms: ServerTerms) throws(DirectoryError) {
    self.server = server
    self.terms = terms
    thread = try BlockingThread()
    probe = RawProbe(server, terms)
  }

  deinit { thread.stop() }

  /// What reaching the server has shown.
  struct Visit: Sendable {
    var findings: [Finding] = []
    var rootDSE: RootDSE?
    /// The entry of the base, where it is there.
    var base: Entry?
    /// Questions can be asked.
    var isBound = false
  }

  /// Name, TCP, TLS, root DSE, bind and base.
  func reach() -> Visit {
    var visit = Visit()
    let deadline = Deadline.after(terms.reachTime)
    let connection = ConnectionSteps.run(probe, by: deadline)
    visit.findings += connection.findings
    guard connection.isConnected, terms.mayCarryPasswords(server) else { return visit }
    let tls = TLSSteps.run(probe, by: deadline, now: Date())
    visit.findings += tls.findings
    guard tls.isTrusted else { return visit }
    do throws(RawProbe.Lost) {
      try talk(&visit)
    } catch {
      visit.findings.append(error.finding)
      visit.isBound = false
    }
    return visit
  }

  private func talk(_ visit: inout Visit) throws(RawProbe.Lost) {
    let deadline = Deadline.after(terms.reachTime)
    do throws(ConnectionFailure) { try probe.open(by: deadline) } catch {
      throw RawProbe.Lost(finding: openFailure(error))
    }
    let early = try rootDSE()
    let bind = BindStep.run(probe, by: Deadline.after(terms.reachTime))
    // Some servers tell of themselves only whom they know.
    visit.rootDSE = bind.isBound && early == nil ? try rootDSE() : early
    guard bind.isBound else {
      visit.findings += ServerFacts.findings(probe, visit.rootDSE, base: nil) + [bind.finding]
      return probe.close()
    }
    let base = try BaseStep.base(probe, visit.rootDSE)
    visit.findings += ServerFacts.findings(probe, visit.rootDSE, base: base.entry)
    visit.findings.append(try ClockStep.run(probe, visit.rootDSE))
    visit.findings += [bind.finding, base.finding]
    visit.isBound = true
    visit.base = base.entry
  }

  private func openFailure(_ failure: ConnectionFailure) -> Finding {
    let facts = [Fact(.message, failure.error.detail)]
    guard failure.error.code == .untrusted else { return probe.lost(failure) }
    probe.close()
    // libldap takes the machine's own name for this one when it compares it with the certificate.
    return probe.finding(
      probe.host.lowercased() == "localhost" ? .tlsLocalhost : .tlsRefusedByLibrary, facts)
  }

  private func rootDSE() throws(RawProbe.Lost) -> RootDSE? {
    let root = DN(parts: [])
    let answer = try probe.search(Search(root, .base, .everything, RootDSE.attributes))
    guard let entry = answer.entries.first, !entry.names.isEmpty else { return nil }
    return RootDSE(entry: entry)
  }

  /// What the directory holds; asked of one server of a domain.
  func contents(_ rootDSE: RootDSE?, _ wishes: DomainExamination.Wishes) -> [Finding] {
    ContentSteps.run(probe, rootDSE, wishes)
  }

  func close() { probe.close() }
}
