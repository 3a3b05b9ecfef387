import Identity
import Synchronization
import Threads

/// One connection to one server. Its calls wait on threads of our own: on the caller's where that is one,
/// so that a sign-in goes from one exchange to the next without a change of thread.
///
/// A connection is of one kind, and the kinds never mix: a failed bind as a person can leave rights
/// behind on a connection, so those that carry people's binds carry nothing else.
///
/// One call at a time: a pool lends it to one, and a second one would wait.
// @unchecked Sendable: `handle` is touched under `turn` only, and in `deinit`.
final class Connection: @unchecked Sendable {
  enum Kind: String, Sendable {
    case service, people
    /// For one person's own change of password: their bind, the request, and the end. A bind that says
    /// that the password must be changed leaves a state of its own behind.
    case change
  }

  let server: ServerAddress
  let kind: Kind
  /// The place of `server` in the configuration.
  let serverIndex: Int
  private let timekeeper: Timekeeper
  private let turn = Mutex(())
  private var handle: WatchedHandle?

  /// - Throws: `.unavailable` when the system gives no thread for its deadlines.
  init(_ kind: Kind, _ server: ServerAddress, index: Int, _ timekeeper: Timekeeper)
    throws(DirectoryError)
  {
    try timekeeper.start()
    self.kind = kind
    self.server = server
    self.serverIndex = index
    self.timekeeper = timekeeper
  }

  /// What is needed to open a connection.
  struct Terms: Sendable {
    let startTLS: Bool
    let insecurePlainPasswords: Bool
    let caFile: String?
    var authority: PinnedAuthority? = nil
    let serviceAccount: ServiceAccount
    var clientCertificate: ClientCertificate? = nil
    /// Where the service account comes with Kerberos.
    var tickets: KerberosTickets? = nil
    let ignoredReferences: IgnoredReferences
    let names: NameLookup
    let serviceGate: ServiceGate
  }

  /// Connects, puts TLS on and, for the service, binds as the service account.
  /// - Throws: `.unavailable`, `.untrusted`, `.unprotected`, `.serviceAccountRefused`, `.badAnswer`.
  func open(_ terms: Terms, by deadline: Deadline) async throws(ConnectionFailure) {
    try await exclusively { () throws(ConnectionFailure) in try connect(terms, by: deadline) }
  }

  private func connect(_ terms: Terms, by deadline: Deadline) throws(ConnectionFailure) {
    let usesStartTLS = !server.isProtectedByItself && terms.startTLS
    guard server.isProtectedByItself || usesStartTLS || terms.insecurePlainPasswords else {
      throw ConnectionFailure(
        .notSent, .unprotected,
        "\(server): neither ldaps nor StartTLS, and plain passwords not allowed")
    }
    let socket = try SocketConnector.connect(to: server, terms.names, by: deadline)
    let security = WatchedHandle.Security(
      usesStartTLS: usesStartTLS, caFile: terms.caFile, authority: terms.authority,
      certificate: terms.clientCertificate)
    handle = try WatchedHandle(
      socket: socket, server: server, timekeeper, security,
      ignoring: terms.ignoredReferences, by: deadline
    ) { handle throws(ConnectionFailure) in
      guard kind == .service else { return }
      try terms.serviceGate.pass(server, by: deadline) { () throws(ConnectionFailure) in
        try bindAsService(handle, terms, deadline)
      }
    }
  }

  private func bindAsService(_ handle: LDAPHandle, _ terms: Terms, _ deadline: Deadline)
    throws(ConnectionFailure)
  {
    let isProtected = server.isProtectedByItself || terms.startTLS
    let answer = try handle.bind(
      as: terms.serviceAccount, to: server, isProtected: isProtected, terms.tickets, by: deadline)
    guard answer.code != .success else { return }
    throw LDAPHandle.refusal(
      of: answer, terms.serviceAccount, server, isProtected: isProtected)
  }

  /// - Precondition: of kind `.people` or `.change`.
  func bind(_ dn: String, _ password: Secret, by deadline: Deadline)
    async throws(ConnectionFailure) -> BindAnswer
  {
    precondition(kind != .service, "a person's bind on a service connection")
    return try await guarded(deadline) { handle throws(ConnectionFailure) in
      try handle.simpleBind(dn, password, by: deadline)
    }
  }

