import Foundation
import TestKit
import Testing

@Suite("Samba as the test kit starts it")
struct SambaDCTests {
  @Test("People bind by UPN, DOM\\name and DN; each state has its own answer")
  func states() async throws {
    let samba = try await usualSamba.value
    for name in ["u1@kit.test", "KIT\\u1", SambaDC.dn(person: "u1")] {
      #expect(try await samba.bindAnswer(name, "Secret-u1").isEmpty)
    }
    // Other tests bind to the shared server too.
    let before = try samba.bindCount("disabled")
    let expected = [
      "u1": "52e", "disabled": "533", "oldpass": "532", "mustchange": "773", "gone": "701",
    ]
    for (login, code) in expected {
      let password = login == "u1" ? "wrong" : "Secret-\(login)"
      let answer = try await samba.bindAnswer("\(login)@kit.test", password)
      #expect(answer.contains("data \(code),"), "\(login): \(answer)")
    }
    #expect(try samba.bindCount("disabled") > before)
  }

  @Test("Nested and primary groups are there, and the service account reads them")
  func groups() async throws {
    let samba = try await usualSamba.value
    let staff = SambaDC.dn(group: "staff")
    let found = try await samba.search(
      "(memberOf:1.2.840.113556.1.4.1941:=\(staff))", ["sAMAccountName"])
    #expect(found.contains("sAMAccountName: u6"))
    #expect(!found.contains("sAMAccountName: u4"))
    let driver = try await samba.search(
      "(sAMAccountName=u5)",
      [
        "primaryGroupID", "memberOf", "userAccountControl", "objectGUID", "pwdLastSet",
        "lockoutTime", "msDS-UserPasswordExpiryTimeComputed",
      ])
    #expect(!driver.contains("memberOf: CN=drivers"))
    #expect(!driver.contains("primaryGroupID: 513"))
    #expect(driver.contains("userAccountControl: 512"))
  }

  @Test("The service account gets in with a ticket, and signs")
  func tickets() async throws {
    let samba = try await usualSamba.value
    let keytab = try await samba.keytab()
    let folder = try TemporaryFolder()
    let answer = try await samba.searchWithTicket(
      "(sAMAccountName=u1)", ["cn"],
      ["KRB5_CLIENT_KTNAME": keytab, "KRB5CCNAME": "FILE:\(folder.path)/t"])
    #expect(answer.contains("cn: u1"), "\(answer)")
  }

  @Test("A threshold locks, a policy of one person counts before the domain's, and a hang hangs")
  func policy() async throws {
    let samba = try await SambaDC.start(
      people: [.init("a"), .init("b")], groups: [],
      options: .init(policy: .init(lockAfter: 2, lockSeconds: 60, observationSeconds: 60)))
    try await samba.addPasswordSettings(
      "strict", for: SambaDC.dn(person: "b"), .init(lockAfter: 1))
    for login in ["a", "b"] {
      _ = try await samba.bindAnswer("\(login)@kit.test", "wrong")
      let answer = try await samba.bindAnswer("\(login)@kit.test", "Secret-\(login)")
      #expect(answer.contains("data 775,") == (login == "b"), "\(login): \(answer)")
    }
    try await samba.createUsers([.init("c")])
    try await samba.createGroups([.init("new", people: ["c"])])
    #expect(try await samba.bindAnswer("c@kit.test", "Secret-c").isEmpty)
    try await samba.agePassword("c")
    #expect(try await samba.bindAnswer("c@kit.test", "Secret-c").contains("data 532,"))
    #expect(
      try await samba.stableID(SambaDC.dn(person: "c")).split(separator: "-").map(\.count) == [
        8, 4, 4, 4, 12,
      ])
    try await samba.freeze()
    #expect(try await samba.bindAnswer("a@kit.test", "Secret-a").contains(": 124"))
    samba.thaw()
    try await samba.restart()
    #expect(try await samba.bindAnswer("a@kit.test", "Secret-a").isEmpty)
    await samba.stop()
  }
}
