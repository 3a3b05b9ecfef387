import Identity
import Testing

@testable import LDAPDirectory

@Suite("What listings are made of")
struct ListingStateTests {
  @Test("a cursor ends by the clock, and frees its place")
  func cursorClock() {
    let start = ContinuousClock.now
    var table = CursorTable<String>(limit: 2, idleTime: .seconds(60))
    #expect(table.begin() == true)
    #expect(table.begin() == true)
    #expect(table.begin() == false)
    table.hold("listing", "a", reader: "r", query: .groups, now: start)
    #expect(table.take("a", reader: "s", query: .groups, now: start) == nil)
    #expect(table.take("a", reader: "r", query: .members(.all), now: start) == nil)
    #expect(table.take("a", reader: "r", query: .groups, now: start + .seconds(60)) == nil)
    #expect(table.take("a", reader: "r", query: .groups, now: start + .seconds(59)) == "listing")
    #expect(table.take("a", reader: "r", query: .groups, now: start) == nil)
    table.hold("again", "b", reader: "r", query: .groups, now: start + .seconds(59))
    #expect(table.removeExpired(now: start + .seconds(118)) == [])
    #expect(table.removeExpired(now: start + .seconds(119)) == ["again"])
    #expect(table.open == 1)
    table.end()
    #expect(table.open == 0)
  }

  @Test("a member of a long list costs at most 80 bytes")
  func footprint() {
    var names = NameSet.distinguishedNames
    for number in 0..<20_000 {
      names.insert(Array("uid=person.number.\(number),ou=people,dc=example,dc=test".utf8))
    }
    #expect(names.count == 20_000)
    #expect(names.footprint <= 80 * names.count)
    #expect(names.text(19_999) == "uid=person.number.19999,ou=people,dc=example,dc=test")
    #expect(names.contains("UID=Person.Number.77, OU=people,dc=example,dc=test"))
    #expect(!names.contains("uid=person.number.20000,ou=people,dc=example,dc=test"))
    #expect(names.insert(Array("uid=PERSON.number.5,ou=people,dc=example,dc=test".utf8)) == false)
    #expect(names.count == 20_000)
  }

  @Test(
    "every name comes back as it came, wherever its commas are and however many places there are")
  func places() {
    var names = NameSet.distinguishedNames
    let odd = [
      #"CN=Nowak\, Jan,OU=Kadry,DC=example,DC=test"#, #"cn=end\\,ou=x"#, "cn=alone", ",", "",
      "cn=,", #"\,"#,
      #"CN=Nowak\, Jan,OU=Inna,DC=example,DC=test"#, "cn=alone2,",
      "cn=Nowak,OU=Kadry,DC=example,DC=test",
    ]
    let many = (0..<10_000).map { "cn=a,ou=\($0 % 5_000),o=\($0 / 5_000)" }
    let all = odd + many
    for name in all { names.insert(Array(name.utf8)) }
    #expect(names.count == all.count)
    #expect(all.indices.allSatisfy { names.text($0) == all[$0] && names.contains(all[$0]) })
  }

  private func roll(_ limits: DirectoryLimits = DirectoryLimits()) -> GroupRoll {
    var groups = NameSet.distinguishedNames
    groups.insert(Array("cn=inner,dc=x".utf8))
    return GroupRoll(allGroups: groups, kinds: ServerPreset.openLDAP.groupKinds, limits: limits)
  }

  /// One reply with one attribute.
  private func reply(_ values: [String], of attribute: String, to roll: inout GroupRoll) {
    roll.beginReply()
    add(values, of: attribute, to: &roll)
    roll.endReply()
  }

  private func add(_ values: [String], of attribute: String, to roll: inout GroupRoll) {
    roll.meet(attribute)
    for value in values {
      var bytes = Array(value.utf8)
      bytes.withUnsafeMutableBytes { roll.add(UnsafeRawBufferPointer($0), of: attribute) }
    }
  }

  @Test("a list that comes in ranges is read on to its end (DOM-45)")
  func ranges() {
    var roll = roll()
    reply(["uid=a,dc=x", "uid=b,dc=x"], of: "member;range=0-1", to: &roll)
    #expect(roll.nextRanges.map(\.text) == ["member;range=2-*"])
    // No values, and still not the end.
    reply([], of: "member;range=2-3", to: &roll)
    #expect(roll.nextRanges.map(\.text) == ["member;range=4-*"])
    reply(["uid=c,dc=x", "cn=INNER,dc=x"], of: "member;range=4-*", to: &roll)
    #expect(roll.nextRanges == [])
    #expect(roll.names.count == 3)
    #expect(roll.groups.count == 1)
    reply(["d"], of: "memberuid", to: &roll)
    reply(["e"], of: "description", to: &roll)
    #expect(roll.logins.count == 1)
    #expect(roll.problem == nil)
  }

  @Test(
    "parts of a list that leave a gap, go back or do not come are no list (DOM-45)",
    arguments: [
      "member;range=3-4", "member;range=1-4", "member;range=2-1", "member;range=2-", "member",
      "member;range=2--5", "member;range=-2-5", "member;range=x-*", "description",
      "member;range=3-*",
      "member;range=2-9223372036854775807",
    ])
  func gaps(_ attribute: String) {
    var roll = roll()
    reply(["uid=a,dc=x", "uid=b,dc=x"], of: "member;range=0-1", to: &roll)
    #expect(roll.problem == nil)
    reply(["uid=c,dc=x"], of: attribute, to: &roll)
    #expect(roll.problem != nil)
  }

  @Test("a list that goes over a limit is of no use")
  func limits() {
    var few = DirectoryLimits()
    few.groupMembers = 2
    var roll = roll(few)
    add(["uid=a,dc=x", "uid=b,dc=x"], of: "member", to: &roll)
    #expect(roll.problem == nil)
    add(["uid=c,dc=x"], of: "member", to: &roll)
    #expect(roll.problem != nil)
    var long = self.roll()
    add([String(repeating: "x", count: 8193)], of: "member", to: &long)
    #expect(long.problem != nil)
  }
}
