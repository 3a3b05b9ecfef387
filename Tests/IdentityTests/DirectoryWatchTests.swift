import Testing

@testable import Identity

@Suite("The watch over directories, as a pure state")
struct DirectoryWatchTests {
  static let firma = DomainName.named("firma")
  static let staff = DirectoryWatch.Question(
    domain: firma, group: .group(.named("g"), name: "staff"))
  static let all = DirectoryWatch.Question(domain: firma, group: .all)

  static func people(_ range: ClosedRange<Int>) -> Set<StableID> {
    Set(range.map { StableID.named("p\($0)") })
  }

  static func look(
    _ question: DirectoryWatch.Question = all, asked: Set<StableID>, missing: Set<StableID>
  ) -> DirectoryWatch.Look {
    DirectoryWatch.Look(
      question: question, asked: asked,
      answer: .complete(present: asked.subtracting(missing)))
  }

  @Test("a person is gone when two complete looks in a row miss them, not by one")
  func twoLooks() {
    var watch = DirectoryWatch()
    let asked = Self.people(1...10)
    let one = Self.people(3...3)
    #expect(watch.judge([Self.look(asked: asked, missing: one)]) == .init())
    let verdict = watch.judge([Self.look(asked: asked, missing: one)])
    #expect(verdict.gone == [Self.all: one])
    // Back in between: the count begins again.
    #expect(watch.judge([Self.look(asked: asked, missing: one)]).gone.isEmpty)
    #expect(watch.judge([Self.look(asked: asked, missing: [])]).gone.isEmpty)
    #expect(watch.judge([Self.look(asked: asked, missing: one)]).gone.isEmpty)
  }

  @Test("an answer that is none is no look: what was missing before stays remembered")
  func failureBetween() {
    var watch = DirectoryWatch()
    let asked = Self.people(1...10)
    let one = Self.people(3...3)
    _ = watch.judge([Self.look(asked: asked, missing: one)])
    let failed = watch.judge([
      DirectoryWatch.Look(question: Self.all, asked: asked, answer: .failed("unavailable"))
    ])
    #expect(failed.gone.isEmpty)
    #expect(failed.untrusted == [Self.firma: "unavailable"])
    #expect(watch.judge([Self.look(asked: asked, missing: one)]).gone == [Self.all: one])
  }

