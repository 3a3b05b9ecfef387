import CLinux
import Diagnostics
import Glibc
import HTTPEngine
import Storage
import Threads

/// What the `brama` command can do, apart from its words: run the service, reach the API, look into a
/// directory, keep the key and the store's file.
public enum BramaApp {
  /// Exit codes of `serve`.
  enum ServeExit {
    static let done: Int32 = 0
    /// The configuration, the key or the certificate is wrong: starting again does not mend it.
    static let misconfigured: Int32 = 2
    /// The store or an address is not available.
    static let unavailable: Int32 = 4
  }

  /// To be called on the main thread before the first `await` when `serve` will be.
  public static func blockSignals() { ServiceSignals.block() }

  /// Runs a command on the calling thread, which is the process's first and stays its only one as long as
  /// nothing else must go on meanwhile. `body` ends the process.
  public static func run(_ body: @escaping @Sendable () async -> Void) -> Never {
    _ = clinux_heaps(1)
    BlockingExecutor.shared.takeOver(body)
  }

  /// Runs the service until SIGTERM or SIGINT.
  /// - Returns: the exit code; why it did not start was written to standard error.
  public static func serve(configuration path: String?) async -> Int32 {
    // The process ends with this: the last lines are the ones that tell why.
    defer { Log.flush() }
    // Large pieces come from the system and go back to it. By itself glibc takes them out of its heap once it has
    // seen one come and go (mallopt(3)), where a growing table of sessions leaves holes for good.
    _ = clinux_map_from(1 << 20)
    // A heap for each processor: more would each keep free what another thread could use.
    _ = clinux_heaps(Int32(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let configuration: LoadedConfiguration
    let plan: ServicePlan
    do {
      configuration = try loadConfiguration(path: path)
      plan = try Self.plan(of: configuration)
    } catch {
      complain(error)
      return ServeExit.misconfigured
    }
    let log = Log(level: plan.logLevel, form: plan.logForm)
    for warning in configuration.warnings {
      log.warning("the configuration has an unknown key", ["warning": "\(warning)"])
    }
    let composition: Composition
    do {
      composition = try await Composition.open(plan, mayCreateKey: true, log: log)
    } catch let problem as SealingKeyProblem {
      complain(problem)
      return ServeExit.misconfigured
    } catch {
      complain("\(plan.storePath): \(error)")
      return ServeExit.unavailable
    }
    let service: Service
    let (events, finish) = ServiceSignals.events()
    do {
      service = try Service.start(composition)
    } catch {
      complain(error)
      await composition.close()
      if case EngineError.unusableCertificate = error { return ServeExit.misconfigured }
      return ServeExit.unavailable
    }
    await run(service, until: events, then: finish, log: log)
    return ServeExit.done
  }

  private static func run(
    _ service: Service, until signals: AsyncStream<ServiceSignals.Event>,
    then finish: @escaping @Sendable () -> Void, log: Log
  ) async {
    let systemd = SystemdNotifier()
    let addresses = service.addresses.joined(separator: ", ")
    let status = addresses.isEmpty ? "answering commands alone" : "listening on \(addresses)"
    log.info("Brama is ready", ["version": Version.text, "address": addresses])
    systemd.ready(status)
    var isEnding = false
    var wasInterrupted = false
    for await event in signals {
      switch event {
      case .reload:
        systemd.reloading()
        service.reload()
        systemd.ready(status)
      case .interrupt where wasInterrupted:
        // What was answered is in the store already.
        log.warning("ending at once")
        return
      case .stop, .interrupt:
        wasInterrupted = event == .interrupt
        guard !isEnding else { continue }
        isEnding = true
        log.info("ending: requests under way are finished")
        systemd.stopping()
        Task {
          await service.end()
          finish()
        }
        // What was answered is in the store already; waiting longer serves nobody.
        Task {
          try? await Task.sleep(for: service.longestEnd)
          finish()
        }
      case .finished:
        log.info("ended")
        return
      }
    }
  }

  private static func complain(_ problem: Any) {
    let line = "\(problem)".split(whereSeparator: \.isNewline).joined(separator: " ")
    _ = Array("brama: \(line)\n".utf8).withUnsafeBytes {
      write(STDERR_FILENO, $0.baseAddress, $0.count)
    }
  }
}
