import Testing

@testable import Identity

@Suite("A browser that the person is known by: its share of the count")
struct KnownDeviceTests {
  private func rules(_ lockout: DirectoryLockout?) -> DirectoryRules {
    DirectoryRules(
      createsCards: false, qualifiers: [], suffixes: [], loginByEmail: false, lockout: lockout)
  }

  /// Guesses from as many addresses.
  private func strangers(_ count: Int, at login: String, in house: House) async {
    for guess in 0..<count {
      _ = await house.signIn(login, "guess \(guess)", from: "198.51.100.\(guess % 250)")
    }
  }

  private func cookie(of card: Employee, in house: House) -> DeviceCookie {
    house.gate.devices.cookie(for: card.id, after: nil)
  }

  /// What comes of wrong passwords until the first block.
  private func wrong(_ login: String, _ device: DeviceCookie?, in house: House) async -> Int {
    for number in 0..<50 {
      let refusal = await house.signIn(login, "wrong \(number)", device: device).refusal
      if case .blocked = refusal { return number }
    }
    return 50
  }

  @Test("SIGN-14: a stranger's 100 failures do not block the browser, native or domain")
  func stranger() async throws {
    try await House.with { house in
      try await house.useDomain()
      let cards = [
        (try await house.card("anna", password: House.password), House.password),
        (try await house.linkedCard("u1"), "dir password"),
      ]
      for (card, password) in cards {
        let login = card.login.text
        let device = cookie(of: card, in: house)
        await strangers(100, at: login, in: house)
        #expect(await house.signIn(login, password).refusal == .blocked(retryAfter: 60))
        #expect(await house.signIn(login, "typo", device: device).refusal == .wrongCredentials)
        #expect(await house.signIn(login, password, device: device).state == "signed-in")
      }
    }
  }

  @Test("a member is known by any login that leads to their card")
  func otherLogin() async throws {
    try await House.with { house in
      try await house.useDomain()
      let member = house.directory.add("u1")
      let card = try await house.card(
        "anna", link: MemberLink(domain: house.directory.name, member: member.id))
      let device = cookie(of: card, in: house)
      await strangers(20, at: "u1", in: house)
      for login in ["anna", "u1", "firma\\u1"] {
        #expect(await house.signIn(login, "dir password").refusal == .blocked(retryAfter: 60))
        #expect(await house.signIn(login, "dir password", device: device).state == "signed-in")
        await strangers(20, at: "u1", in: house)
      }
    }
  }