  @Test(
    "a sudden loss of more than 20 % is not believed, however often it is seen; one person never is one",
    arguments: [
      // people, missing, believed
      (10, 2, true), (10, 3, false), (100, 20, true), (100, 21, false), (5, 1, true),
      (5, 2, false), (3, 1, true), (1, 1, true), (2, 2, false), (4, 2, false),
    ])
  func suddenLoss(count: Int, missing: Int, isBelieved: Bool) {
    var watch = DirectoryWatch()
    let look = Self.look(asked: Self.people(1...count), missing: Self.people(1...missing))
    for _ in 0..<3 {
      let verdict = watch.judge([look])
      if isBelieved {
        #expect(verdict.untrusted.isEmpty)
      } else {
        #expect(verdict.untrusted == [Self.firma: "sudden-loss"])
        #expect(verdict.gone.isEmpty)
      }
    }
    if isBelieved { #expect(watch.judge([look]).gone.count == 1) }
  }

  @Test(
    "a domain is doubted when a large share of those asked for is newly missing, once they are known no more"
  )
  func doubt() {
    var watch = DirectoryWatch()
    let few = Self.look(asked: Self.people(1...3), missing: Self.people(1...2))
    let other = Self.look(
      .init(domain: .named("other"), group: .all), asked: Self.people(1...10),
      missing: Self.people(1...2))
    #expect(watch.doubted([few, other]) == [Self.firma])
    // Of all ten people two are no sudden loss.
    let all = Self.look(asked: Self.people(1...10), missing: Self.people(1...2))
    #expect(watch.judge([all, other]).untrusted.isEmpty)
    #expect(watch.doubted([few, other]).isEmpty)
    #expect(watch.judge([few, other]).gone[Self.all] == Self.people(1...2))
    let one = Self.look(asked: Self.people(1...1), missing: Self.people(1...1))
    #expect(DirectoryWatch().doubted([one]).isEmpty)
    let failed = DirectoryWatch.Look(
      question: Self.all, asked: Self.people(1...3), answer: .failed("unavailable"))
    #expect(DirectoryWatch().doubted([failed]).isEmpty)
  }

  @Test("the people of a deleted group are no part of what a loss is a share of")
  func deletedGroupIsNoShare() {
    var watch = DirectoryWatch()
    let looks = [
      DirectoryWatch.Look(
        question: Self.staff, asked: Self.people(1...80), answer: .groupMissing),
      Self.look(asked: Self.people(81...100), missing: Self.people(81...85)),
    ]
    #expect(watch.doubted(looks) == [Self.firma])
    #expect(watch.judge(looks).untrusted == [Self.firma: "sudden-loss"])
  }

  @Test("one group that loses everybody is no sudden loss of a large domain")
  func oneGroup() {
    var watch = DirectoryWatch()
    let looks = [
      Self.look(Self.staff, asked: Self.people(1...2), missing: Self.people(1...2)),
      Self.look(asked: Self.people(3...20), missing: []),
    ]
    #expect(watch.judge(looks).untrusted.isEmpty)
    #expect(watch.judge(looks).gone == [Self.staff: Self.people(1...2)])
  }

  @Test("an accepted loss is believed by the next look, of those who are still missing")
  func acceptedLoss() {
    var watch = DirectoryWatch()
    let asked = Self.people(1...10)
    #expect(watch.accept(Self.firma) == nil)
    _ = watch.judge([Self.look(asked: asked, missing: Self.people(1...4))])
    #expect(watch.accept(.named("other")) == nil)
    #expect(watch.accept(Self.firma) == 4)
    #expect(watch.accept(Self.firma) == nil)
    let verdict = watch.judge([Self.look(asked: asked, missing: Self.people(2...4))])
    #expect(verdict.gone == [Self.all: Self.people(2...4)])
    #expect(verdict.changed == [Self.firma: "resumed"])
  }

  @Test("people who go one by one are not a sudden loss")
  func slowLoss() {
    var watch = DirectoryWatch()
    let asked = Self.people(1...10)
    _ = watch.judge([Self.look(asked: asked, missing: Self.people(1...2))])
    let verdict = watch.judge([Self.look(asked: asked, missing: Self.people(1...4))])
    #expect(verdict.gone == [Self.all: Self.people(1...2)])
    #expect(verdict.untrusted.isEmpty)
  }

  @Test("many small groups that all lose their one person are a loss of the domain")
  func acrossGroups() {
    var watch = DirectoryWatch()
    let looks = (1...5).map { number in
      let person = Self.people(number...number)
      return Self.look(
        .init(domain: Self.firma, group: .group(.named("g\(number)"), name: "")), asked: person,
        missing: person)
    }
    #expect(watch.judge(looks).untrusted == [Self.firma: "sudden-loss"])
  }

  @Test("a failed question distrusts its domain as a whole, and no other domain")
  func perDomain() {
    var watch = DirectoryWatch()
    let other = DirectoryWatch.Question(domain: .named("other"), group: .all)
    let asked = Self.people(1...10)
    let one = Self.people(1...1)
    for round in 1...2 {
      let verdict = watch.judge([
        Self.look(Self.staff, asked: asked, missing: one),
        DirectoryWatch.Look(question: Self.all, asked: asked, answer: .failed("no-such-object")),
        Self.look(other, asked: asked, missing: one),
      ])
      #expect(verdict.untrusted == [Self.firma: "no-such-object"])
      #expect(verdict.gone == (round == 2 ? [other: one] : [:]))
    }
  }

  @Test(
    "a deleted group keeps its own people and raises the alarm; other groups of the domain go on")
  func deletedGroup() {
    var watch = DirectoryWatch()
    let guests = DirectoryWatch.Question(
      domain: Self.firma, group: .group(.named("h"), name: "guests"))
    let asked = Self.people(1...10)
    let one = Self.people(1...1)
    _ = watch.judge([
      Self.look(Self.staff, asked: asked, missing: one),
      Self.look(guests, asked: asked, missing: one),
    ])
    let deleted = DirectoryWatch.Look(question: Self.staff, asked: asked, answer: .groupMissing)
    let verdict = watch.judge([deleted, Self.look(guests, asked: asked, missing: one)])
    #expect(verdict.gone == [guests: one])
    #expect(verdict.untrusted == [Self.firma: "no-such-group"])
    #expect(verdict.changed == [Self.firma: "no-such-group"])
    // The group is back: what was missing from it before stays remembered.
    let back = watch.judge([Self.look(Self.staff, asked: asked, missing: one)])
    #expect(back.gone == [Self.staff: one])
    #expect(back.changed == [Self.firma: "resumed"])
  }

  @Test("a change of trust is told once, with its end")
  func changes() {
    var watch = DirectoryWatch()
    let asked = Self.people(1...3)
    func failed(_ reason: String) -> [DirectoryWatch.Look] {
      [DirectoryWatch.Look(question: Self.all, asked: asked, answer: .failed(reason))]
    }
    #expect(watch.judge([Self.look(asked: asked, missing: [])]).changed.isEmpty)
    #expect(watch.judge(failed("unavailable")).changed == [Self.firma: "unavailable"])
    #expect(watch.judge(failed("unavailable")).changed.isEmpty)
    #expect(watch.judge(failed("busy")).changed == [Self.firma: "busy"])
    let back = watch.judge([Self.look(asked: asked, missing: [])])
    #expect(back.changed == [Self.firma: "resumed"])
    #expect(watch.judge([Self.look(asked: asked, missing: [])]).changed.isEmpty)
  }
}
