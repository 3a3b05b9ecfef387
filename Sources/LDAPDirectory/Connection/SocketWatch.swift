internal import Glibc
import Synchronization

/// Ends whatever a connection is waiting for when its deadline comes, by shutting the socket down. It
/// works on a descriptor of its own (`dup`): libldap may close the other one at any time, and a number
/// that has been given away must not be shut down.
final class SocketWatch: Sendable {
  private struct State {
    var fd: Int32
    /// By when the wait that is on must be over; `nil`: nothing is waited for.
    var deadline: ContinuousClock.Instant?
    /// When the timekeeper looks here next. It is not told of each wait: an appointment stays from one to
    /// the next, and moves on to the deadline of the day when its time comes.
    var looksAt: ContinuousClock.Instant?
    var appointment: Timekeeper.Appointment?
    var hasFired = false
  }

  private let state: Mutex<State>
  private let timekeeper: Timekeeper

  /// `nil` when the system gives no further descriptor: a connection without a watch would have no
  /// deadline and must not be used.
  init?(_ fd: Int32, _ timekeeper: Timekeeper) {
    let own = fcntl(fd, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { return nil }
    self.timekeeper = timekeeper
    self.state = Mutex(State(fd: own))
  }

  deinit { close() }

  func arm(_ deadline: Deadline) {
    let instant = deadline.instant
    let old = state.withLock { state -> Timekeeper.Appointment?? in
      state.deadline = instant
      if let looksAt = state.looksAt, looksAt <= instant { return nil }
      state.looksAt = instant
      return .some(state.appointment)
    }
    guard let old else { return }
    if let old { timekeeper.cancel(old) }
    appoint(instant)
  }

  /// - Returns: whether the socket has been shut down, now or earlier.
  func disarm() -> Bool {
    state.withLock { state in
      state.deadline = nil
      return state.hasFired
    }
  }

  private func appoint(_ instant: ContinuousClock.Instant) {
    let appointment = timekeeper.at(instant) { [weak self] in self?.look(instant) }
    state.withLock { state in
      if state.looksAt == instant { state.appointment = appointment }
    }
  }

  private func look(_ instant: ContinuousClock.Instant) {
    let next = state.withLock { state -> ContinuousClock.Instant? in
      // Otherwise another appointment has taken the place of this one.
      guard state.looksAt == instant else { return nil }
      state.looksAt = nil
      state.appointment = nil
      guard let deadline = state.deadline, state.fd >= 0 else { return nil }
      guard deadline <= .now else {
        state.looksAt = deadline
        return deadline
      }
      state.hasFired = true
      shutdown(state.fd, Int32(SHUT_RDWR))
      return nil
    }
    if let next { appoint(next) }
  }

  /// The server has closed or reset the connection, whether or not what it said before was read (bytes
  /// may lie there: TLS 1.3 session tickets come unasked). Costs one call that does not wait.
  var isHungUp: Bool {
    state.withLock { state in
      guard state.fd >= 0 else { return true }
      // POLLRDHUP of <bits/poll.h>, which the Glibc module leaves out; HUP and ERR are always reported.
      var watched = pollfd(fd: state.fd, events: 0x2000, revents: 0)
      return poll(&watched, 1, 0) != 0
    }
  }

  /// The other side has closed or reset the connection.
  var isClosedByPeer: Bool {
    state.withLock { state in
      guard state.fd >= 0 else { return true }
      var byte: UInt8 = 0
      let count = recv(state.fd, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
      return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
    }
  }

  /// The connection ended from this side, or has not ended: libldap gave it up because of what it read.
  /// It reports a server that went away and one that sends garbage with the same code.
  var endedHere: Bool {
    state.withLock { state in
      // The first byte of `struct tcp_info` is the state of the connection (linux/tcp.h).
      var info: UInt8 = 0
      var size: socklen_t = 1
      guard state.fd >= 0,
        getsockopt(state.fd, Int32(IPPROTO_TCP), TCP_INFO, &info, &size) == 0
      else { return false }
      // ESTABLISHED, FIN_WAIT1, FIN_WAIT2, TIME_WAIT; where the peer closed first it is CLOSE_WAIT,
      // LAST_ACK, CLOSING or CLOSE (include/net/tcp_states.h).
      return [1, 4, 5, 6].contains(info)
    }
  }

  /// Ends the connection. `unbind` writes to it, and TLS its farewell, on a socket that blocks: a server
  /// that reads nothing any more would hold the thread for ever.
  /// - Parameter politely: lets the server have the farewell, within a second; otherwise the socket is
  ///   shut down first and nothing can be written.
  func end(politely: Bool, _ unbind: () -> Void) {
    if politely { arm(.after(.seconds(1))) } else { shutDown() }
    unbind()
    if politely { _ = disarm() }
    close()
  }

  /// Whatever is waited for on the socket ends, and nothing can be sent any more.
  func shutDown() {
    state.withLock { state in
      guard state.fd >= 0 else { return }
      shutdown(state.fd, Int32(SHUT_RDWR))
    }
  }

  func close() {
    let appointment = state.withLock { state in
      if state.fd >= 0 { Glibc.close(state.fd) }
      state.fd = -1
      state.looksAt = nil
      defer { state.appointment = nil }
      return state.appointment
    }
    if let appointment { timekeeper.cancel(appointment) }
  }
}
