internal import Glibc
import Identity

/// One server as the examination asks it: connects and searches under deadlines, and keeps what each
/// answer was, codes and references included. Lives on one thread, which it blocks.
final class RawProbe {
  let server: ServerAddress
  let terms: ServerTerms
  private var handle: WatchedHandle?
  /// The first address that took a connection: no further one is looked for.
  private var address: SocketAddress?

  init(_ server: ServerAddress, _ terms: ServerTerms) {
    self.server = server
    self.terms = terms
  }

  deinit { close() }

  func finding(_ code: FindingCode, _ facts: [Fact] = []) -> Finding {
    Finding(code, server: server.description, facts)
  }

  /// A step cannot go on; the finding says why. Mostly the connection is of no more use.
  struct Lost: Error { let finding: Finding }

  // MARK: Sockets

  /// The host of a TCP address; empty for a Unix socket.
  var host: String {
    switch server.transport {
    case .tcp(let host, _), .tls(let host, _): host
    case .unixSocket: ""
    }
  }

  /// Where a connection is to be opened; found by `ConnectionSteps`.
  func use(_ address: SocketAddress) { self.address = address }

  /// Runs `body` over a fresh socket that is shut down at the deadline.
  /// - Returns: `nil` where the server does not take a further connection, or when time is over.
  func overSocket<Value>(by deadline: Deadline, _ body: (Int32) -> Value) -> Value? {
    guard let address, case .connected(let socket) = SocketConnector.attempt(address, by: deadline)
    else { return nil }
    defer { Glibc.close(socket) }
    guard let watch = SocketWatch(socket, terms.timekeeper) else { return nil }
    watch.arm(deadline)
    let value = body(socket)
    let isLate = watch.disarm()
    watch.close()
    return isLate ? nil : value
  }

  // MARK: The connection of libldap

  var isOpen: Bool { handle?.isOpen == true }

  /// Opens the connection that questions go over, with TLS as signing in has it.
  func open(by deadline: Deadline) throws(ConnectionFailure) {
    guard let address else {
      throw ConnectionFailure(.notSent, .unavailable, "\(server): no address")
    }
    guard case .connected(let socket) = SocketConnector.attempt(address, by: deadline) else {
      throw ConnectionFailure(.notSent, .unavailable, "\(server): no further connection")
    }
    // Every reference is ignored, but for the step that looks for them.
    handle = try WatchedHandle(
      socket: socket, server: server, terms.timekeeper,
      WatchedHandle.Security(
        usesStartTLS: terms.usesStartTLS(server), caFile: terms.configuration.caFile,
        certificate: terms.configuration.clientCertificate),
      ignoring: Self.everyReference, by: deadline)
  }

  func close() {
    handle?.end(politely: false)
    handle = nil
  }

  func bind(_ account: ServiceAccount, by deadline: Deadline) throws(ConnectionFailure)
    -> BindAnswer
  {
    try guarded(by: deadline) { handle throws(ConnectionFailure) in
      try handle.bind(
        as: account, to: server, isProtected: isProtected, KerberosTickets(of: account),
        by: deadline)
    }
  }

  private var isProtected: Bool { server.isProtectedByItself || terms.usesStartTLS(server) }

  /// The server wants what TLS is in the way of.
  func wantsSigning(_ answer: BindAnswer, _ account: ServiceAccount) -> Bool {
    answer.wantsSigning(account.bind, isProtected: isProtected)
  }

  private func guarded<Value>(
    by deadline: Deadline, _ body: (LDAPHandle) throws(ConnectionFailure) -> Value
  ) throws(ConnectionFailure) -> Value {
    guard let handle else {
      throw ConnectionFailure(.lost, .unavailable, "\(server): the connection is closed")
    }
    return try handle.exchange(by: deadline, body)
  }

  /// What came of one search.
  struct Answer {
    var entries: [Entry] = []
    /// The cookie of the next page.
    var cookie: [UInt8] = []
    var hasMore = false
    var result = ResultCode.success
    var message = ""
    /// Where part of the answer lies.
    var elsewhere: String?
    /// The answer came without the control of paged results that was asked for.
    var lacksPage = false

    var isGood: Bool { result == .success }
    var metLimit: Bool { [.sizeLimitExceeded, .adminLimitExceeded].contains(result) }
    /// To a request for pages: it may be they that are not given (slapd tells of it as of a limit).
    var refusesPages: Bool {
      lacksPage
        || [.adminLimitExceeded, .unavailableCriticalExtension, .unwillingToPerform]
          .contains(result)
    }
  }

  /// - Throws: `Lost` when the connection is of no more use.
  func search(_ search: Search, time: Duration? = nil) throws(Lost) -> Answer {
    let deadline = Deadline.after(time ?? terms.questionTime)
    var answer = Answer()
    do throws(ConnectionFailure) {
      let found = try guarded(by: deadline) { handle throws(ConnectionFailure) in
        try handle.search(search, by: deadline)
      }
      answer.entries = found.entries
      answer.cookie = found.cookie
      answer.hasMore = found.hasMore
    } catch {
      guard error.kind == .answered else { throw Lost(finding: lost(error)) }
      answer.message = error.error.detail
      answer.elsewhere = error.elsewhere
      if let result = error.result {
        answer.result = result
      } else if error.elsewhere == nil {
        answer.lacksPage = true
      }
    }
    return answer
  }

  /// As `search`, with references counted as signing in counts them.
  func searchMindingReferences(_ search: Search) throws(Lost) -> Answer {
    handle?.ignoredReferences = IgnoredReferences(terms.configuration.preset)
    defer { handle?.ignoredReferences = Self.everyReference }
    return try self.search(search)
  }

  private static let everyReference: IgnoredReferences = {
    var preset = ServerPreset.custom
    // Every URL begins with nothing.
    preset.ignoredReferences = [""]
    return IgnoredReferences(preset)
  }()

  func lost(_ failure: ConnectionFailure) -> Finding {
    close()
    let facts = [Fact(.message, failure.error.detail)]
    switch failure.kind {
    case .silent: return finding(.noAnswer, [Fact(.took, Self.text(terms.questionTime))])
    case .lost where failure.error.code == .badAnswer: return finding(.notLDAP, facts)
    default: return finding(.connectionLost, facts)
    }
  }

  static func text(_ duration: Duration) -> String {
    let parts = duration.components
    let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    return milliseconds >= 10_000 ? "\(parts.seconds) s" : "\(milliseconds) ms"
  }
}
