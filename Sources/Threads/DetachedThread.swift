internal import CLinux
internal import Glibc

/// How a thread of our own begins.
public enum DetachedThread {
  /// 512 KiB: TLS handshakes and libldap need less than half of it.
  public static let usualStack = 512 * 1024

  private final class Body {
    let name: String?
    let run: @Sendable () -> Void

    init(_ name: String?, _ run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }

  /// Starts a thread that nobody waits for.
  ///
  /// All signals are blocked on it, SIGPIPE among them: a write to a connection that the other side has
  /// closed is then an error and not the end of the process.
  /// - Parameters:
  ///   - name: what `ps` and a debugger call it, of which Linux keeps 15 bytes; `nil`: as the program.
  ///   - stackBytes: how much stack it has.
  /// - Returns: 0, or what pthread_create(3) said where the system gives no more threads; nothing runs then.
  public static func start(
    named name: String? = nil, stackBytes: Int = usualStack,
    _ run: @escaping @Sendable () -> Void
  ) -> Int32 {
    let body = Unmanaged.passRetained(Body(name, run))
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    pthread_attr_setstacksize(attributes, stackBytes)
    pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }

    // A new thread inherits the mask: block all, start, put back.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

    var thread: pthread_t = 0
    let code = pthread_create(
      &thread, attributes,
      { argument in
        // The pointer is the retained `Body` handed over above.
        guard let argument else { return nil }
        let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        if let name = body.name {
          // One of more than 15 bytes is refused as a whole (pthread_setname_np(3)).
          _ = clinux_name_thread(String(decoding: name.utf8.prefix(15), as: UTF8.self))
        }
        body.run()
        return nil
      }, body.toOpaque())
    if code != 0 { body.release() }
    return code
  }
}
