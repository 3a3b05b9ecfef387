import TestKit
import Testing

@Suite("389 Directory Server as the test kit starts it")
struct DirectoryServer389Tests {
  @Test("memberOf is kept, through nested groups too, and ids are told")
  func groups() async throws {
    let server = try await usualDirectoryServer389.value
    let found = try await server.search("(uid=u3)", ["memberOf", "nsUniqueId"])
    #expect(found.contains("memberOf: cn=warehouse,"))
    #expect(found.contains("memberOf: cn=staff,"))
    #expect(try await server.stableID(Slapd.dn(person: "u3")).split(separator: "-").count == 4)
  }

  @Test(
    "Lock, expiry, forced change and the administrator's lock are told as the server tells them")
  func policy() async throws {
    let server = try await DirectoryServer389.start(
      options: .init(
        lockAfter: 2, legacyLocking: false, expiry: true, mustChange: true, minLength: 8))
    #expect(try await server.bindAnswer(Slapd.dn(person: "u1"), "Secret-u1") == "")
    for _ in 1...2 { _ = try await server.bindAnswer(Slapd.dn(person: "u1"), "wrong") }
    let locked = try await server.bindAnswer(Slapd.dn(person: "u1"), "Secret-u1")
    #expect(locked.contains("Constraint violation (19)"), "\(locked)")
    #expect(try server.bindCount(Slapd.dn(person: "u1")) == 4)
    try await server.expirePassword("u2")
    let expired = try await server.bindAnswer(Slapd.dn(person: "u2"), "Secret-u2")
    #expect(expired.contains("Password expired"), "\(expired)")
    try await server.setDisabled("u3")
    let disabled = try await server.bindAnswer(Slapd.dn(person: "u3"), "Secret-u3")
    #expect(disabled.contains("Server is unwilling to perform (53)"), "\(disabled)")
    try await server.resetPassword("u4", to: "Other-secret-4")
    let reset = try await server.bindAnswer(Slapd.dn(person: "u4"), "Other-secret-4")
    #expect(reset.contains("must be changed"), "\(reset)")
    try await server.restart()
    #expect(try await server.bindAnswer(Slapd.serviceDN, Slapd.servicePassword) == "")
    await server.stop()
  }
}
