import CLinux
import Glibc

/// One epoll set and the eventfd that wakes whoever waits on it; both are closed with it.
final class Poll: Sendable {
  /// Events to watch for.
  static let readable = EPOLLIN.rawValue | EPOLLRDHUP.rawValue
  static let writable = EPOLLOUT.rawValue
  /// A half-closed or gone client, but no input.
  static let hangUp = EPOLLRDHUP.rawValue
  /// Errors and a fully closed connection, which epoll reports unasked.
  static let nothing: UInt32 = 0

  static func isBroken(_ events: UInt32) -> Bool {
    events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
  }

  /// What an event is about: a slot, or one of these.
  static let wakeMark = UInt64.max
  static let listenerMark = UInt64(1) << 62

  private let descriptor: Int32
  private let waker: Int32

  /// - Throws: `EngineError.outOfResources`.
  init() throws {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    waker = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard descriptor >= 0, waker >= 0 else {
      throw EngineError.outOfResources(reason: String(cString: strerror(errno)))
    }
    control(EPOLL_CTL_ADD, waker, EPOLLIN.rawValue, Self.wakeMark)
  }

  deinit {
    close(descriptor)
    close(waker)
  }

  @discardableResult
  func add(_ other: Int32, _ events: UInt32, _ mark: UInt64) -> Bool {
    control(EPOLL_CTL_ADD, other, events, mark)
  }

  func change(_ other: Int32, _ events: UInt32, _ mark: UInt64) {
    control(EPOLL_CTL_MOD, other, events, mark)
  }

  func remove(_ other: Int32) { control(EPOLL_CTL_DEL, other, 0, 0) }

  /// From any thread: the wait ends.
  func wake() {
    var one: UInt64 = 1
    _ = write(waker, &one, 8)
  }

  func clearWake() {
    var count: UInt64 = 0
    _ = read(waker, &count, 8)
  }

  /// - Parameter milliseconds: -1 for ever.
  /// - Returns: how many events there are.
  func wait(_ events: UnsafeMutableBufferPointer<epoll_event>, _ milliseconds: Int) -> Int {
    let count = epoll_wait(
      descriptor, events.baseAddress, Int32(events.count), Int32(clamping: milliseconds))
    return max(0, Int(count))
  }

  @discardableResult
  private func control(_ operation: Int32, _ other: Int32, _ events: UInt32, _ mark: UInt64) -> Bool
  {
    var event = epoll_event()
    event.events = events
    event.data.u64 = mark
    return epoll_ctl(descriptor, operation, other, &event) == 0
  }
}
