import Glibc

/// Runs a function on a thread of its own, with every signal blocked: signals are for the thread of
/// the program that waits for them.
///
/// - Throws: `EngineError.outOfResources`.
func startLoopThread(_ body: @escaping @Sendable () -> Void) throws {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  var all = sigset_t()
  var before = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_SETMASK, &all, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  let box = Unmanaged.passRetained(ThreadBody(body))
  var thread = pthread_t()
  let result = pthread_create(&thread, &attributes, runThreadBody, box.toOpaque())
  guard result == 0 else {
    box.release()
    throw EngineError.outOfResources(reason: String(cString: strerror(result)))
  }
}

private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

// At file level: written inside a main-actor function it would be isolated to the main actor, and trap.
private let runThreadBody: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
  if let argument = $0 {
    Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().body()
  }
  return nil
}
