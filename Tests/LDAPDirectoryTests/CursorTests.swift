import Identity
import LDAPDirectory
import TestKit
import Testing

private let crowd = Task {
  try await Slapd.start(
    people: (1...30).map { Slapd.Person("c\($0)") },
    groups: [
      Slapd.Group("most", people: (1...25).map { "c\($0)" })
    ])
}

@Suite("Cursors")
struct CursorTests {
  private func open(
    _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
  ) async throws -> LDAPDirectory {
    try directory(try await crowd.value) {
      $0.limits.pageSize = 10
      try change(&$0)
    }
  }

  private func first(_ directory: LDAPDirectory, _ reader: String = "r") async throws
    -> DirectoryCursor
  {
    try #require(
      try await directory.members(of: .all, search: nil, cursor: nil, for: reader).next)
  }

  @Test("a cursor is opaque, and good for its reader and its query alone, once")
  func bound() async throws {
    let directory = try await open()
    let cursor = try await first(directory)
    #expect(cursor.text.count == 32)
    await expect(.cursorExpired) {
      _ = try await directory.members(of: .all, search: nil, cursor: cursor, for: "somebody else")
    }
    await expect(.cursorExpired) {
      _ = try await directory.groups(search: nil, cursor: cursor, for: "r")
    }
    await expect(.cursorExpired) {
      _ = try await directory.members(of: .all, search: "c1", cursor: cursor, for: "r")
    }
    await expect(.cursorExpired) {
      _ = try await directory.members(
        of: .group(#require(StableID("x")), name: "x"), search: nil, cursor: cursor, for: "r")
    }
    await expect(.cursorExpired) {
      _ = try await directory.members(
        of: .all, search: nil, cursor: DirectoryCursor(text: "unknown"), for: "r")
    }
    // None of that has hurt it.
    let page = try await directory.members(of: .all, search: nil, cursor: cursor, for: "r")
    #expect(page.elements.map(\.login) == (11...20).map { "c\($0)" })
    await expect(.cursorExpired) {
      _ = try await directory.members(of: .all, search: nil, cursor: cursor, for: "r")
    }
    await directory.close()
  }

  @Test("a fifth listing is refused as busy until one ends")
  func four() async throws {
    let directory = try await open()
    var cursors: [DirectoryCursor] = []
    for _ in 0..<4 { cursors.append(try await first(directory)) }
    await expect(.busy) { _ = try await first(directory) }
    // Searches and sign-ins go on.
    #expect(try await directory.member(login: login("c1")) != nil)
    var next: DirectoryCursor? = cursors[0]
    while let cursor = next {
      next = try await directory.members(of: .all, search: nil, cursor: cursor, for: "r").next
    }
    _ = try await first(directory)
    await directory.close()
  }

  @Test("a cursor that lay too long is expired and its place is free")
  func idle() async throws {
    let directory = try await open {
      $0.limits.cursorIdleTime = .milliseconds(150)
      $0.limits.cursors = 1
    }
    let cursor = try await first(directory)
    try await Task.sleep(for: .milliseconds(200))
    await expect(.cursorExpired) {
      _ = try await directory.members(of: .all, search: nil, cursor: cursor, for: "r")
    }
    _ = try await first(directory)
    await directory.close()
  }

  @Test("a listing whose server was restarted is expired, and its place is free")
  func restarted() async throws {
    let slapd = try await Slapd.start(
      people: (1...30).map { Slapd.Person("c\($0)") }, groups: [])
    let directory = try directory(slapd) {
      $0.limits.pageSize = 10
      $0.limits.cursors = 1
    }
    let cursor = try await first(directory)
    try await slapd.restart()
    await expect(.cursorExpired) {
      _ = try await directory.members(of: .all, search: nil, cursor: cursor, for: "r")
    }
    _ = try await first(directory)
    await directory.close()
    await slapd.stop()
  }

  @Test("a group's list of values is read once a cursor")
  func roll() async throws {
    let slapd = try await crowd.value
    let directory = try await open()
    let id = try #require(StableID(try await slapd.stableID(Slapd.dn(group: "most"))))
    let group = GroupChoice.group(id, name: "most")
    func reads() throws -> Int {
      let wanted = "SRCH base=\"\(Slapd.dn(group: "most"))\" scope=0"
      return try slapd.log().split(separator: "\n").count { $0.contains(wanted) }
    }
    let before = try reads()
    var logins: [String] = []
    var next: DirectoryCursor?
    repeat {
      let page = try await directory.members(of: group, search: nil, cursor: next, for: "r")
      logins += page.elements.map(\.login)
      next = page.next
    } while next != nil
    #expect(logins == (1...25).map { "c\($0)" })
    #expect(try reads() == before + 1)
    await directory.close()
  }
}
