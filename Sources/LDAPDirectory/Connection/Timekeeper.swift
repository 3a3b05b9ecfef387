import Identity

/// One thread that does short things at given moments: shuts a socket down at its deadline, gives up
/// waiting in a queue, closes what has been idle. Actions run on it one after another and must not block.
final class Timekeeper: Sendable {
  typealias Action = @Sendable () -> Void

  struct Appointment: Hashable { fileprivate let number: UInt64 }

  private struct Diary {
    var entries: [UInt64: (at: ContinuousClock.Instant, action: Action)] = [:]
    var next: UInt64 = 0
    /// When the thread will look again by itself; `nil`: not before it is woken.
    var looksAt: ContinuousClock.Instant?
    var isRunning = false
    var isStopped = false
  }

  private let diary = Monitor(Diary())

  /// Whoever relies on a deadline calls it first: appointments made before it are kept once it runs.
  /// - Throws: `.unavailable` when the system gives no thread; the next call tries again.
  func start() throws(DirectoryError) {
    let isFirst = diary.update { diary in
      defer { diary.isRunning = true }
      return (!diary.isRunning && !diary.isStopped, wake: false)
    }
    guard isFirst else { return }
    let diary = diary
    do throws(DirectoryError) {
      try BlockingThread.start {
        while let actions = Self.due(diary) {
          for action in actions { action() }
        }
      }
    } catch {
      diary.update { diary in
        diary.isRunning = false
        return ((), wake: false)
      }
      throw error
    }
  }

  func at(_ instant: ContinuousClock.Instant, _ action: @escaping Action) -> Appointment {
    diary.update { diary in
      diary.next += 1
      diary.entries[diary.next] = (instant, action)
      // Most deadlines lie behind one that is awaited already: the thread then sleeps on.
      let wake = diary.looksAt.map { instant < $0 } ?? true
      return (Appointment(number: diary.next), wake)
    }
  }

  /// The action will not start after this; it may be running now.
  func cancel(_ appointment: Appointment) {
    diary.update { diary in
      diary.entries[appointment.number] = nil
      return ((), wake: false)
    }
  }

  /// Ends the thread; appointments still open are dropped.
  func stop() {
    diary.update { diary in
      diary.isStopped = true
      diary.entries = [:]
      return ((), wake: true)
    }
  }

  private static func due(_ diary: Monitor<Diary>) -> [Action]? {
    diary.wait { diary in
      if diary.isStopped { return .done(nil) }
      let now = ContinuousClock.now
      let due = diary.entries.filter { $0.value.at <= now }.sorted { $0.value.at < $1.value.at }
      guard due.isEmpty else {
        for entry in due { diary.entries[entry.key] = nil }
        return .done(due.map(\.value.action))
      }
      diary.looksAt = diary.entries.values.map(\.at).min()
      return .sleep(until: diary.looksAt)
    }
  }
}
