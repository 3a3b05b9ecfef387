import Glibc
import Threads

/// The signals a service lives by: SIGTERM and SIGINT end it, SIGHUP reloads, SIGPIPE is nothing.
///
/// They are blocked in every thread and taken by one that does nothing but wait for them, so that what
/// they cause runs as ordinary code, not in a signal handler (signal-safety(7)).
enum ServiceSignals {
  enum Event: Sendable, Equatable {
    case stop, reload
    /// Ctrl-C, which people press again when it takes too long.
    case interrupt
    /// Not a signal: what `stop` asked for is done.
    case finished
  }

  /// To be called on the main thread before any other thread exists: threads inherit the mask, and a
  /// signal that one thread does not block would end the process there.
  static func block() {
    signal(SIGPIPE, SIG_IGN)
    var set = taken()
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// What arrives from now on, and a way to say that the work is done. The waiting thread lives as long as
  /// the process.
  static func events() -> (AsyncStream<Event>, finish: @Sendable () -> Void) {
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
    let code = DetachedThread.start(named: "signals") {
      var set = taken()
      while true {
        var number: Int32 = 0
        guard sigwait(&set, &number) == 0 else { continue }
        switch number {
        case SIGHUP: continuation.yield(.reload)
        case SIGINT: continuation.yield(.interrupt)
        default: continuation.yield(.stop)
        }
      }
    }
    // Nobody could stop such a service in order.
    precondition(code == 0, "the system gives no thread to wait for signals on (error \(code))")
    return (stream, { continuation.yield(.finished) })
  }

  private static func taken() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
    return set
  }
}
