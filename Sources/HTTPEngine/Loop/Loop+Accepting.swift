import CLinux
import Diagnostics
import Glibc
import Synchronization

extension Loop {
  /// Accepts what waits at a listener, but not more than a batch: the other connections want their turn.
  func accept(_ index: Int, atMost batch: Int = 64) {
    guard let acceptor, index < acceptor.listeners.count else { return }
    let listener = acceptor.listeners[index]
    for _ in 0..<batch {
      var storage = sockaddr_storage()
      let descriptor = clinux_accept(listener.descriptor, &storage)
      guard descriptor >= 0 else {
        // A client that is gone again is no reason to stop.
        if errno == ECONNABORTED || errno == EINTR { continue }
        if errno != EAGAIN { pauseAccepting(errno) }
        return
      }
      guard let address = peerAddress(storage, descriptor), admit(address) else {
        close(descriptor)
        settings.metrics?.refusedConnections.increment()
        continue
      }
      let socket = AcceptedSocket(
        descriptor: descriptor, address: address, identity: listener.identity)
      guard let loop = acceptor.deal() else { return }
      if loop === self {
        adopt(socket)
      } else if !loop.post(.adopt(socket)) {
        // That loop has drained already; so does this one in a moment.
        loop.count.wrappingSubtract(1, ordering: .relaxed)
        settings.quota.release(address.key)
        close(descriptor)
      }
    }
  }

  private func peerAddress(_ storage: sockaddr_storage, _ descriptor: Int32) -> PeerAddress? {
    let address = PeerAddress(storage, descriptor)
    return address.map { limits.standsForMany($0.peer) ? $0.uncounted : $0 }
  }

  private func admit(_ address: PeerAddress) -> Bool {
    switch settings.quota.admit(address.key) {
    case .admitted: return true
    case .addressFull: return false
    case .full: return makeRoom() && settings.quota.admit(address.key) == .admitted
    }
  }

  /// Before the listeners close: who is in their queues would be reset.
  func acceptQueued() {
    guard let acceptor, !acceptor.isPaused else { return }
    for index in acceptor.listeners.indices {
      accept(index, atMost: Int(Listener.backlog))
    }
  }

  /// Descriptors or memory ran out; the next sweep tries again, with what those gave back who have no
  /// request under way.
  func pauseAccepting(_ code: Int32) {
    acceptor?.pause(poll)
    giveBack(max(1, count.load(ordering: .relaxed) / 8))
    guard acceptor?.mayReport(now) == true else { return }
    settings.log.warning(
      "accepting paused", ["reason": String(cString: strerror(code))])
  }

  func adopt(_ socket: AcceptedSocket) {
    if !socket.address.isLocal {
      var yes: Int32 = 1
      setsockopt(
        socket.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes,
        socklen_t(MemoryLayout<Int32>.size))
    }
    let slot = freeSlots.popLast() ?? slots.count
    if slot == slots.count { slots.append(nil) }
    let session = socket.identity?.newSession(socket.descriptor)
    let lacksSession = socket.identity != nil && session == nil
    let connection = Connection(
      slot: slot, transport: Transport(socket.descriptor, session), address: socket.address,
      limits: limits)
    slots[slot] = connection
    connection.since = now
    connection.arrival = newSerial()
    connection.deadline = now + times.head
    connection.events = Poll.readable
    let isWatched = poll.add(socket.descriptor, Poll.readable, UInt64(slot))
    // A TLS endpoint never speaks plainly, not even when OpenSSL has no memory left.
    if lacksSession || !isWatched { drop(connection) }
    if isDraining { finishOff(connection) }
  }

  func isOpen(_ connection: Connection) -> Bool { slots[connection.slot] === connection }

  /// Forgets a connection. Its descriptor closes with the last reference, at the latest when the event
  /// at hand is handled; nothing can answer it any more.
  func drop(_ connection: Connection) {
    guard isOpen(connection) else { return }
    poll.remove(connection.transport.descriptor)
    slots[connection.slot] = nil
    freeSlots.append(connection.slot)
    connection.serial = 0
    settings.quota.release(connection.address.key)
    count.wrappingSubtract(1, ordering: .relaxed)
  }
}
