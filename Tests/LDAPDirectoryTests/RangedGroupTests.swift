import Identity
import TestKit
import Testing

@testable import LDAPDirectory

/// A domain with one group, played: Samba gives all values of a group at once, Active Directory cuts.
private struct PlayedGroup: Sendable {
  static let base = "DC=kit,DC=test"
  static let group = "CN=big,DC=kit,DC=test"
  static let sizes = [1499, 1500, 1501, 3001]

  let values: LDAPStandIn.RangedValues

  init(_ count: Int, cut: Int) {
    values = LDAPStandIn.RangedValues((0..<count).map(Self.person), cut: cut)
  }

  static func person(_ number: Int) -> String { "CN=p\(number),DC=kit,DC=test" }

  static func id(_ number: Int) -> [UInt8] {
    (0..<12).map { _ in 7 } + (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  static var groupID: StableID? { StableIDForm.guid.id([id(-1)]) }

  private func entry(_ number: Int) -> LDAPStandIn.Answer {
    .entry(
      dn: Self.person(number),
      [("objectGUID", [Self.id(number)]), ("sAMAccountName", [Array("p\(number)".utf8)])])
  }

  func answer(_ request: LDAPStandIn.Request) -> [LDAPStandIn.Answer] {
    guard case .search(let base, let scope, let filter, let attributes, _) = request.operation
    else { return [.done(.success)] }
    if base == Self.group {
      return [.entry(dn: base, values.answer(to: attributes)), .done(.success)]
    }
    if scope == .base {
      let number = Int(base.dropFirst("CN=p".count).prefix { $0 != "," }) ?? -1
      return [entry(number), .done(.success)]
    }
    if filter.contains("(sAMAccountType=") {
      // The look at who is there asks for the last one.
      return [entry(values.values.count - 1), .done(.success)]
    }
    let group = LDAPStandIn.Answer.entry(
      dn: Self.group, [("objectGUID", [Self.id(-1)]), ("cn", [Array("big".utf8)])])
    // The end of the pages: no cookie (RFC 2696, 2).
    let end = LDAPStandIn.Request.Control(
      oid: "1.2.840.113556.1.4.319", value: [0x30, 5, 2, 1, 0, 4, 0])
    return [group, .done(LDAPStandIn.Result(0, controls: request.controls.isEmpty ? [] : [end]))]
  }

  func open(_ standIn: LDAPStandIn) throws -> LDAPDirectory {
    LDAPDirectory(
      configuration: try domain([standIn.ldapURL], caFile: nil) {
        $0.startTLS = false
        $0.insecurePlainPasswords = true
        $0.baseDN = try DN(Self.base)
        $0.peopleBase = nil
        $0.groupBase = nil
        var preset = ServerPreset.activeDirectory
        // Members are read from the group's list.
        preset.memberOf = nil
        preset.hasChainRule = false
        preset.hasPrimaryGroups = false
        $0.kind = .custom(preset)
      }, random: TestRandom())
  }
}

@Suite("Groups with very many values")
struct RangedGroupTests {
  @Test(
    "all members of a group are read, whether the server cuts its values or not (DOM-45)",
    arguments: PlayedGroup.sizes, [1500, Int.max])
  func members(_ count: Int, cut: Int) async throws {
    let played = PlayedGroup(count, cut: cut)
    let standIn = try await LDAPStandIn.start { played.answer($0) }
    let directory = try played.open(standIn)
    let group = GroupChoice.group(try #require(PlayedGroup.groupID), name: "big")
    var page = try await directory.members(of: group, search: nil, cursor: nil, for: "r")
    var logins = page.elements.map(\.login)
    while let next = page.next {
      page = try await directory.members(of: group, search: nil, cursor: next, for: "r")
      logins += page.elements.map(\.login)
    }
    #expect(logins == (0..<count).map { "p\($0)" })
    let parts = standIn.requests.count { request in
      if case .search(PlayedGroup.group, _, _, _, _) = request.operation { return true }
      return false
    }
    #expect(parts == (cut == .max ? 1 : (count + 1499) / 1500))
    let last = try #require(StableIDForm.guid.id([PlayedGroup.id(count - 1)]))
    #expect(try await directory.present([last], in: group) == [last])
    await directory.close()
    standIn.stop()
  }
}
