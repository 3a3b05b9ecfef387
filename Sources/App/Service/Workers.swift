import Diagnostics
import Identity
import LDAPDirectory

/// What runs beside the requests: tidying, and the look for people who are gone from the directories.
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
    tasks = [
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
      while !Task.isCancelled {
        do { try await Task.sleep(for: interval) } catch { return }
        await work()
      }
    }
  }
}
