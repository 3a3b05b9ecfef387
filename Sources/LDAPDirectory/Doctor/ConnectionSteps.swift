internal import Glibc
import Identity

/// Name resolution and TCP, or a Unix socket: the first two steps on a server.
enum ConnectionSteps {
  struct Outcome {
    var findings: [Finding]
    var isConnected: Bool
  }

  static func run(_ probe: RawProbe, by deadline: Deadline) -> Outcome {
    switch probe.server.transport {
    case .unixSocket(let path): return unixSocket(probe, path, by: deadline)
    case .tcp(let host, let port), .tls(let host, let port):
      let start = ContinuousClock.now
      let addresses: [SocketAddress]
      do throws(ConnectionFailure) {
        addresses = try probe.terms.names.addresses(of: host, port: port, by: deadline)
      } catch {
        return Outcome(
          findings: [lookupFailure(probe, host, error.error, by: deadline)], isConnected: false)
      }
      let numbers = addresses.map { Fact(.address, $0.numericHost) }
      let resolved =
        TLSLook.isAddress(host)
        ? probe.finding(.nameLiteral, numbers)
        : probe.finding(
          .nameResolved, numbers + [Fact(.took, RawProbe.text(.now - start))])
      var outcome = connect(probe, addresses, by: deadline)
      outcome.findings.insert(resolved, at: 0)
      return outcome
    }
  }

  private static func lookupFailure(
    _ probe: RawProbe, _ host: String, _ error: DirectoryError, by deadline: Deadline
  ) -> Finding {
    // The look-up hands on the system's words alone: EAI_NONAME and EAI_NODATA of <netdb.h>.
    let missing = [-2, -5].map { String(cString: gai_strerror($0)) }
    let isMissing = missing.contains { error.detail.hasSuffix($0) }
    return probe.finding(
      isMissing ? .nameNotFound : .nameLookupFailed,
      [Fact(.name, host), Fact(.reason, error.detail)])
  }

  /// Tries all addresses in turn, as signing in does, and goes on with the first that answers.
  private static func connect(
    _ probe: RawProbe, _ addresses: [SocketAddress], by deadline: Deadline
  ) -> Outcome {
    var failures: [(address: SocketAddress, code: Int32)] = []
    for (index, address) in addresses.enumerated() {
      let share = deadline.left / (addresses.count - index)
      let start = ContinuousClock.now
      switch SocketConnector.attempt(address, by: deadline.earlier(of: share)) {
      case .failed(_, let code): failures.append((address, code))
      case .connected(let socket):
        Glibc.close(socket)
        probe.use(address)
        var findings = [
          probe.finding(
            .connected,
            [
              Fact(.address, address.numericHost), Fact(.took, RawProbe.text(.now - start)),
            ])
        ]
        if !failures.isEmpty {
          findings.append(probe.finding(.someAddressesFail, facts(failures)))
        }
        return Outcome(findings: findings, isConnected: true)
      }
    }
    let code: FindingCode =
      failures.allSatisfy { $0.code == ECONNREFUSED }
      ? .connectionRefused
      : failures.allSatisfy { $0.code == ETIMEDOUT } ? .connectionTimeout : .connectionFailed
    return Outcome(findings: [probe.finding(code, facts(failures))], isConnected: false)
  }

  private static func facts(_ failures: [(address: SocketAddress, code: Int32)]) -> [Fact] {
    failures.flatMap {
      [Fact(.address, $0.address.numericHost), Fact(.reason, String(cString: strerror($0.code)))]
    }
  }

  private static func unixSocket(_ probe: RawProbe, _ path: String, by deadline: Deadline)
    -> Outcome
  {
    let address = SocketAddress(path: path)
    switch SocketConnector.attempt(address, by: deadline) {
    case .connected(let socket):
      Glibc.close(socket)
      probe.use(address)
      return Outcome(
        findings: [probe.finding(.connected, [Fact(.path, path)])], isConnected: true)
    case .failed(_, let code):
      let finding: FindingCode =
        switch code {
        case ENOENT, ENOTDIR, ENOTSOCK: .socketMissing
        case ECONNREFUSED: .connectionRefused
        default: .connectionFailed
        }
      return Outcome(
        findings: [
          probe.finding(
            finding, [Fact(.path, path), Fact(.reason, String(cString: strerror(code)))])
        ], isConnected: false)
    }
  }
}
