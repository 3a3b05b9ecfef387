import Testing

@testable import Identity

@Suite("Courtesy towards the directory's own lock-out")
struct DirectoryLockoutTests {
  private var rules: DirectoryRules {
    DirectoryRules(
      createsCards: false, qualifiers: [], suffixes: [], loginByEmail: false, lockout: .usual)
  }

  /// Wrong passwords until a block, the clock moved past every block of Brama's own.
  private func wrongBinds(_ login: String, in house: House) async -> (binds: Int, wait: Int?) {
    let before = house.directory.change { $0.binds }
    var wait: Int?
    for number in 0..<12 {
      if case .blocked(let seconds)? = await house.signIn(login, "wrong \(number)").refusal {
        wait = seconds
      }
      house.clock.advance(.seconds(61))
    }
    return (house.directory.change { $0.binds } - before, wait)
  }

  @Test(
    "fewer wrong binds than the directory locks at are sent, for each person (DOM-36)",
    arguments: [
      // threshold, binds without those kept for browsers that the person is known by
      (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (7, 4), (8, 5),
    ])
  func perPerson(threshold: Int, binds: Int) async throws {
    try await House.with(rules: rules) { house in
      try await house.useDomain()
      try await house.linkedCard("u1")
      let own = try await house.linkedCard("u2")
      house.directory.change { entries in
        entries.lockouts[.named("id-u2")] = DirectoryLockout(
          threshold: threshold, window: .seconds(5000))
      }
      let (sent, wait) = await wrongBinds("u2", in: house)
      #expect(sent == binds)
      // Of the whole window, from the last wrong bind on.
      #expect(try #require(wait) > 4000)
      #expect(await wrongBinds("u1", in: house).binds == 3)
      // The window is over: as many again, and no more.
      house.clock.advance(.seconds(5000))
      #expect(await wrongBinds("u2", in: house).binds == binds)
      // One's own account is another way to guess.
      let session = try await house.session(of: own)
      let before = house.directory.change { $0.binds }
      await #expect(throws: Rejection.self) {
        try await house.gate.account.beginEnrolment(
          password: Secret("wrong"), code: nil, by: session.caller)
      }
      #expect(house.directory.change { $0.binds } == before)
    }
  }

  /// Puts what the directory has counted on a member.
  private func count(_ binds: WrongBinds, of login: String, in house: House) {
    house.directory.change { entries in
      for index in entries.members.indices where entries.members[index].login == login {
        entries.members[index].wrongBinds = binds
      }
    }
  }

  @Test("what others made the directory count is spared, too, until it has forgotten it")
  func countedElsewhere() async throws {
    try await House.with(rules: rules) { house in
      try await house.useDomain()
      let card = try await house.linkedCard("u1")
      let session = try await house.session(of: card)
      count(WrongBinds(count: 2, lastAt: house.clock.now), of: "u1", in: house)
      #expect(await house.signIn("u1", "wrong").refusal == .wrongCredentials)
      count(WrongBinds(count: 3, lastAt: house.clock.now), of: "u1", in: house)
      house.clock.advance(.seconds(100))
      #expect(await house.signIn("u1", "dir password").refusal == .blocked(retryAfter: 1700))
      await #expect(throws: Rejection.blocked(retryAfter: 1700)) {
        try await house.gate.account.beginEnrolment(
          password: Secret("dir password"), code: nil, by: session.caller)
      }
      #expect(house.directory.change { $0.binds } == 1)
      #expect(
        try await house.events(.signInRefused).map(\.record.reason) == [
          "blocked", "wrong-password",
        ])
      house.clock.advance(.seconds(1700))
      #expect(await house.signIn("u1", "dir password").state == "signed-in")
    }
  }

  @Test("how long is waited: to the end that the directory names, else of the window, never longer")
  func waits() {
    let lockout = DirectoryLockout(threshold: 3, window: .seconds(600))
    let now = Timestamp(seconds: 1_000_000)
    func wait(_ binds: WrongBinds) -> Int? { binds.wait(lockout, at: now) }
    #expect(wait(WrongBinds(count: 1, lastAt: now)) == nil)
    #expect(wait(WrongBinds(count: 2, lastAt: now)) == 600)
    #expect(wait(WrongBinds(count: 2, lastAt: now - .seconds(599))) == 1)
    #expect(wait(WrongBinds(count: 2, lastAt: now - .seconds(600))) == nil)
    #expect(wait(WrongBinds(count: 2, lastAt: now + .seconds(3600))) == 600)
    #expect(wait(WrongBinds(count: 9, forgottenAt: now + .seconds(30))) == 30)
    #expect(wait(WrongBinds(count: 9)) == nil)
  }
}
