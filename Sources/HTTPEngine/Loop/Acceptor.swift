import Synchronization

/// The listeners of a server and the loops that its connections are dealt to. One loop has it: so there
/// is one limit and one balance, and nothing queued is lost when the server drains.
struct Acceptor {
  private(set) var listeners: [Listener]
  private let loops: [Loop]
  /// Whether the listeners are out of the epoll set because descriptors ran out; level-triggered, they
  /// would make the loop spin.
  private(set) var isPaused = false
  /// When a pause may be told to the log again, in the loop's milliseconds.
  private var nextReport = 0

  init(listeners: [Listener], loops: [Loop]) {
    self.listeners = listeners
    self.loops = loops
  }

  func watch(_ poll: Poll) {
    for (index, listener) in listeners.enumerated() {
      poll.add(listener.descriptor, Poll.readable, Poll.listenerMark + UInt64(index))
    }
  }

  mutating func pause(_ poll: Poll) {
    guard !isPaused else { return }
    isPaused = true
    for listener in listeners { poll.remove(listener.descriptor) }
  }

  /// Whether to tell the log: once in ten seconds, for the cause may last.
  mutating func mayReport(_ now: Int) -> Bool {
    guard now >= nextReport else { return false }
    nextReport = now + 10_000
    return true
  }

  mutating func resume(_ poll: Poll) {
    guard isPaused else { return }
    isPaused = false
    watch(poll)
  }

  /// The loop with the fewest connections; it is counted there already.
  func deal() -> Loop? {
    let loop = loops.min { $0.count.load(ordering: .relaxed) < $1.count.load(ordering: .relaxed) }
    loop?.count.wrappingAdd(1, ordering: .relaxed)
    return loop
  }

  /// Asks the other loops to give places back.
  func askForRoom(_ places: Int, besides own: Loop) {
    for loop in loops where loop !== own { loop.post(.makeRoom(places)) }
  }

  /// Closes the listeners: new clients are refused.
  mutating func close(_ poll: Poll) {
    for listener in listeners { poll.remove(listener.descriptor) }
    listeners = []
  }
}
