import Foundation
import Identity
import Synchronization
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("What changed, as a domain controller tells it (MS-ADTS 3.1.1.3.4.1.3)")
struct DirSyncTests {
  private func directory(
    _ samba: SambaDC, as account: (dn: String, password: String)? = nil,
    peopleBase: String = SambaDC.peopleBase
  ) throws -> LDAPDirectory {
    let account = account ?? (SambaDC.serviceDN, SambaDC.servicePassword)
    let configuration = try DirectoryConfiguration(
      name: #require(DomainName("kit")), kind: .activeDirectory,
      servers: [ServerAddress(samba.ldapsURL)], baseDN: DN(peopleBase),
      serviceAccount: ServiceAccount(dn: DN(account.dn), password: Secret(account.password)),
      caFile: samba.caFile,
      rules: DirectoryRules(
        createsCards: false, qualifiers: [], suffixes: [], loginByEmail: false, lockout: nil))
    return LDAPDirectory(configuration: configuration, random: TestRandom())
  }

  private func id(_ login: String, _ samba: SambaDC) async throws -> StableID {
    try #require(StableID(try await samba.stableID(SambaDC.dn(person: login))))
  }

  @Test(
    """
    an account without rights of its own is told who changed, was disabled or moved; one that may see \\
    deleted objects who was deleted too; a stored mark is good after a restart
    """)
  func changes() async throws {
    let samba = try await SambaDC.start()
    // People below an organizational unit: the question goes to the root of the domain all the same.
    let plain = try directory(samba)
    let privileged = try directory(
      samba, as: (SambaDC.administratorDN, SambaDC.administratorPassword))
    let first = try #require(try await plain.changes(since: nil))
    let its = try #require(try await privileged.changes(since: nil))
    #expect(first.way == .dirSync && first.changed.isEmpty && first.gone.isEmpty)
    let nothing = try #require(try await plain.changes(since: first.mark))
    #expect(nothing.changed.isEmpty && nothing.gone.isEmpty && nothing.unchanged == nil)

    let (u1, u2, u3) = (
      try await id("u1", samba), try await id("u2", samba), try await id("u3", samba)
    )
    let (u4, u5) = (try await id("u4", samba), try await id("u5", samba))
    try await samba.modify(
      Slapd.change(SambaDC.dn(person: "u1"), replace: "mail", ["new@kit.test"]))
    try await samba.modify(
      Slapd.change(SambaDC.dn(person: "u2"), replace: "userAccountControl", ["514"]))
    try await samba.modify(
      """
      dn: \(SambaDC.dn(person: "u3"))
      changetype: modrdn
      newrdn: CN=u3
      deleteoldrdn: 1
      newsuperior: OU=Services,\(SambaDC.baseDN)

      dn: \(SambaDC.dn(person: "u4"))
      changetype: delete

      """)
    // Of no interest here.
    try await samba.modify(
      Slapd.change(SambaDC.dn(person: "u5"), replace: "description", ["x"]))
    let second = try #require(try await plain.changes(since: nothing.mark))
    #expect(second.changed == [u1, u2, u3] && second.gone.isEmpty)
    let told = try #require(try await privileged.changes(since: its.mark))
    #expect(told.changed == [u1, u2, u3] && told.gone == [u4])
    // Read on, the one who was moved out of the people's base is gone, and the disabled one is there.
    let members = try await plain.members([u1, u2, u3, u4, u5])
    #expect(Set(members.keys) == [u1, u2, u5] && members[u2]?.unusable == .disabled)
    #expect(members[u1]?.email == "new@kit.test")
    await plain.close()
    await privileged.close()

    try await samba.restart()
    let later = try directory(samba)
    #expect(try await later.changes(since: first.mark)?.changed == [u1, u2, u3])
    #expect(try await later.changes(since: second.mark)?.changed.isEmpty == true)
    for text in [
      "dirsync:", "dirsync:!", "dirsync:bm9uc2Vuc2U=", "dirsync:AAAA", "sync:x", "stamp:x",
    ] {
      await expect(.cursorExpired) { _ = try await later.changes(since: DirectoryMark(text: text)) }
    }
    // A mark from when the time of change was asked for goes on in that way until everybody is read.
    let hour = ChangeStamp(seconds: Int(Date().timeIntervalSince1970) + 3600)
    let stamp = DirectoryMark(text: "stamp:" + hour.text(withFraction: false))
    #expect(try await later.changes(since: stamp)?.way == .stamps)
    // The connection is as good as before.
    #expect(try await later.changes(since: second.mark)?.way == .dirSync)
    await later.close()
    await samba.stop()
  }

  // MARK: What no server at hand does

