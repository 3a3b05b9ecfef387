import Foundation
import Testing

@testable import Identity

@Suite("Sessions as a pure state")
struct SessionPagesTests {
  let start = Timestamp(seconds: 1_000_000)
  let employee = EmployeeID(UUID())

  private func person(enrolled: Bool = false) -> Person {
    Person(
      employee: employee, login: "anna", name: "Anna", email: nil, role: .user,
      isDomainMember: false, isEnrolled: enrolled)
  }

  private func session(
    remembered: Bool = false, client: ClientKind = .web, endsAfter: Interval? = .hours(12)
  ) -> Session {
    Session(
      id: SessionID(UUID()), token: Digest(bytes: (0..<32).map { _ in .random(in: 0...255) }),
      employee: employee, company: .home, client: client, isRemembered: remembered,
      origin: ClientOrigin(address: "127.0.0.1", userAgent: nil), createdAt: start,
      endsAt: endsAfter.map { start + $0 }, lastSeenAt: start)
  }

  private func pages(_ sessions: Session..., enrolled: Bool = false, enforced: Bool = false)
    -> Held
  {
    let held = Held()
    held.pages.isEnforced = enforced
    held.pages.note(person(enrolled: enrolled))
    for session in sessions { held.pages.insert(session) }
    return held
  }

  /// `#expect` takes no mutating call; a class holds the state for it.
  private final class Held {
    var pages = SessionPages(policy: Policy())
    func check(_ token: Digest, at now: Timestamp) -> CheckedSession? {
      pages.check(token, at: now)
    }
  }

  @Test("SIGN-23: an idle session ends, one that is used goes on up to its absolute limit")
  func idle() {
    let one = session()
    let held = pages(one)
    var moment = start
    while moment < start + .hours(12) {
      #expect(held.check(one.token, at: moment) != nil)
      moment = moment + .minutes(30)
    }
    #expect(held.check(one.token, at: start + .hours(12)) == nil)

    let two = session()
    held.pages.note(person())
    held.pages.insert(two)
    #expect(held.check(two.token, at: start + .minutes(30)) != nil)
    #expect(held.check(two.token, at: start + .minutes(60) + Interval(milliseconds: 1)) == nil)
    let lapsed = held.pages.drain(at: start).lapsed
    #expect(lapsed.contains(two.id))
  }

  @Test("SIGN-22: a mobile client is not signed out by idleness, only by the absolute limit")
  func mobile() {
    let one = session(client: .mobile)
    let held = pages(one)
    #expect(held.check(one.token, at: start + .hours(11)) != nil)
    #expect(held.check(one.token, at: start + .hours(12)) == nil)
  }

  @Test("SIGN-11: a remembered session outlives idleness but not its absolute limit")
  func remembered() {
    let one = session(remembered: true, endsAfter: .days(30))
    let held = pages(one)
    #expect(held.check(one.token, at: start + .days(29)) != nil)
    #expect(held.check(one.token, at: start + .days(30)) == nil)
    let endless = session(remembered: true, endsAfter: nil)
    let others = self.pages(endless)
    #expect(others.check(endless.token, at: start + .days(4000))?.expiresAt == nil)
  }

  @Test("TFA-25: a remembered session reopened under enforcement ends where nobody is enrolled")
  func reopened() {
    let one = session(remembered: true, endsAfter: .days(30))
    let simplyOpen = pages(one, enforced: true)
    #expect(simplyOpen.check(one.token, at: start + .minutes(20)) != nil)
    #expect(simplyOpen.check(one.token, at: start + .minutes(40)) != nil)
    #expect(simplyOpen.check(one.token, at: start + .minutes(71)) == nil)
    let enrolled = pages(one, enrolled: true, enforced: true)
    #expect(enrolled.check(one.token, at: start + .hours(5)) != nil)
    let unenforced = pages(one)
    #expect(unenforced.check(one.token, at: start + .hours(5)) != nil)
  }

  @Test("SIGN-06, SIGN-07: an unknown and an ended session are the same nothing")
  func ended() {
    let one = session()
    let held = pages(one)
    #expect(held.check(session().token, at: start) == nil)
    held.pages.remove([one.id])
    #expect(held.check(one.token, at: start) == nil)
    #expect(held.pages.count == 0)
  }

  @Test("a clock that goes back does not make a session older than it is")
  func clockBack() {
    let one = session()
    let held = pages(one)
    #expect(held.check(one.token, at: start + .minutes(20)) != nil)
    #expect(held.check(one.token, at: start)?.session.lastSeenAt == start + .minutes(20))
  }

  @Test("SIGN-05: a session takes no more than 120 bytes and its share of texts")
  func compact() {
    #expect(MemoryLayout<SessionRecord?>.stride <= 120)
    #expect(MemoryLayout<Digest>.size == 32)
  }

