internal import Glibc
import Synchronization

/// Ends whatever a connection is waiting for when its deadline comes, by shutting the socket down. It
/// works on a descriptor of its own (`dup`): libldap may close the other one at any time, and a number
/// that has been given away must not be shut down.
final class SocketWatch: Sendable {
  private struct State {
    var fd: Int32
    var appointment: Timekeeper.Appointment?
    /// Which wait is on; an alarm that comes late for an earlier one does nothing.
    var round: UInt64 = 0
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
    let round = state.withLock { state in
      state.round += 1
      return state.round
    }
    let appointment = timekeeper.at(deadline.instant) { [weak self] in self?.fire(round) }
    state.withLock { $0.appointment = appointment }
  }

  /// - Returns: whether the socket has been shut down, now or earlier.
  func disarm() -> Bool {
    let (appointment, fired) = state.withLock { state in
      state.round += 1
      defer { state.appointment = nil }
      return (state.appointment, state.hasFired)
    }
    if let appointment { timekeeper.cancel(appointment) }
    return fired
  }

  private func fire(_ round: UInt64) {
    state.withLock { state in
      guard state.round == round, state.fd >= 0 else { return }
      state.hasFired = true
      shutdown(state.fd, Int32(SHUT_RDWR))
    }
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

  func close() {
    state.withLock { state in
      guard state.fd >= 0 else { return }
      Glibc.close(state.fd)
      state.fd = -1
    }
  }
}
