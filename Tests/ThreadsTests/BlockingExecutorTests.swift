import Glibc
import Synchronization
import Testing

@testable import Threads

@Suite("Threads that may block")
struct BlockingExecutorTests {
  @Test("a call runs on one of its threads, and at once where the caller is on one already")
  func sameThread() async {
    let executor = BlockingExecutor(width: 2)
    #expect(!executor.isCurrent)
    await withTaskExecutorPreference(executor) {
      let thread = pthread_self()
      #expect(executor.isCurrent)
      let inner = await executor.run { pthread_self() }
      #expect(inner == thread)
    }
    let elsewhere = await executor.run { executor.isCurrent }
    #expect(elsewhere)
  }

  @Test("calls that wait do not keep others from running, however narrow it is")
  func waiting() async {
    let executor = BlockingExecutor(width: 1)
    let bell = Bell()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { await executor.run { bell.wait() } } }
      // One thread works at a time, eight wait, and this needs one more.
      while executor.threads < 8 { await Task.yield() }
      group.addTask(executorPreference: executor) {
        for _ in 0..<8 { bell.ring() }
      }
      await group.waitForAll()
    }
    #expect(executor.threads >= 8)
  }

  @Test("no more threads work at one time than it is wide")
  func width() async {
    let executor = BlockingExecutor(width: 3)
    let gauge = Gauge()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask(executorPreference: executor) {
          gauge.change(by: 1)
          usleep(200)
          gauge.change(by: -1)
        }
      }
      await group.waitForAll()
    }
    #expect(gauge.most <= 3)
    #expect(executor.threads <= 3)
  }

  @Test("errors come back typed")
  func errors() async {
    struct Wrong: Error {}
    let executor = BlockingExecutor(width: 1)
    await #expect(throws: Wrong.self) {
      try await executor.run { () throws(Wrong) in throw Wrong() }
    }
  }

  @Test("thousands of tasks that wait and go on all come to their end")
  func many() async {
    let executor = BlockingExecutor(width: 2)
    let done = Gauge()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<5000 {
        group.addTask(executorPreference: number % 2 == 0 ? executor : nil) {
          _ = await executor.run { usleep(number % 100 == 0 ? 500 : 0) }
          await Task.yield()
          await executor.run {}
          done.change(by: 1)
        }
      }
      await group.waitForAll()
    }
    #expect(done.most == 5000)
  }

  @Test("a thread that is taken over runs the first job, those after it, and calls that wait")
  func takeOver() async throws {
    let executor = BlockingExecutor(width: 2)
    let isSame = await withCheckedContinuation { answer in
      let code = DetachedThread.start {
        let thread = pthread_self()
        executor.takeOver {
          let isFirst = pthread_self() == thread
          let isInner = await executor.run { executor.isCurrent }
          answer.resume(returning: isFirst && isInner)
        }
      }
      #expect(code == 0)
    }
    #expect(isSame)
    let isBack = await executor.run { executor.isCurrent }
    #expect(isBack)
  }

  @Test("a thread without work ends")
  func idle() async throws {
    let executor = BlockingExecutor(width: 2, idleSeconds: 1)
    await executor.run {}
    let end = ContinuousClock.now + .seconds(10)
    while executor.threads > 0, .now < end { try await Task.sleep(for: .milliseconds(50)) }
    #expect(executor.threads == 0)
    let isBack = await executor.run { executor.isCurrent }
    #expect(isBack)
  }
}

/// A number that many threads change, and the most that it was.
private final class Gauge: Sendable {
  private let numbers = Mutex((now: 0, most: 0))

  func change(by amount: Int) {
    numbers.withLock {
      $0.now += amount
      $0.most = max($0.most, $0.now)
    }
  }

  var most: Int { numbers.withLock { $0.most } }
}