  /// Changes a password, as whoever the connection is bound as.
  /// - Precondition: of kind `.change` or `.service`.
  func changePassword(
    _ dn: String, from old: Secret, to new: Secret, _ way: ServerPreset.PasswordChangeWay,
    by deadline: Deadline
  ) async throws(ConnectionFailure) -> ChangeAnswer {
    precondition(kind != .people, "a change on a connection of people's binds")
    return try await guarded(deadline) { handle throws(ConnectionFailure) in
      switch way {
      case .passwordModify: try handle.modifyPassword(dn, from: old, to: new, by: deadline)
      case .unicodePassword: try handle.changeUnicodePassword(dn, from: old, to: new, by: deadline)
      }
    }
  }

  /// - Precondition: of kind `.service`.
  func search(_ search: Search, by deadline: Deadline) async throws(ConnectionFailure)
    -> SearchAnswer
  {
    precondition(kind == .service, "a search on a connection of people's binds")
    return try await guarded(deadline) { handle throws(ConnectionFailure) in
      try handle.search(search, by: deadline)
    }
  }

  /// - Precondition: of kind `.service`.
  func read(_ names: [DN], _ filter: Filter, _ attributes: [AttributeName], by deadline: Deadline)
    async throws(ConnectionFailure) -> [Entry]
  {
    precondition(kind == .service, "a search on a connection of people's binds")
    return try await guarded(deadline) { handle throws(ConnectionFailure) in
      try handle.read(names, filter, attributes, by: deadline)
    }
  }

  /// Adds the members that a group's entry lists, range after range where the server gives them so
  /// (DOM-45).
  /// - Precondition: of kind `.service`.
  func collect(_ search: Search, into roll: GroupRoll, by deadline: Deadline)
    async throws(ConnectionFailure) -> GroupRoll
  {
    precondition(kind == .service, "a search on a connection of people's binds")
    return try await guarded(deadline) { handle throws(ConnectionFailure) in
      var roll = roll
      var search = search
      while true {
        roll.beginReply()
        try handle.values(search, by: deadline) { attribute, value in
          if let value { roll.add(value, of: attribute) } else { roll.meet(attribute) }
        }
        roll.endReply()
        if let problem = roll.problem { throw ConnectionFailure(.lost, .badAnswer, problem) }
        let next = roll.nextRanges
        if next.isEmpty { return roll }
        search.attributes = next
      }
    }
  }

  /// - Precondition: of kind `.service`.
  func sync(_ search: Search, cookie: [UInt8]?, most: Int, by deadline: Deadline)
    async throws(ConnectionFailure) -> SyncAnswer
  {
    precondition(kind == .service, "a search on a connection of people's binds")
    return try await guarded(deadline) { handle throws(ConnectionFailure) in
      try handle.sync(search, cookie: cookie, most: most, by: deadline)
    }
  }

  /// - Precondition: of kind `.service`.
  func dirSync(_ search: Search, cookie: [UInt8], most: Int, by deadline: Deadline)
    async throws(ConnectionFailure) -> DirSync
  {
    precondition(kind == .service, "a search on a connection of people's binds")
    return try await guarded(deadline) { handle throws(ConnectionFailure) in
      try handle.dirSync(search, cookie: cookie, most: most, by: deadline)
    }
  }

  private func guarded<Answer: Sendable>(
    _ deadline: Deadline, _ body: (LDAPHandle) throws(ConnectionFailure) -> Answer
  ) async throws(ConnectionFailure) -> Answer {
    try await exclusively { () throws(ConnectionFailure) in try exchange(deadline, body) }
  }

  private func exchange<Answer>(
    _ deadline: Deadline, _ body: (LDAPHandle) throws(ConnectionFailure) -> Answer
  ) throws(ConnectionFailure) -> Answer {
    guard let handle else {
      throw ConnectionFailure(.notSent, .unavailable, "\(server): the connection is closed")
    }
    return try handle.exchange(by: deadline, body)
  }

  /// At once, after something has gone wrong or is still under way.
  func close() async { await exclusively { end(politely: false) } }

  /// With a farewell, when nothing is under way.
  func closeIdle() async { await exclusively { end(politely: true) } }

  private func exclusively<Result: Sendable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    try await BlockingExecutor.shared.run { () throws(Failure) in
      try turn.withLock { _ throws(Failure) in try body() }
    }
  }

  private func end(politely: Bool) {
    handle?.end(politely: politely)
    handle = nil
  }
}
