import Foundation
import Identity
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("What changed since a mark")
struct ChangesTests {
  private static let logins = (1...30).map { "p\(100 + $0)" }

  private func started(_ syncLog: Int?, sizeLimit: Int? = nil) async throws -> Slapd {
    try await Slapd.start(
      people: Self.logins.map { Slapd.Person($0) }, groups: [],
      options: .init(syncLog: syncLog, sizeLimit: sizeLimit))
  }

  private func ids(_ logins: String..., of slapd: Slapd) async throws -> Set<StableID> {
    var ids: Set<StableID> = []
    for login in logins {
      ids.insert(try #require(StableID(try await slapd.stableID(Slapd.dn(person: login)))))
    }
    return ids
  }

  private func mark(_ directory: LDAPDirectory) async throws -> DirectoryChanges {
    try #require(try await directory.changes(since: nil))
  }

  @Test("people are read by stable id in batches, those who are gone left out (DOM-34)")
  func members() async throws {
    let slapd = try await usualSlapd.value
    let directory = try directory(slapd)
    let there = try await directory.member(login: login("u1"))
    let member = try #require(there)
    let gone = try #require(StableID("00000000-0000-4000-8000-000000000000"))
    #expect(try await directory.members([gone, member.id]) == [member.id: member])
    #expect(try await directory.members([]).isEmpty)
    await directory.close()
  }

  @Test(
    """
    content synchronisation tells changed, renamed and removed people exactly, with a log of changes \\
    and without (RFC 4533)
    """, arguments: [0, 1000])
  func contentSync(_ syncLog: Int) async throws {
    let slapd = try await started(syncLog)
    let directory = try directory(slapd)
    let first = try await mark(directory)
    #expect(first.way == .contentSync && first.changed.isEmpty)
    let nothing = try #require(try await directory.changes(since: first.mark))
    #expect(nothing.changed.isEmpty && nothing.gone.isEmpty && nothing.unchanged == nil)

    let changed = try await ids("p101", "p102", of: slapd)
    let removed = try await ids("p103", of: slapd)
    let others = try await ids("p104", "p130", of: slapd)
    try await slapd.modify(Slapd.change(Slapd.dn(person: "p101"), replace: "mail", ["new@x.test"]))
    try await slapd.modify(
      """
      dn: \(Slapd.dn(person: "p102"))
      changetype: modrdn
      newrdn: uid=renamed
      deleteoldrdn: 1

      dn: \(Slapd.dn(person: "p103"))
      changetype: delete

      """)
    let second = try #require(try await directory.changes(since: nothing.mark))
    #expect(changed.isSubset(of: second.changed), "\(second)")
    #expect(second.changed.isDisjoint(with: removed))
    if let unchanged = second.unchanged {
      #expect(unchanged.isDisjoint(with: removed) && others.isSubset(of: unchanged))
    } else {
      #expect(removed.isSubset(of: second.gone))
    }
    let third = try #require(try await directory.changes(since: second.mark))
    #expect(third.changed.isEmpty && third.mark.text == second.mark.text)
    // The mark is good after a restart, on a connection that the server has not seen before.
    try await slapd.restart()
    #expect(try await directory.changes(since: second.mark)?.changed.isEmpty == true)
    await directory.close()
    await slapd.stop()
  }

  @Test("a mark that the server does not understand, or of another way, asks for everybody again")
  func strangeMarks() async throws {
    let slapd = try await started(0)
    let directory = try directory(slapd)
    _ = try await mark(directory)
    for text in ["stamp:20261125013729Z", "", "sync:nonsense", "sync:rid=000,csn=x"] {
      do throws(DirectoryError) {
        // A cookie that the server takes for none at all brings everybody, which is as good.
        let changes = try await directory.changes(since: DirectoryMark(text: text))
        #expect(text.hasPrefix("sync:") && changes?.changed.count == 30, "\(text)")
      } catch { #expect(error.code == .cursorExpired, "\(text)") }
    }
    // The connection is as good as before.
    await found("p101", directory)
    await directory.close()
    await slapd.stop()
  }

  @Test("an answer that the server cuts asks for everybody again, and is never taken for whole")
  func cut() async throws {
    let slapd = try await started(0, sizeLimit: 5)
    let directory = try directory(slapd)
    let first = try await mark(directory)
    for login in Self.logins.prefix(10) {
      try await slapd.modify(Slapd.change(Slapd.dn(person: login), replace: "mail", ["n@x.test"]))
    }
    await expect(.cursorExpired) { _ = try await directory.changes(since: first.mark) }
    await directory.close()
    await slapd.stop()
  }

  @Test("without content synchronisation entries are asked for by their time of change, in pages")
  func stamps() async throws {
    let slapd = try await started(nil)
    let directory = try directory(slapd)
    let first = try await mark(directory)
    #expect(first.way == .stamps && first.mark.text.hasPrefix("stamp:"))
    // The window reaches back before the mark: all were made within it.
    let second = try #require(try await directory.changes(since: first.mark))
    #expect(second.changed.count == 30 && second.unchanged == nil)
    // An hour on, only what changed since then.
    let later = DirectoryMark(
      text: "stamp:"
        + ChangeStamp(seconds: Int(Date().timeIntervalSince1970) + 3600)
        .text(withFraction: false))
    #expect(try await directory.changes(since: later)?.changed.isEmpty == true)
    #expect(try await directory.changes(since: later)?.mark == later)
    await directory.close()
    await slapd.stop()
  }

  @Test("times of change are read in both forms and written back")
  func changeStamps() throws {
    let stamp = try #require(ChangeStamp("20261125013729Z"))
    #expect(stamp == ChangeStamp("20261125013729.0Z") && stamp.seconds == 1_795_570_649)
    #expect(stamp.text(withFraction: false) == "20261125013729Z")
    #expect((stamp - 600).text(withFraction: true) == "20261125012729.0Z")
    for wrong in ["", "2026", "20261125013729", "20261125013729+0100", "x0261125013729Z"] {
      #expect(ChangeStamp(wrong) == nil)
    }
  }

  @Test("messages of a synchronisation that are cut or lie are refused")
  func malformed() throws {
    let id = [UInt8](repeating: 7, count: 16)
    let good = BER.element(BER.sequence, [0x0a, 1, 2] + BER.element(BER.octets, id))
    var answer = SyncAnswer()
    try answer.meet(good)
    #expect(answer.changed == ["07070707-0707-0707-0707-070707070707"])
    for length in 0..<good.count {
      #expect(throws: BERReader.Malformed.self) { try answer.meet(Array(good.prefix(length))) }
    }
    for wrong in [
      BER.element(BER.sequence, [0x0a, 1, 9] + BER.element(BER.octets, id)),
      BER.element(BER.sequence, [0x0a, 1, 2] + BER.element(BER.octets, [1])),
      [0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0], [0x30, 0x88],
    ] {
      #expect(throws: BERReader.Malformed.self) { try answer.meet(wrong) }
    }
    let many = (0..<100).flatMap {
      BER.element(BER.octets, [UInt8](repeating: UInt8($0), count: 16))
    }
    try answer.note(BER.element(0xa3, [0x01, 1, 0xff] + BER.element(BER.set, many)))
    #expect(answer.deleted.count == 100)
    try answer.end(BER.element(BER.sequence, BER.element(BER.octets, [1, 2]) + [1, 1, 0xff]))
    #expect(answer.cookie == [1, 2] && !answer.isWhole)
    try answer.end([0x30, 0])
    #expect(answer.isWhole)
  }
}
