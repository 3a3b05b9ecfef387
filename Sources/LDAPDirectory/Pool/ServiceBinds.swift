import Identity

/// When the service account may be bound, so that a wrong password of ours does not lock it: one bind at
/// a time until one has succeeded, and after a refusal none for a while that grows.
struct ServiceBinds {
  typealias Instant = ContinuousClock.Instant

  enum Admission {
    case granted
    /// Another's bind tells first.
    case wait
    case refused(DirectoryError)
  }

  private let pause: Duration
  private let longestPause: Duration
  /// A bind has succeeded since the last refusal.
  private var isProven = false
  private var isUnderWay = false
  private var refusals = 0
  private var refusal: (until: Instant, error: DirectoryError)?

  init(pause: Duration, longestPause: Duration) {
    self.pause = pause
    self.longestPause = longestPause
  }

  /// The refusal that still counts.
  func standing(_ now: Instant) -> DirectoryError? {
    refusal.flatMap { now < $0.until ? $0.error : nil }
  }

  mutating func admit(_ now: Instant) -> Admission {
    if let error = standing(now) { return .refused(error) }
    if isProven { return .granted }
    if isUnderWay { return .wait }
    isUnderWay = true
    return .granted
  }

  mutating func succeeded() {
    isProven = true
    isUnderWay = false
    refusals = 0
    refusal = nil
  }

  /// Several that were granted while the password was right may be refused together: one refusal.
  mutating func refused(_ error: DirectoryError, _ now: Instant) {
    isProven = false
    isUnderWay = false
    guard standing(now) == nil else { return }
    refusal = (now + min(longestPause, pause * (1 << min(refusals, 16))), error)
    refusals += 1
  }

  /// Nothing is known of the password.
  mutating func failed() { isUnderWay = false }
}

/// `ServiceBinds` for the threads of a domain's connections.
final class ServiceGate: Sendable {
  private let binds: Monitor<ServiceBinds>

  init(pause: Duration, longestPause: Duration) {
    binds = Monitor(ServiceBinds(pause: pause, longestPause: longestPause))
  }

  /// The refusal that still counts: nothing need be opened.
  var refusal: DirectoryError? { binds.update { ($0.standing(.now), wake: false) } }

  /// Binds when it may. Blocks the calling thread.
  func pass(
    _ server: ServerAddress, by deadline: Deadline, _ bind: () throws(ConnectionFailure) -> Void
  ) throws(ConnectionFailure) {
    let admission: ServiceBinds.Admission = binds.wait { binds in
      switch binds.admit(.now) {
      case .wait where !deadline.isPast: .sleep(until: deadline.instant)
      case let admission: .done(admission)
      }
    }
    switch admission {
    case .granted: break
    case .wait:
      throw ConnectionFailure(.silent, .unavailable, "\(server): another's bind is under way")
    case .refused(let error): throw ConnectionFailure(.answered, error.code, error.detail)
    }
    do throws(ConnectionFailure) {
      try bind()
      binds.update { binds in
        binds.succeeded()
        return ((), wake: true)
      }
    } catch {
      binds.update { binds in
        if error.error.code == .serviceAccountRefused {
          binds.refused(error.error, .now)
        } else {
          binds.failed()
        }
        return ((), wake: true)
      }
      throw error
    }
  }
}
