internal import Glibc
import Identity

/// One socket with libldap on it, under a watch: how every connection is opened, asked and ended, those of
/// the pools and those of the examination alike. Used by one thread at a time, which it blocks.
final class WatchedHandle {
  private let server: ServerAddress
  private let watch: SocketWatch
  private var handle: LDAPHandle?

  /// How TLS is put on.
  struct Security {
    let usesStartTLS: Bool
    let caFile: String?
    var authority: PinnedAuthority?
    let certificate: ClientCertificate?
  }

  /// Opens the socket's connection. Takes the socket over, also when it throws.
  /// - Parameter then: what belongs to opening too, a service account's bind.
  init(
    socket: Int32, server: ServerAddress, _ timekeeper: Timekeeper, _ security: Security,
    ignoring references: IgnoredReferences, by deadline: Deadline,
    _ then: (LDAPHandle) throws(ConnectionFailure) -> Void = { _ in }
  ) throws(ConnectionFailure) {
    self.server = server
    guard let watch = SocketWatch(socket, timekeeper) else {
      Glibc.close(socket)
      throw ConnectionFailure(.notSent, .unavailable, "\(server): out of descriptors")
    }
    self.watch = watch
    watch.arm(deadline)
    do throws(ConnectionFailure) {
      let handle = try LDAPHandle(
        socket: socket, server: server, ignoredReferences: references)
      self.handle = handle
      var isTLS = false
      if case .tls = server.transport { isTLS = true }
      if isTLS || security.usesStartTLS {
        try handle.protect(
          startTLS: !isTLS, caFile: security.caFile, pinned: security.authority,
          certificate: security.certificate, by: deadline
        ) { watch.isClosedByPeer }
      }
      try then(handle)
      if watch.disarm() {
        throw ConnectionFailure(.lost, .unavailable, "\(server): no answer in time")
      }
    } catch {
      let failure = explained(error, isLate: watch.disarm())
      end(politely: false)
      throw failure
    }
  }

  deinit {
    // The handle ends with this, on whatever thread that is: it must not wait there.
    watch.shutDown()
  }

  var isOpen: Bool { handle != nil }

  /// References that are no part of an answer.
  var ignoredReferences: IgnoredReferences? {
    get { handle?.ignoredReferences }
    set { handle?.ignoredReferences = newValue }
  }

  /// Runs one exchange under the watch. A connection that may be stale is not written to at all.
  func exchange<Answer>(
    by deadline: Deadline, _ body: (LDAPHandle) throws(ConnectionFailure) -> Answer
  ) throws(ConnectionFailure) -> Answer {
    guard let handle, !watch.isHungUp else {
      throw ConnectionFailure(
        .notSent, .unavailable, "\(server): the server has closed the connection")
    }
    guard !deadline.isPast else {
      throw ConnectionFailure(.answered, .unavailable, "\(server): no time left")
    }
    watch.arm(deadline)
    do throws(ConnectionFailure) {
      let answer = try body(handle)
      if watch.disarm() { end(politely: false) }
      return answer
    } catch {
      let failure = explained(error, isLate: watch.disarm())
      if failure.kind != .answered { end(politely: false) }
      throw failure
    }
  }

  private func explained(_ failure: ConnectionFailure, isLate: Bool) -> ConnectionFailure {
    if isLate { return ConnectionFailure(.silent, .unavailable, "\(server): no answer in time") }
    guard failure.mayBeGarbage, watch.endedHere else { return failure }
    return ConnectionFailure(.lost, .badAnswer, "\(server): what it sends is not LDAP")
  }

  /// - Parameter politely: with a farewell, when nothing is under way.
  func end(politely: Bool) {
    guard handle != nil else { return watch.close() }
    watch.end(politely: politely) { handle = nil }
  }
}