  @Test("a person's sessions are listed newest first, whatever was ended between them")
  func chain() {
    var pages = SessionPages(policy: Policy())
    pages.note(person())
    let all = (0..<6).map { age in
      Session(
        id: SessionID(UUID()), token: Digest(bytes: (0..<32).map { _ in .random(in: 0...255) }),
        employee: employee, company: .home, client: .api, isRemembered: false,
        origin: ClientOrigin(address: "192.0.2.\(age % 2)", userAgent: age % 3 == 0 ? "curl" : nil),
        createdAt: start + .seconds(age), endsAt: nil, lastSeenAt: start)
    }
    for session in all { pages.insert(session) }
    pages.remove([all[5].id, all[2].id, all[0].id])
    #expect(pages.count(of: employee) == 3)
    #expect(pages.list(of: employee, at: start).map(\.session) == [all[4], all[3], all[1]])
    #expect(pages.listAll(at: start).map(\.session) == [all[4], all[3], all[1]])
    pages.insert(all[0])
    #expect(pages.find(all[0].id, at: start)?.session == all[0])
    pages.remove(all.map(\.id))
    #expect(pages.count == 0 && pages.count(of: employee) == 0)
    #expect(pages.person(employee) == nil)
    #expect(pages.texts.count == 0)
  }

  @Test("the people of domains who are signed in are found in steps, each once")
  func domainMembers() {
    var pages = SessionPages(policy: Policy())
    var expected: Set<EmployeeID> = []
    for number in 0..<2_500 {
      let id = EmployeeID(UUID())
      pages.note(
        Person(
          employee: id, login: "u\(number)", name: "U", email: nil, role: .user,
          isDomainMember: number % 2 == 0, isEnrolled: false))
      for endsAfter in [Interval.seconds(1), number % 3 == 0 ? .seconds(1) : .hours(12)] {
        pages.insert(
          Session(
            id: SessionID(UUID()), token: Digest(bytes: (0..<32).map { _ in .random(in: 0...255) }),
            employee: id, company: .home, client: .api, isRemembered: false,
            origin: ClientOrigin(address: "127.0.0.1", userAgent: nil), createdAt: start,
            endsAt: start + endsAfter, lastSeenAt: start))
      }
      if number % 2 == 0, number % 3 != 0 { expected.insert(id) }
    }
    var people: Set<EmployeeID> = []
    var next = 0
    var steps = 1
    while pages.addDomainMembers(to: &people, from: &next, at: start + .seconds(2)) { steps += 1 }
    #expect(people == expected)
    #expect(steps == 5)
  }

  @Test("a person's changed data are in every session of theirs, a stranger's nowhere")
  func change() {
    let (one, two) = (session(), session())
    let held = pages(one, two)
    held.pages.change(person(enrolled: true))
    #expect(held.check(one.token, at: start)?.person.isEnrolled == true)
    #expect(held.check(two.token, at: start)?.person.isEnrolled == true)
    held.pages.remove([one.id, two.id])
    held.pages.change(person())
    #expect(held.pages.person(employee) == nil)
  }

  @Test(
    "SIGN-23: the round over all sessions goes in steps, ends what is over, tells once who was seen"
  )
  func rounds() {
    var pages = SessionPages(policy: Policy())
    pages.note(person())
    let sessions = (0..<5_000).map { session(endsAfter: $0 % 2 == 0 ? .minutes(5) : nil) }
    for session in sessions { pages.insert(session) }
    for session in sessions.prefix(3_000) {
      _ = pages.check(session.token, at: start + .minutes(1))
    }
    var round = SessionPages.Round()
    var steps = 1
    while pages.drain(&round, at: start + .minutes(10)) { steps += 1 }
    #expect(steps >= 8)
    #expect(Set(round.lapsed) == Set(sessions.filter { $0.endsAt != nil }.map(\.id)))
    #expect(round.lapsed.count == 2_500 && pages.count == 2_500)
    let seen = sessions.prefix(3_000).filter { $0.endsAt == nil }
    #expect(Set(round.seen.keys) == Set(seen.map(\.id)))
    #expect(round.seen.values.allSatisfy { $0 == start + .minutes(1) })
    let next = pages.drain(at: start + .minutes(10))
    #expect(next.seen.isEmpty && next.lapsed.isEmpty)
  }

  @Test("a change of a large book costs no copy of it", .timeLimit(.minutes(1)))
  func large() {
    var pages = SessionPages(policy: Policy())
    pages.note(person())
    let sessions = (0..<25_000).map { _ in session() }
    for session in sessions { pages.insert(session) }
    #expect(pages.count == 25_000)
    // With a copy of three megabytes each, this would take minutes.
    for session in sessions {
      _ = pages.check(session.token, at: start)
      pages.remove([session.id])
    }
    #expect(pages.count == 0)
  }
}
