// What `Scripts/check --sanitize thread` tries before it believes a run. No race: threads that contend for a
// `Mutex`, and a continuation that is resumed before it is waited for. With the argument `race` a race besides:
// the threads count without the lock, too.
import Glibc
import Synchronization

// @unchecked Sendable: `bare` is not protected, and that is what it is for.
final class Trial: @unchecked Sendable {
  private let counts = Mutex([0, 0])
  private var bare = 0
  private let races = CommandLine.arguments.contains("race")

  func contend() {
    for turn in 0..<20_000 {
      if turn % 4 == 0 {
        _ = counts.withLockIfAvailable { $0[1] += 1 }
      } else {
        counts.withLock { counts in
          for _ in 0..<50 { counts[0] += 1 }
        }
      }
      if races && turn % 100 == 0 { bare += 1 }
    }
  }
}

final class Thread: Sendable {
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  func start() -> pthread_t {
    var thread = pthread_t()
    let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
      if let thread = $0 { Unmanaged<Thread>.fromOpaque(thread).takeRetainedValue().body() }
      return nil
    }
    pthread_create(&thread, nil, run, Unmanaged.passRetained(self).toOpaque())
    return thread
  }
}

final class Made: Sendable {
  let process = getpid()
}

nonisolated func resumeEarly() async {
  let made = await withCheckedContinuation { continuation in
    pthread_detach(Thread { continuation.resume(returning: Made()) }.start())
    usleep(100_000)
  }
  guard made.process == getpid() else { exit(1) }
}

let trial = Trial()
for thread in (0..<4).map({ _ in Thread { trial.contend() }.start() }) { pthread_join(thread, nil) }
await Task.detached { await resumeEarly() }.value
