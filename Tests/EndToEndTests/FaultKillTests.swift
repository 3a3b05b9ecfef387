import Foundation
import Glibc
import Synchronization
import TestKit
import Testing

/// The service killed, ended and left without a disk in the middle of its work.
@Suite struct FaultKillTests {
  /// What the clients know of one sign-in when the service is gone.
  private struct Outcome {
    var live: [String] = []
    var revoked: [String] = []
  }

  @Test(
    """
    kill -9 during 200 sign-ins loses no session that was answered and brings back none that was \
    revoked
    """)
  func killed() async throws {
    let people = (1...25).map { Slapd.Person("p\($0)") }
    let slapd = try await Slapd.start(people: people, groups: [])
    let house = try await FaultHouse.start(slapd, domain: "create_cards = true")
    let service = house.service
    let outcome = Mutex(Outcome())
    _ = try await atOnce(8) { thread in
      let client = try FaultClient(service)
      for turn in 0..<25 {
        let number = thread * 25 + turn
        let login = number % 50 == 0 ? FaultHouse.administrator : people[number % 25].login
        let password = number % 50 == 0 ? FaultHouse.password : "Secret-\(login)"
        guard let answer = try? client.signIn(login, password) else { return }
        let token = try #require(answer.token, "\(login): \(answer.text)")
        if number % 4 == 1 {
          // A sign-out without an answer may have happened or not.
          guard let ended = try? client.call("DELETE", "/api/v1/session", token: token) else {
            return
          }
          #expect(ended.status == 204)
          outcome.withLock { $0.revoked.append(token) }
        } else {
          let count = outcome.withLock {
            $0.live.append(token)
            return $0.live.count + $0.revoked.count
          }
          if count >= 100 { service.signal(SIGKILL) }
        }
      }
    }
    #expect(try await service.ended() == SIGKILL + 128)
    let (live, revoked) = outcome.withLock { ($0.live, $0.revoked) }
    #expect(live.count + revoked.count >= 100)
    #expect(live.count + revoked.count < 200, "it was not killed in the middle")
    #expect(revoked.count > 10)

    let again = try await house.installation.serve()
    try await onOwnThread {
      let client = try FaultClient(again)
      for token in live + [house.token] { #expect(try client.status(of: token) == 200) }
      for token in revoked { #expect(try client.status(of: token) == 401) }
    }
    #expect(try await house.auditIsWhole())
    try await again.stop()
    await slapd.stop()
  }

  @Test("SIGTERM under load: every request that had come is answered, and the exit code is 0")
  func terminated() async throws {
    let slapd = try await Slapd.start(groups: [])
    let house = try await FaultHouse.start(
      slapd, more: "[sign_in]\naddress_failures = 100000", domain: "create_cards = true")
    let service = house.service
    struct Load {
      var answered = 0
      /// Sent before the signal and never answered.
      var lost = 0
      var partial = 0
      var isEnding = false
      var tokens: [String] = []
    }
    let load = Mutex(Load())
    // Refusals wait for their time, so that there are always some under way.
    _ = try await atOnce(13) { thread in
      if thread == 12 {
        while load.withLock({ $0.answered < 60 }) { usleep(5_000) }
        load.withLock { $0.isEnding = true }
        service.signal(SIGTERM)
        return
      }
      let request =
        switch thread % 3 {
        case 0: FaultClient.request("GET", "/api/v1/session", token: house.token)
        case 1: FaultClient.request("POST", "/api/v1/sign-in", Self.body("u\(thread)", "wrong"))
        default: FaultClient.request("POST", "/api/v1/sign-in", Self.body("u1", "Secret-u1"))
        }
      while true {
        let client = try FaultClient(service)
        // Nobody listens any more.
        guard let raw = try? client.connect() else { return }
        while true {
          guard (try? raw.send(request)) != nil else { return }
          let wasBefore = load.withLock { !$0.isEnding }
          do {
            let answer = try client.answer()
            load.withLock { load in
              load.answered += 1
              if answer.status == 200, let token = answer.token { load.tokens.append(token) }
            }
            #expect([200, 401, 429].contains(answer.status), "\(answer.text)")
            if answer.field("connection")?.lowercased() == "close" { break }
          } catch HTTPRawClient.Failure.noResponse {
            // What was sent while it ended may find the connection closed, but whole.
            load.withLock { load in
              if wasBefore { load.lost += 1 }
              if !raw.buffer.isEmpty { load.partial += 1 }
            }
            return
          }
        }
      }
    }
    let start = ContinuousClock.now
    #expect(try await service.ended() == 0)
    #expect(ContinuousClock.now - start < .seconds(10))
    let (lost, partial, tokens) = load.withLock { ($0.lost, $0.partial, $0.tokens) }
    #expect(lost == 0 && partial == 0)
    #expect(!tokens.isEmpty)

    let again = try await house.installation.serve()
    try await onOwnThread {
      let client = try FaultClient(again)
      for token in tokens { #expect(try client.status(of: token) == 200) }
    }
    #expect(try await house.auditIsWhole())
    try await again.stop()
    await slapd.stop()
  }

  private static func body(_ login: String, _ password: String) -> [UInt8] {
    Array(FaultClient.signInBody(login, password).utf8)
  }
}