  private static func guid(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 16) }

  private static func id(_ number: UInt8) throws -> StableID {
    try #require(StableIDForm.guid.id([guid(number)]))
  }

  /// A domain controller that answers questions for changes one after the other.
  private func controller(_ answers: [[LDAPStandIn.Answer]]) async throws -> LDAPStandIn {
    let asked = Mutex(0)
    return try await LDAPStandIn.start(.ldaps) { request in
      switch request.operation {
      case .search(let base, _, _, _, _) where base.isEmpty:
        [
          .entry(
            "",
            [
              "supportedCapabilities": ["1.2.840.113556.1.4.800"],
              "supportedControl": ["1.2.840.113556.1.4.319", DirSync.control],
              "namingContexts": ["dc=test", Slapd.baseDN, "cn=configuration,\(Slapd.baseDN)"],
            ]), .done(.success),
        ]
      case .search where request.controls.contains { $0.oid == DirSync.control }:
        asked.withLock { asked in
          defer { asked += 1 }
          return asked < answers.count ? answers[asked] : [.done(.init(1))]
        }
      default: [.done(.success)]
      }
    }
  }

  private func directory(
    _ controller: LDAPStandIn, _ events: @escaping @Sendable (DirectoryEvent) -> Void = { _ in },
    most: Int = 100
  ) throws -> LDAPDirectory {
    let configuration = try domain([controller.ldapsURL], caFile: controller.caFile) {
      $0.kind = .activeDirectory
      $0.limits.groupMembers = most
    }
    return LDAPDirectory(configuration: configuration, random: TestRandom(), events: events)
  }

  private func end(more: Bool, _ cookie: [UInt8]) -> LDAPStandIn.Answer {
    let value = BER.element(
      BER.sequence,
      BER.element(BER.integer, [more ? 1 : 0]) + BER.element(BER.integer, [0])
        + BER.element(BER.octets, cookie))
    return .done(.init(0, controls: [.init(oid: DirSync.control, value: value)]))
  }

  private func entry(_ number: UInt8, isDeleted: Bool = false) -> LDAPStandIn.Answer {
    .entry(
      dn: "cn=\(number),\(Slapd.baseDN)",
      [("objectGUID", [Self.guid(number)])]
        + (isDeleted ? [("isDeleted", [Array("TRUE".utf8)])] : []))
  }

  @Test("an answer in parts is asked for to its end, under the people's naming context")
  func parts() async throws {
    let controller = try await controller([
      [entry(1), entry(2), end(more: true, [1])],
      [entry(2, isDeleted: true), entry(3), end(more: false, [2])],
    ])
    let directory = try directory(controller)
    let changes = try #require(
      try await directory.changes(since: DirectoryMark(text: "dirsync:BwcH")))
    #expect(changes.changed == [try Self.id(1), try Self.id(3)])
    #expect(changes.gone == [try Self.id(2)])
    #expect(changes.mark.text == "dirsync:Ag==")
    let asked = controller.requests.filter { $0.controls.contains { $0.oid == DirSync.control } }
    #expect(
      asked.map { $0.controls[0].value } == [DirSync.request([7, 7, 7]), DirSync.request([1])])
    for request in asked {
      guard case .search(let base, .subtree, _, let attributes, _) = request.operation else {
        Issue.record("\(request.operation)")
        continue
      }
      #expect(try DN(base) == DN(Slapd.baseDN) && attributes.contains("isDeleted"))
    }
    await directory.close()
    controller.stop()
  }

  @Test(
    "an answer without progress, without a cookie, without ids or without end asks for everybody")
  func broken() async throws {
    let answers: [[[LDAPStandIn.Answer]]] = [
      [[end(more: true, [1])], [end(more: true, [1])]],
      [[entry(1), .done(.success)]],
      [[end(more: false, [])]],
      [[.entry(dn: "cn=x,\(Slapd.baseDN)", []), end(more: false, [1])]],
      [[entry(1), entry(2), end(more: true, [1])], [entry(3), end(more: false, [2])]],
      [[end(more: false, [UInt8](repeating: 1, count: DirSync.longestCookie + 1))]],
    ]
    for answer in answers {
      let controller = try await controller(answer)
      let directory = try directory(controller, most: 2)
      await expect(.cursorExpired) {
        _ = try await directory.changes(since: DirectoryMark(text: "dirsync:BwcH"))
      }
      await directory.close()
      controller.stop()
    }
  }

  @Test(
    "where the control is refused the time of change is asked for, and that is told once",
    arguments: [12, 50, 53])
  func refused(_ code: Int) async throws {
    let controller = try await controller([[.done(.init(code))], [.done(.init(code))]])
    let told = Count()
    let directory = try directory(
      controller,
      { event in
        if case .changesByTime(let reason) = event, !reason.isEmpty { told.add() }
      })
    // With a mark everybody is read again, which asks for the mark of that moment.
    await expect(.cursorExpired) {
      _ = try await directory.changes(since: DirectoryMark(text: "dirsync:BwcH"))
    }
    #expect(told.value == 0)
    for _ in 0..<3 {
      let changes = try #require(try await directory.changes(since: nil))
      #expect(changes.way == .stamps && changes.mark.text.hasPrefix("stamp:"))
    }
    #expect(told.value == 1)
    let asked = controller.requests.count { $0.controls.contains { $0.oid == DirSync.control } }
    #expect(asked == 2)
    await directory.close()
    controller.stop()
  }
}
