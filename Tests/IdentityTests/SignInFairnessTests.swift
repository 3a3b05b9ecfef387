import Synchronization
import Testing

@testable import Identity

/// A directory that accepts every question and answers none until it is let go.
private final class HangingDirectory: Directory {
  let name: DomainName
  let rules = DirectoryRules.plain
  private struct State {
    var waiting: [CheckedContinuation<Void, Never>] = []
    var isOver = false
  }
  private let state = Mutex(State())

  init(_ name: DomainName) { self.name = name }

  var asked: Int { state.withLock { $0.waiting.count } }

  func letGo() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.isOver = true
      return state.waiting
    }
    for one in waiting { one.resume() }
  }

  private func hang<Value>() async throws(DirectoryError) -> Value {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if !state.isOver { state.waiting.append(continuation) }
        return state.isOver
      }
      if isOver { continuation.resume() }
    }
    throw DirectoryError(.unavailable)
  }

  func member(_ id: StableID) async throws(DirectoryError) -> Member? { try await hang() }
  func member(login: Login) async throws(DirectoryError) -> Member? { try await hang() }
  func verify(_ member: Member, password: Secret, group: GroupChoice)
    async throws(DirectoryError) -> BindOutcome
  { try await hang() }
  func changePassword(of member: Member, from old: Secret, to new: Secret)
    async throws(DirectoryError) -> PasswordChangeResult
  { try await hang() }

  func groups(search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Group>
  { try await hang() }
  func members(of group: GroupChoice, search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Member>
  { try await hang() }
  func present(_ ids: [StableID], in group: GroupChoice) async throws(DirectoryError)
    -> Set<StableID>
  { try await hang() }
}

@Suite("Signing in: nobody learns more, and nobody waits for another")
struct SignInFairnessTests {
  private static let window = DirectoryRules(
    createsCards: false, qualifiers: [], suffixes: [], loginByEmail: false, lockout: .usual)

  @Test(
    "SIGN-16: with the directory's window on, every kind of refusal of its people blocks alike")
  func alike() async throws {
    try await House.with(rules: Self.window) { house in
      let group = house.directory.addGroup("staff")
      try await house.useDomain(group: group.id.text)
      try await house.linkedCard("member", in: [group.id])
      try await house.linkedCard("out")
      house.directory.add("cardless", in: [group.id])
      let gone = try await house.linkedCard("gone", in: [group.id])
      house.directory.remove(try #require(gone.link).member)
      let old = house.directory.add("old", in: [group.id])
      try await house.card(
        "old", link: MemberLink(domain: house.directory.name, member: old.id), state: .archived)
      for (index, (login, password)) in [
        ("nobody", "x"), ("member", "x"), ("out", "x"), ("out2", "dir password"),
        ("cardless", "dir password"), ("gone", "x"), ("old", "dir password"),
      ].enumerated() {
        var answers: [Refusal?] = []
        for _ in 0..<6 {
          answers.append(await house.signIn(login, password, from: "192.0.2.\(index)").refusal)
        }
        #expect(
          answers
            == Array(repeating: .wrongCredentials, count: 3)
            + Array(repeating: .blocked(retryAfter: 1800), count: 3), "\(login)")
      }
    }
  }

  @Test("DOM-42: a right password outside the group blocks as a wrong one does")
  func noOracle() async throws {
    try await House.with(rules: Self.window) { house in
      let group = house.directory.addGroup("staff")
      try await house.useDomain(group: group.id.text)
      for login in ["a", "b"] { try await house.linkedCard(login) }
      for _ in 0..<3 {
        #expect(await house.signIn("a", "dir password").refusal == .wrongCredentials)
        #expect(await house.signIn("b", "wrong").refusal == .wrongCredentials)
      }
      #expect(await house.signIn("a", "dir password").refusal == .blocked(retryAfter: 1800))
      #expect(await house.signIn("b", "wrong").refusal == .blocked(retryAfter: 1800))
    }
  }

  @Test(
    "DOM-48: 60 sign-ins that hang in the directory keep no native user of that address waiting")
  func hangingDirectory() async throws {
    try await House.with { house in
      try await house.useDomain()
      let hanging = HangingDirectory(house.directory.name)
      var environment = house.environment
      environment.directories[hanging.name] = hanging
      let gate = try await Gate(environment)
      let again = House(
        gate: gate, environment: environment, clock: house.clock, directory: house.directory,
        other: house.other)
      try await again.card("admin", .administrator, password: House.password)
      try await withThrowingTaskGroup(of: Refusal?.self) { group in
        for number in 0..<60 {
          group.addTask { await again.signIn("member\(number)", "x").refusal }
        }
        // As many as an address may have under way are in the directory now.
        while hanging.asked < again.environment.policy.addressFailures { await Task.yield() }
        #expect(await again.signIn("admin").state == "signed-in")
        hanging.letGo()
        for try await refusal in group { #expect(refusal == .directoryUnavailable) }
      }
    }
  }

  @Test("DOM-35: parallel attempts on a member who is gone are refused and counted like any other")
  func vanished() async throws {
    try await House.with { house in
      try await house.useDomain()
      let card = try await house.linkedCard("u1")
      house.directory.remove(try #require(card.link).member)
      let refusals = await withTaskGroup(of: Refusal?.self) { group in
        for _ in 0..<20 { group.addTask { await house.signIn("u1", "x").refusal } }
        return await group.reduce(into: [Refusal?]()) { $0.append($1) }
      }
      #expect(refusals.count { $0 == .wrongCredentials } == 5)
      #expect(refusals.count { $0 == .blocked(retryAfter: 60) } == 15)
    }
  }

  @Test("made-up tickets and wrong codes count on their address")
  func tickets() async throws {
    var policy = Policy()
    policy.addressFailures = 6
    try await House.with(policy: policy) { house in
      let card = try await house.card("anna", password: House.password)
      try await house.enrol(card)
      let ticket = try #require(await house.signIn("anna").ticket)
      let signIn = house.gate.signIn
      for _ in 0..<3 {
        #expect(
          await signIn.secondFactor(ticket: Secret("made up"), code: "123456", from: House.home)
            .refusal == .ticketExpired)
      }
      let right = try await house.code(of: card)
      let wrong = right == "000000" ? "000001" : "000000"
      for _ in 0..<3 {
        _ = await signIn.secondFactor(ticket: ticket, code: wrong, from: House.home)
      }
      #expect(
        await signIn.secondFactor(ticket: ticket, code: wrong, from: House.home).refusal
          == .blocked(retryAfter: 600))
      #expect(await house.signIn("anna").refusal == .blocked(retryAfter: 600))
    }
  }

  @Test("GEN-13: a refusal that was not judged has its line in the audit log too")
  func blockedIsAudited() async throws {
    try await House.with { house in
      try await house.card("anna", password: House.password)
      for _ in 0..<5 { _ = await house.signIn("anna", "wrong") }
      _ = await house.signIn("anna")
      let last = try #require(try await house.events(.signInRefused).first)
      #expect(last.record.reason == "blocked")
    }
  }

  @Test("DOM-13: a ticket is void once the domain of its owner is switched off")
  func domainSwitchedOff() async throws {
    try await House.with { house in
      try await house.useDomain()
      let card = try await house.linkedCard("u1")
      try await house.enrol(card)
      let ticket = try #require(await house.signIn("u1", "dir password").ticket)
      let home = try await house.gate.companies.domainSettings(by: house.command)
      _ = try await house.gate.companies.saveDomainSettings(
        CompanyDraft(useDomain: false), version: home.version, by: house.command)
      house.clock.advance(.minutes(1))
      let code = try await house.code(of: card)
      #expect(
        await house.gate.signIn.secondFactor(ticket: ticket, code: code, from: House.home).refusal
          == .ticketExpired)
    }
  }

  @Test("SIGN-17: a domain that the configuration lacks is unavailable, and nobody's failure")
  func unconfigured() async throws {
    try await House.with { house in
      try await house.useDomain()
      try await house.linkedCard("u1")
      var environment = house.environment
      environment.directories = [:]
      let again = House(
        gate: try await Gate(environment), environment: environment, clock: house.clock,
        directory: house.directory, other: house.other)
      for login in ["u1", "somebody"] {
        for _ in 0..<7 {
          #expect(await again.signIn(login, "x").refusal == .directoryUnavailable)
        }
      }
    }
  }

  @Test("login_by_email: an address of another domain reaches the directory")
  func byEmail() async throws {
    let rules = DirectoryRules(
      createsCards: false, qualifiers: [], suffixes: [], loginByEmail: true, lockout: nil)
    try await House.with(rules: rules) { house in
      try await house.useDomain()
      try await house.linkedCard("u1")
      #expect(await house.signIn("u1@elsewhere.test", "dir password").state == "signed-in")
    }
  }

  @Test("a password chosen inside the flow voids an activation code")
  func activationVoided() async throws {
    try await House.with { house in
      var card = try await house.card("anna", password: House.password)
      let code = try await house.gate.access.issueActivation(for: card.id, by: house.command).code
      card = try await house.stored(card.id)
      card.mustChangePassword = true
      let change = card
      try await house.store.write { _ = try $0.employees.update(change) }
      let ticket = try #require(await house.signIn("anna").ticket)
      let outcome = await house.gate.signIn.changePassword(
        ticket: ticket, newPassword: Secret("an entirely new one"), from: House.home)
      #expect(outcome.state == "signed-in")
      let text = try #require(code.withText { $0 })
      await #expect(throws: Rejection.wrongAccessCode) {
        try await house.gate.access.activate(
          code: text, password: Secret("yet another long one"), from: House.home)
      }
    }
  }
}
