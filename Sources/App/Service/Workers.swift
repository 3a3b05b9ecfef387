import CLinux
import Diagnostics
import Identity
import LDAPDirectory
import Threads

/// What runs beside the requests: tidying, the look for people who are gone from the directories, and the
/// passes that keep cards in step with them.
final class Workers: Sendable {
  private static let tidyInterval = Duration.seconds(30)
  private static let lockoutInterval = Duration.seconds(600)
  private let tasks: [Task<Void, Never>]

  init(_ composition: Composition) {
    let upkeep = composition.gate.upkeep
    let metrics = composition.metrics
    let log = composition.log
    let domains = composition.plan.domains.map(\.name)
    let checkInterval = Duration.milliseconds(
      composition.plan.policy.directoryCheckInterval.milliseconds)
    let directories = composition.directories
    let sync = composition.gate.sync
    // Passes that a command began count as well.
    sync.observe { domain, progress in
      metrics.note(progress, of: domain)
      guard let problem = progress.problem else { return }
      log.warning(
        "cards were not brought in step with their directory",
        ["domain": domain.text, "reason": problem])
    }
    // A domain that waits for its password is not asked.
    let isConfirmed: @Sendable (DomainName) -> Bool = { [gate = composition.gate] domain in
      !gate.domains.unconfirmed.contains(domain)
    }
    tasks =
      [
        Self.every(Self.lockoutInterval, isFirstNow: true) {
          // What cannot be read now stays as it was; a server that is down is told of elsewhere.
          for directory in directories where !Task.isCancelled && isConfirmed(directory.name) {
            try? await directory.refreshLockout()
          }
        },
        Self.every(Self.tidyInterval) {
          await upkeep.tidy()
          // A group of 100,000 that was read leaves megabytes behind, in pieces among what stays.
          await BlockingExecutor.shared.run { clinux_give_back() }
        },
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
        Self.every(interval) {
          if isConfirmed(domain) { await sync.run(domain) }
        }
      }
  }

  /// Returns when no work is under way any more.
  func end() async {
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }

  private static func every(
    _ interval: Duration, isFirstNow: Bool = false, _ work: @escaping @Sendable () async -> Void
  ) -> Task<Void, Never> {
    Task {
      if isFirstNow { await work() }
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
