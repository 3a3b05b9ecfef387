import Testing
import Threads

@testable import Storage

@Suite struct JobQueueTests {
  private final class Secret: Sendable {}

  @Test("a job that was taken is not kept by the queue while others still wait")
  func taken() throws {
    let queue = JobQueue(limit: 10)
    #expect(queue.mayLead())
    weak var held: Secret?
    do {
      let secret = Secret()
      held = secret
      #expect(queue.enter(StoreJob { _ in _ = secret }) == nil)
    }
    #expect(queue.enter(StoreJob { _ in }) == nil)
    #expect(held != nil)
    _ = try #require(queue.nextWaiting())
    #expect(held == nil)
    #expect(queue.count == 1)
    #expect(queue.nextWaiting() != nil && queue.nextWaiting() == nil)
  }

  @Test("jobs come out in order, across the turn of the buffer, and no more than the limit wait")
  func order() {
    let queue = JobQueue(limit: 3)
    #expect(queue.mayLead())
    var waiting: [StoreJob] = []
    var told: [StoreJob] = []
    for _ in 0..<5 {
      while true {
        let job = StoreJob { _ in }
        guard let turn = queue.enter(job) else {
          waiting.append(job)
          continue
        }
        #expect(turn == .full)
        break
      }
      #expect(queue.count == 3)
      for _ in 0..<2 { if let job = queue.nextWaiting() { told.append(job) } }
    }
    told += queue.drain()
    #expect(told.map(ObjectIdentifier.init) == waiting.map(ObjectIdentifier.init))
    #expect(queue.count == 0)
  }

  @Test("one leads at a time; who waits first is the next, and a closed queue has a last one")
  func leading() async {
    let queue = JobQueue(limit: 10)
    #expect(queue.mayLead())
    #expect(!queue.mayLead())
    async let next = withCheckedContinuation { continuation in
      let job = StoreJob { _ in }
      job.caller = .task(continuation)
      if let turn = queue.enter(job) { continuation.resume(returning: turn) }
    }
    await Wait.until { queue.count == 1 }
    #expect(!queue.passOn())
    #expect(await next == .lead)
    #expect(!queue.mayLead())
    #expect(!queue.close())
    #expect(queue.enter(StoreJob { _ in }) == .closed)
    #expect(queue.passOn())
    #expect(!queue.mayLead())
  }

  @Test("a queue that nobody leads is over when it is closed, and only once")
  func closing() {
    let queue = JobQueue(limit: 10)
    #expect(queue.close())
    #expect(!queue.close())
    #expect(!queue.mayLead())
    #expect(queue.enter(StoreJob { _ in }) == .closed)
  }

  @Test(
    "who keeps others from writing joins no commit, is not refused with it, and leads in its turn")
  func keeper() {
    let queue = JobQueue(limit: 10)
    #expect(queue.mayLead())
    let bell = Bell()
    let keeper = StoreJob { _ in }
    keeper.caller = .keeper(bell)
    #expect(queue.enter(keeper) == nil)
    #expect(queue.enter(StoreJob { _ in }) == nil)
    #expect(queue.nextWaiting() == nil)
    #expect(queue.drain().count == 1)
    #expect(queue.count == 1)
    #expect(!queue.passOn())
    // Rung by that: it would wait for ever.
    bell.wait()
  }
}
