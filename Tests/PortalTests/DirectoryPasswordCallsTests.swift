import Identity
import Testing

@testable import Portal

@Suite("A directory password over the API")
struct DirectoryPasswordCallsTests {
  private static let new = "an entirely new one"

  private func house(
    changesPasswords: Bool = true, revealsAccountState: Bool = false
  ) async throws -> (PortalHouse, MemoryDirectory) {
    let directory = try MemoryDirectory.sample(
      changesPasswords: changesPasswords, revealsAccountState: revealsAccountState)
    let house = try await PortalHouse(directory: directory)
    try await house.domainCard("id-u1", by: try await house.administrator())
    directory.play { $0.outdated = .expired }
    return (house, directory)
  }

  private func signIn(
    _ house: PortalHouse, _ password: String = "password of u1", in language: String = "en"
  )
    async -> PortalHouse.Answer
  {
    await house.ask(
      "POST", "/sign-in", ["login": "u1", "password": password],
      headers: [("Accept-Language", language)])
  }

  private func change(
    _ house: PortalHouse, _ ticket: String, to new: String = Self.new, in language: String = "en"
  ) async -> PortalHouse.Answer {
    await house.ask(
      "POST", "/sign-in/password", ["ticket": ticket, "newPassword": new],
      headers: [("Accept-Language", language)])
  }

  @Test("the state says why and whose rules hold; the new password completes the sign-in")
  func changes() async throws {
    let (house, directory) = try await house()
    for (reason, word) in [(PasswordChangeReason.expired, "expired"), (.mustChange, "must-change")]
    {
      directory.play {
        $0.outdated = reason
        $0.password = nil
      }
      let needed = await signIn(house)
      #expect(needed.status == 200)
      #expect(needed.state == "password-change")
      #expect(needed.body["reason"] as? String == word)
      #expect(needed.body["domainSignIn"] as? Bool == true)
      let done = await change(house, try #require(needed.ticket))
      #expect(done.status == 200)
      #expect(done.state == "signed-in")
      #expect(done.token != nil)
      #expect(await signIn(house).status == 401)
      #expect(await signIn(house, Self.new).state == "signed-in")
    }
  }

  @Test(
    "the directory's reason is a field at fault, with a stable word and in both languages (GEN-11)")
  func faults() async throws {
    let (house, directory) = try await house()
    let ticket = try #require(await signIn(house).ticket)
    for (fault, code, polish, english) in [
      (
        NewPasswordFault.tooShort(minimum: 14), "password-too-short", "co najmniej 14 znaków",
        "at least 14 characters"
      ),
      (.tooShort(minimum: nil), "password-too-short", "za krótkie", "too short"),
      (.tooYoung, "password-too-young", "zmieniono je niedawno", "a short while ago"),
      (.inHistory, "password-in-history", "już używane", "used this password before"),
      (.notComplex, "password-too-simple", "zbyt proste", "too simple"),
      (.usedOrForbidden, "password-used-or-forbidden", "zabronione", "forbids it"),
      (.other, "password-refused", "nie spełnia zasad", "does not meet the rules"),
    ] {
      directory.play { $0.change = .refused(fault, words: "19 private words") }
      for (language, text) in [("pl", polish), ("en", english)] {
        let refused = await change(house, ticket, in: language)
        #expect(refused.status == 422)
        #expect(refused.type == "/problems/invalid-fields")
        #expect(refused.faults == ["newPassword": code])
        let detail = refused.body["detail"] as? String ?? ""
        #expect(detail.contains(text), "\(detail)")
        #expect(!detail.contains("private"))
      }
    }
    directory.play { $0.change = nil }
    #expect(await change(house, ticket).state == "signed-in")
  }

  @Test("a change that nobody may make, one of unknown outcome: each has its own problem")
  func endings() async throws {
    let (house, directory) = try await house()
    directory.play { $0.change = .notPermitted(words: "50 no") }
    let forbidden = await change(house, try #require(await signIn(house).ticket))
    #expect(forbidden.status == 403)
    #expect(forbidden.type == "/problems/password-change-not-permitted")
    directory.play {
      $0.change = nil
      $0.changeFailure = .outcomeUnknown
    }
    let ticket = try #require(await signIn(house).ticket)
    let unknown = await change(house, ticket, in: "pl")
    #expect(unknown.status == 503)
    #expect(unknown.type == "/problems/password-change-unknown")
    #expect(unknown.header("retry-after") != nil)
    #expect((unknown.body["detail"] as? String ?? "").contains("Zaloguj się nowym hasłem"))
    #expect(await change(house, ticket).type == "/problems/ticket-expired")
  }

  @Test("switched off: a clear 403 after the right password, the usual 401 after a wrong one")
  func switchedOff() async throws {
    let (house, directory) = try await house(changesPasswords: false)
    for (reason, type, polish) in [
      (PasswordChangeReason.expired, "/problems/password-expired", "Twoje hasło wygasło."),
      (.mustChange, "/problems/password-must-change", "Musisz najpierw zmienić hasło."),
    ] {
      directory.play { $0.outdated = reason }
      let refused = await signIn(house, in: "pl")
      #expect(refused.status == 403)
      #expect(refused.type == type)
      #expect((refused.body["detail"] as? String ?? "").hasPrefix(polish))
      #expect(await signIn(house, "wrong").type == "/problems/wrong-credentials")
    }
  }

  @Test(
    "an account's state is a 403 of its own where it is revealed, else the wrong-password answer")
  func revealed() async throws {
    let states: [(AccountProblem, String)] = [
      (.disabled, "disabled"), (.expired, "expired"), (.locked, "locked"),
      (.notYetValid, "restricted"), (.outsideHours, "restricted"), (.notFromHere, "restricted"),
    ]
    for reveals in [false, true] {
      let (house, directory) = try await house(revealsAccountState: reveals)
      directory.play { $0.outdated = nil }
      let wrong = await signIn(house, "wrong")
      for (problem, word) in states.prefix(3) + (reveals ? [] : states.suffix(3)) {
        directory.play { $0.problem = problem }
        let refused = await signIn(house)
        if reveals {
          #expect(refused.status == 403)
          #expect(refused.type == "/problems/account-\(word)")
        } else if refused.status != 429 {
          #expect(refused.response == wrong.response)
        }
      }
    }
    for (problem, word) in states {
      #expect(Problem(.accountUnusable(problem)).kind.rawValue == "account-\(word)")
    }
  }
}
