import Foundation
import Glibc
import Synchronization
import TestKit
import Testing

/// The service ended in the middle of its work.
@Suite struct FaultKillTests {
  @Test(
    "SIGTERM under load: every request that had come is answered, and the exit code is 0",
    arguments: 1...FaultScale.rounds(short: 1, long: 50))
  func terminated(round: Int) async throws {
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
    let took = ContinuousClock.now - start
    #expect(took < .seconds(10))
    let (lost, partial, tokens) = load.withLock { ($0.lost, $0.partial, $0.tokens) }
    #expect(lost == 0 && partial == 0)
    FaultReport.add("terminated", "until it has ended", took, least: .seconds(10))
    FaultReport.add("terminated", "answers lost", Double(lost + partial), least: 0)
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