  @Test("SIGN-12: the browser's own failures block it at its smaller limit, and nobody else")
  func own() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      let device = cookie(of: card, in: house)
      let other = cookie(of: card, in: house)
      #expect(await wrong("anna", device, in: house) == 3)
      #expect(await house.signIn("anna", device: device).refusal == .blocked(retryAfter: 60))
      #expect(await house.signIn("anna", "wrong").refusal == .wrongCredentials)
      #expect(await house.signIn("anna", "wrong", device: other).refusal == .wrongCredentials)
      house.clock.advance(.seconds(60))
      // One at a time from then on.
      #expect(await wrong("anna", device, in: house) == 1)
      house.clock.advance(.seconds(60))
      // SIGN-15: only a whole sign-in resets the count.
      #expect(await house.signIn("anna", device: device).state == "signed-in")
      #expect(await wrong("anna", device, in: house) == 3)
    }
  }

  @Test("after ten failures the browser is a stranger's, until the person has signed in with it")
  func distrusted() async throws {
    var policy = Policy()
    policy.addressFailures = 1000
    try await House.with(policy: policy) { house in
      let card = try await house.card("anna", password: House.password)
      let device = cookie(of: card, in: house)
      var judged = 0
      while judged < 10 {
        judged += await wrong("anna", device, in: house)
        house.clock.advance(.seconds(60))
      }
      await strangers(20, at: "anna", in: house)
      #expect(await house.signIn("anna", device: device).refusal == .blocked(retryAfter: 60))
      // Another of the person's is trusted still.
      let other = cookie(of: card, in: house)
      #expect(await house.signIn("anna", "wrong", device: other).refusal == .wrongCredentials)
      house.clock.advance(.seconds(60))
      #expect(await house.signIn("anna", device: device).state == "signed-in")
      await strangers(20, at: "anna", in: house)
      #expect(await house.signIn("anna", device: device).state == "signed-in")
    }
  }

  @Test("who gathered many cookies has 30 failures with all of them together, also at once")
  func many() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      let cookies = (0..<40).map { _ in cookie(of: card, in: house) }
      let refusals = await withTaskGroup(of: Refusal?.self) { group in
        for (number, cookie) in cookies.enumerated() {
          for guess in 0..<3 {
            group.addTask {
              await house.signIn(
                "anna", "guess \(guess)", from: "192.0.2.\(number)", device: cookie
              ).refusal
            }
          }
        }
        return await group.reduce(into: [Refusal?]()) { $0.append($1) }
      }
      // Whoever came after that was a stranger: five more, then blocked.
      #expect(refusals.count { $0 == .wrongCredentials } <= 35)
      let count = try await house.store.read { try $0.failures.find(.devices(card.id)) }
      #expect(count?.failures == 30)
      await strangers(5, at: "anna", in: house)
      #expect(await house.signIn("anna", device: cookies[0]).refusal == .blocked(retryAfter: 60))
    }
  }

  @Test(
    "SIGN-16: a forged, an expired or another person's cookie gives no share, and tells nothing")
  func foreign() async throws {
    try await House.with { house in
      let anna = try await house.card("anna", password: House.password)
      let jan = try await house.card("jan", password: House.password)
      let expired = cookie(of: anna, in: house)
      house.clock.advance(DeviceCookie.lifetime)
      let good = cookie(of: anna, in: house).entries[0]
      let forged = DeviceCookie([
        DeviceCookie.Entry(
          device: good.device, issuedAt: good.issuedAt, tag: house.environment.hashing.digest([1]))
      ])
      for device in [forged, expired, cookie(of: jan, in: house)] {
        for login in ["anna", "nobody"] {
          #expect(await wrong(login, device, in: house) == 5, "\(login)")
        }
        house.clock.advance(.seconds(60))
        try await house.store.write { tx in
          try tx.failures.delete(.card(anna.id))
          try tx.failures.delete(.unknownLogin(house.gate.audit.unknownLoginDigest("nobody")))
          try tx.failures.delete(.address(House.home.address))
        }
      }
    }
  }

  @Test("200 parallel guesses with the cookie are judged no further than the browser's limit")
  func parallel() async throws {
    try await House.with { house in
      try await house.useDomain()
      let card = try await house.linkedCard("u1")
      let device = cookie(of: card, in: house)
      let refusals = await withTaskGroup(of: (Bool, Refusal?).self) { group in
        for guess in 0..<400 {
          let isKnown = guess % 2 == 0
          group.addTask {
            let outcome = await house.signIn(
              "u1", "guess \(guess)", from: "192.0.\(guess % 2).\(guess / 2)",
              device: isKnown ? device : nil)
            return (isKnown, outcome.refusal)
          }
        }
        return await group.reduce(into: [(Bool, Refusal?)]()) { $0.append($1) }
      }
      #expect(refusals.count { $0.0 && $0.1 == .wrongCredentials } == 3)
      #expect(refusals.count { !$0.0 && $0.1 == .wrongCredentials } == 5)
      #expect(house.directory.change { $0.binds } == 8)
    }
  }

  @Test(
    "strangers leave the browser its share of the directory's window, and no more is sent in sum (DOM-36)",
    arguments: [
      // threshold, binds of strangers, binds of the browser after them
      (2, 1, 0), (3, 2, 0), (4, 2, 1), (5, 3, 1), (6, 4, 1), (7, 4, 2), (9, 5, 3),
    ])
  func shared(threshold: Int, strange: Int, known: Int) async throws {
    let lockout = DirectoryLockout(threshold: threshold, window: .seconds(1800))
    try await House.with(rules: rules(lockout)) { house in
      try await house.useDomain()
      let card = try await house.linkedCard("u1")
      let device = cookie(of: card, in: house)
      await strangers(100, at: "u1", in: house)
      #expect(house.directory.change { $0.binds } == strange)
      if known > 0 {
        #expect(await house.signIn("u1", "dir password", device: device).state == "signed-in")
        // The directory has forgotten the wrong ones, and so has Brama.
        await strangers(100, at: "u1", in: house)
        #expect(house.directory.change { $0.binds } == 2 * strange + 1)
      }
      #expect(await wrong("u1", device, in: house) == known)
      let sent = house.directory.change { $0.binds } - (known > 0 ? strange + 1 : 0)
      #expect(sent == strange + known && sent == lockout.binds)
      // Past every block of Brama's own: the directory's window holds for all.
      house.clock.advance(.seconds(120))
      for device in [device, nil] {
        let refusal = await house.signIn("u1", "dir password", device: device).refusal
        #expect(refusal == .blocked(retryAfter: 1680))
      }
    }
  }

  @Test(
    "strangers and the browser at once: binds in sum stay below the directory's lock-out (DOM-36)")
  func sharedAtOnce() async throws {
    try await House.with(rules: rules(.usual)) { house in
      try await house.useDomain()
      for round in 0..<5 {
        let login = "u\(round)"
        let card = try await house.linkedCard(login)
        let cookies = (0..<3).map { _ in cookie(of: card, in: house) }
        let before = house.directory.change { $0.binds }
        await withTaskGroup(of: Void.self) { group in
          for guess in 0..<60 {
            let device = guess % 2 == 0 ? cookies[guess % 3] : nil
            group.addTask {
              _ = await house.signIn(
                login, "guess \(guess)", from: "192.0.2.\(guess)", device: device)
            }
          }
        }
        #expect(house.directory.change { $0.binds } - before == DirectoryLockout.usual.binds)
      }
    }
  }

  @Test("what others made the directory count leaves the browser its share, too")
  func countedElsewhere() async throws {
    try await House.with(rules: rules(.usual)) { house in
      try await house.useDomain()
      let card = try await house.linkedCard("u1")
      let device = cookie(of: card, in: house)
      func count(_ binds: Int) {
        house.directory.change { entries in
          entries.members[0].wrongBinds = WrongBinds(count: binds, lastAt: house.clock.now)
        }
      }
      count(3)
      #expect(await house.signIn("u1", "dir password").refusal == .blocked(retryAfter: 1800))
      #expect(await house.signIn("u1", "dir password", device: device).state == "signed-in")
      count(4)
      #expect(
        await house.signIn("u1", "dir password", device: device).refusal
          == .blocked(retryAfter: 1800))
    }
  }

  @Test("an outdated directory password is changed from the browser while strangers are blocked")
  func passwordChange() async throws {
    try await House.with(rules: .changing) { house in
      try await house.useDomain()
      let card = try await house.linkedCard("u1")
      house.directory.change { $0.outdated[.named("id-u1")] = .expired }
      let device = cookie(of: card, in: house)
      await strangers(20, at: "u1", in: house)
      let ticket = try #require(
        await house.signIn("u1", "dir password", device: device).ticket)
      let new = Secret("a new long password")
      let without = await house.gate.signIn.changePassword(
        ticket: ticket, newPassword: new, from: House.home)
      #expect(without.refusal == .blocked(retryAfter: 1800))
      let with = await house.gate.signIn.changePassword(
        ticket: ticket, newPassword: new, from: House.home, device: device)
      #expect(with.state == "signed-in")
    }
  }

  @Test("SIGN-15: with two steps the browser's count is cleared by the second alone")
  func secondStep() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      try await house.enrol(card)
      house.clock.advance(.minutes(1))
      let device = cookie(of: card, in: house)
      for _ in 0..<2 { _ = await house.signIn("anna", "wrong", device: device) }
      let ticket = try #require(await house.signIn("anna", device: device).ticket)
      #expect(await wrong("anna", device, in: house) == 1)
      let done = await house.gate.signIn.secondFactor(
        ticket: ticket, code: try await house.code(of: card), from: House.home, device: device)
      #expect(done.state == "signed-in")
      #expect(await wrong("anna", device, in: house) == 3)
    }
  }

  @Test("unblocking, anonymising and removing a person take the counts of their browsers along")
  func cleared() async throws {
    try await House.with { house in
      let cards = [
        try await house.card("anna", password: House.password),
        try await house.card("jan", password: House.password),
        try await house.card("eva", password: House.password),
      ]
      func counts(_ card: Employee) async throws -> Int {
        try await house.store.write { try $0.failures.deleteDevices(of: card.id) }
      }
      for card in cards {
        let device = cookie(of: card, in: house)
        #expect(await wrong(card.login.text, device, in: house) == 3)
      }
      let removed = try await house.gate.employees.unblock(
        login: "anna", company: nil, by: house.command)
      #expect(removed == 2)
      #expect(try await counts(cards[0]) == 0)
      _ = try await house.gate.employees.anonymise(
        cards[1].id, version: cards[1].version, by: house.command)
      #expect(try await counts(cards[1]) == 0)
      try await house.gate.employees.remove(cards[2].id, by: house.command)
      #expect(try await counts(cards[2]) == 0)
    }
  }
}
