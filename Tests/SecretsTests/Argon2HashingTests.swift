import Foundation
import Identity
import Synchronization
import Testing

@testable import Secrets

@Suite struct Argon2HashingTests {
  let hashing = Argon2Hashing()

  @Test("A hash is Argon2id with 19 MiB and two passes, and verifies its own password alone")
  func hash() async throws {
    let hash = try await hashing.hash(Secret("correct horse"))
    #expect(hash.phc.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(try await hashing.verify(Secret("correct horse"), against: hash))
    #expect(try await !hashing.verify(Secret("Correct horse"), against: hash))
    #expect(try await !hashing.verify(Secret(""), against: hash))
    #expect(try await hashing.hash(Secret("correct horse")) != hash)
  }

  @Test("A password is used exactly as sent, NUL, spaces and length included")
  func exact() async throws {
    let hash = try await hashing.hash(Secret("a\0b "))
    #expect(try await hashing.verify(Secret("a\0b "), against: hash))
    #expect(try await !hashing.verify(Secret("a\0c "), against: hash))
    #expect(try await !hashing.verify(Secret("a"), against: hash))
    #expect(try await !hashing.verify(Secret("a\0b"), against: hash))
  }

  @Test("SIGN-16: without a hash the answer is no, after the same work")
  func decoy() async throws {
    let hash = try await hashing.hash(Secret("x"))
    let clock = ContinuousClock()
    // The least of several: what other tests do at the same time only adds.
    var wrong: [Duration] = []
    var unknown: [Duration] = []
    for _ in 0..<5 {
      var start = clock.now
      let guessed = try await hashing.verify(Secret("y"), against: hash)
      wrong.append(clock.now - start)
      start = clock.now
      let nobody = try await hashing.verify(Secret("y"), against: nil)
      unknown.append(clock.now - start)
      #expect(!guessed && !nobody)
    }
    let ratio = try #require(unknown.min()) / #require(wrong.min())
    #expect((0.3...3).contains(ratio))
  }

  @Test(
    "What is no hash verifies nothing",
    arguments: [
      "", "x", "$argon2id$", String(repeating: "a", count: 500),
      "$argon2i$v=19$m=8192,t=3,p=1$RSreH7fafzZhbCgBTrBWVg$27ea5dZzc2gFbCrKO+07B3ccdbRYIblf97KVisOc5Wc",
      "$argon2id$v=19$m=8192,t=1,p=2$RSreH7fafzZhbCgBTrBWVg$27ea5dZzc2gFbCrKO+07B3ccdbRYIblf97KVisOc5Wc",
      "$argon2id$v=19$m=99999999,t=1,p=1$RSreH7fafzZhbCgBTrBWVg$27ea5dZzc2gFbCrKO+07B3ccdbRYIblf97KVisOc5Wc",
      "$argon2id$v=19$m=8192,t=1,p=1$RSreH7fa$27ea5dZzc2gFbCrKO+07B3ccdbRYIblf97KVisOc5Wc",
      "$argon2id$v=19$m=8192,t=1,p=1$RSreH7fafzZhbCgBTrBWVg$",
    ])
  func malformed(phc: String) async throws {
    #expect(try await !hashing.verify(Secret(""), against: PasswordHash(phc: phc)))
  }

  @Test("A hash of other costs still verifies")
  func otherCosts() async throws {
    // crypto_pwhash_str_alg("password") with opslimit 1 and memlimit 8 MiB.
    let old = PasswordHash(
      phc: "$argon2id$v=19$m=8192,t=1,p=1$RSreH7fafzZhbCgBTrBWVg"
        + "$27ea5dZzc2gFbCrKO+07B3ccdbRYIblf97KVisOc5Wc")
    #expect(try await hashing.verify(Secret("password"), against: old))
  }

  @Test("How many calls wait for a thread can be read")
  func waiting() async throws {
    let hashing = Argon2Hashing(workers: 1, waiting: 20)
    #expect(hashing.waiting == 0)
    try await withThrowingTaskGroup { group in
      for _ in 0..<20 { group.addTask { _ = try await hashing.hash(Secret("password")) } }
      // Bounded: twenty hashes take 400 ms on one thread.
      for _ in 0..<2000 where hashing.waiting == 0 { try await Task.sleep(for: .milliseconds(1)) }
      #expect((1...20).contains(hashing.waiting))
      try await group.waitForAll()
    }
    #expect(hashing.waiting == 0)
  }

  @Test("When as many wait as may, the next is told at once when to try again")
  func overloaded() async throws {
    let queue = HashingQueue(workers: 1, limit: 2)
    defer { queue.close() }
    let gate = DispatchSemaphore(value: 0)
    let started = AsyncStream<Void>.makeStream()
    try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask {
        try await queue.run {
          started.continuation.finish()
          gate.wait()
          return 1
        }
      }
      for await _ in started.stream {}
      for number in 2...3 { group.addTask { try await queue.run { number } } }
      // Bounded: the two tasks above are on their way.
      for _ in 0..<2000 where queue.length < 2 { try await Task.sleep(for: .milliseconds(1)) }
      #expect(queue.length == 2)
      await #expect(throws: HashingError.overloaded(retryAfter: 1)) {
        try await queue.run { 4 }
      }
      gate.signal()
      var done: [Int] = []
      for try await number in group { done.append(number) }
      #expect(done.sorted() == [1, 2, 3])
    }
    #expect(try await queue.run { 5 } == 5)
  }

  @Test("Never more hashes at a time than workers")
  func parallel() async throws {
    let queue = HashingQueue(workers: 2, limit: 100)
    defer { queue.close() }
    let running = Running()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await queue.run {
            running.enter()
            usleep(500)
            running.leave()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(running.most == 2)
  }
}

private final class Running: Sendable {
  private let counts = Mutex((now: 0, most: 0))

  var most: Int { counts.withLock { $0.most } }

  func enter() {
    counts.withLock {
      $0.now += 1
      $0.most = max($0.most, $0.now)
    }
  }

  func leave() { counts.withLock { $0.now -= 1 } }
}
