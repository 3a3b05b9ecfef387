import Diagnostics
import Identity
import LDAPDirectory

/// What runs beside the requests: tidying, the look for people who are gone from the directories, and the
/// passes that keep cards in step with them.
final class Workers: Sendable {
  private static let tidyInterval = Duration.seconds(30)
  private let tasks: [Task<Void, Never>]

  init(_ composition: Composition) {
    let upkeep = composition.gate.upkeep
    let metrics = composition.metrics
    let log = composition.log
    let domains = composition.plan.domains.map(\.name)
    let checkInterval = Duration.milliseconds(
      composition.plan.policy.directoryCheckInterval.milliseconds)
    tasks =
      [
        Self.every(Self.tidyInterval) { await upkeep.tidy() },
        Self.every(checkInterval) {
          let distrusted = await upkeep.checkDirectories()
          for domain in domains {
            metrics.directoryAlarm(domain, isRaised: distrusted[domain] != nil)
          }
          for (domain, reason) in distrusted {
            log.warning(
              "a directory's answer was not trusted: no session was ended by it",
              ["domain": domain.text, "reason": reason])
          }
        },
      ]
      + composition.plan.syncIntervals.map { domain, interval in
        let sync = composition.gate.sync
        return Self.every(interval) {
          // A domain that waits for its password is not asked.
          guard !composition.gate.domains.unconfirmed.contains(domain) else { return }
          let progress = await sync.run(domain)
          metrics.note(progress, of: domain)
          guard let problem = progress.problem else { return }
          log.warning(
            "cards were not brought in step with their directory",
            ["domain": domain.text, "reason": problem])
        }
      }
  }

  /// Returns when no work is under way any more.
  func end() async {
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }

  private static func every(_ interval: Duration, _ work: @escaping @Sendable () async -> Void)
    -> Task<Void, Never>
  {
    Task {
      // From start to start: what the work takes must not stretch the time that was promised.
      var next = ContinuousClock.now + interval
      while !Task.isCancelled {
        do { try await Task.sleep(until: next, clock: .continuous) } catch { return }
        next = max(next + interval, .now)
        await work()
      }
    }
  }
}
