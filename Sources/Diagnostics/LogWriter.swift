import Glibc
import Threads

/// Writes lines to a descriptor on a thread of its own, so that who logs never waits for a slow or
/// stopped reader. At most `limit` lines wait; more are dropped and counted.
///
/// `@unchecked Sendable`: everything that changes is behind `condition`.
final class LogWriter: @unchecked Sendable {
  private let descriptor: Int32
  private let limit: Int
  private let condition = Monitor()
  private var waiting: [String] = []
  private var isWriting = false
  private var isStarted = false
  private var isClosed = false
  private var lost: UInt64 = 0

  init(descriptor: Int32, limit: Int = 4096) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// Lines that were dropped since the start.
  var dropped: UInt64 { condition.withLock { lost } }

  /// Takes one whole line, its line feed included. Does not wait.
  func add(_ line: String) {
    condition.withLock {
      guard waiting.count < limit, !isClosed else {
        lost += 1
        return
      }
      waiting.append(line)
      if !isStarted { start() }
      condition.broadcast()
    }
  }

  /// Waits until everything is written, so many seconds at most.
  /// - Returns: `false` when that took longer than `bound`: then nobody reads.
  @discardableResult
  func flush(within bound: Double) -> Bool {
    let end = Monitor.Moment(secondsFromNow: bound)
    return condition.withLock {
      while !waiting.isEmpty || isWriting {
        guard condition.wait(until: end) else { return false }
      }
      return true
    }
  }

  /// Lets the thread go once what waits is written; later lines are dropped.
  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  private func start() {
    // Where the system gives no thread, the next line tries again.
    isStarted = DetachedThread.start(named: "log") { self.work() } == 0
  }

  private func work() {
    while let lines = next() {
      for line in lines { write(line) }
    }
  }

  /// All that waits. `nil` once closed and empty.
  private func next() -> [String]? {
    condition.withLock {
      isWriting = false
      condition.broadcast()
      while waiting.isEmpty {
        if isClosed { return nil }
        condition.wait()
      }
      defer { waiting = [] }
      isWriting = true
      return waiting
    }
  }

  /// A line that cannot be written is lost: a log must not stop the service.
  private func write(_ line: String) {
    var rest = Array(line.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        // A descriptor that another program made non-blocking.
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&watched, 1, 1000)
      } else if errno != EINTR {
        return
      }
    }
  }
}
