import Testing

@testable import Storage

@Suite struct JobQueueTests {
  private final class Secret: Sendable {}

  @Test("a job that was taken is not kept by the queue while others still wait")
  func taken() throws {
    let queue = JobQueue(limit: 10)
    weak var held: Secret?
    do {
      let secret = Secret()
      held = secret
      #expect(queue.add(job { _ = secret }) == nil)
    }
    #expect(queue.add(job {}) == nil)
    #expect(held != nil)
    _ = try #require(queue.next())
    #expect(held == nil)
    #expect(queue.count == 1)
    #expect(queue.nextWaiting() != nil && queue.nextWaiting() == nil)
  }

  @Test("jobs come out in order, across the turn of the buffer, and no more than the limit wait")
  func order() {
    let queue = JobQueue(limit: 3)
    let seen = Record<[Int]>([])
    var next = 0
    for _ in 0..<5 {
      while queue.add(job { [next] in seen.withLock { $0.append(next) } }) == nil { next += 1 }
      #expect(queue.count == 3)
      for _ in 0..<2 { queue.nextWaiting()?.fail(StorageError(.missing, "")) }
    }
    for job in queue.drain() { job.fail(StorageError(.missing, "")) }
    #expect(seen.withLock { $0 } == Array(0..<next))
    #expect(queue.count == 0)
  }

  private func job(_ work: @escaping @Sendable () -> Void) -> StoreJob {
    StoreJob(run: { _ in work }, fail: { _ in work() })
  }
}
