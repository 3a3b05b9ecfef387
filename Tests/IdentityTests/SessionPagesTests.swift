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
}
