import Foundation
import Identity
import LDAPDirectory
import TestKit
import Testing

private let registry = Task {
  try await Slapd.start(
    people: [
      Slapd.Person("jan", mail: "jan.kowalski@firma.test"),
      Slapd.Person("anna", mail: "shared@firma.test"),
      Slapd.Person("ewa", mail: "shared@firma.test"),
      Slapd.Person("żółw", password: "Zażółć gęślą jaźń", mail: "zolw@firma.test"),
      Slapd.Person("müller", password: "naïve\u{0}€ 👩‍🚀"),
      Slapd.Person("spaced name", password: " outer spaces "),
      // Two entries with one login: the directory does not forbid it.
      Slapd.Person("twin"), Slapd.Person("twin-b", more: ["uid": ["twin-b", "twin"]]),
    ], groups: [])
}

@Suite("Logins and passwords")
struct LoginTests {
  private func open(byEmail: Bool = false) async throws -> LDAPDirectory {
    try directory(try await registry.value) { $0.rules.loginByEmail = byEmail }
  }

  private func found(_ text: String, _ directory: LDAPDirectory) async throws -> String? {
    try await directory.member(login: login(text))?.login
  }

  @Test(
    "a login is the same however it is written (DOM-47)",
    arguments: [
      "jan", "JAN", "  jan ", "FIRMA\\jan", "firma\\Jan", "example\\jan", "jan@example.test",
      "Jan@EXAMPLE.test", "jan@example", "ｊａｎ", "j\u{200b}an",
    ])
  func spellings(_ text: String) async throws {
    let directory = try await open()
    #expect(try await found(text, directory) == "jan")
    await directory.close()
  }

  @Test(
    "a login of another domain means nobody here (DOM-47)",
    arguments: ["OTHER\\jan", "jan@other.test", "jan@firma.test", "jan.kowalski@firma.test"])
  func foreign(_ text: String) async throws {
    let directory = try await open()
    #expect(try await found(text, directory) == nil)
    await directory.close()
  }

  @Test("an e-mail address is a login only where allowed, and only if unique")
  func email() async throws {
    let directory = try await open(byEmail: true)
    #expect(try await found("Jan.Kowalski@firma.test", directory) == "jan")
    #expect(try await found("jan@example.test", directory) == "jan")
    #expect(try await found("nobody@firma.test", directory) == nil)
    #expect(try await found("OTHER\\jan.kowalski@firma.test", directory) == nil)
    await expect(.ambiguous) { _ = try await found("shared@firma.test", directory) }
    await directory.close()
  }

  @Test("a login of two entries is ambiguous")
  func twins() async throws {
    let directory = try await open()
    await expect(.ambiguous) { _ = try await found("twin", directory) }
    #expect(try await found("twin-b", directory) == "twin-b")
    await directory.close()
  }

  @Test(
    "letters outside ASCII, spaces and NUL reach the directory as they are (DOM-29)",
    arguments: [
      ("żółw", "Zażółć gęślą jaźń"), ("MÜLLER", "naïve\u{0}€ 👩‍🚀"),
      ("spaced name", " outer spaces "),
    ])
  func passwords(_ name: String, _ password: String) async throws {
    let directory = try await open()
    let member = try #require(try await directory.member(login: login(name)))
    #expect(
      try await directory.verify(member, password: Secret(password), group: .all)
        == .verified(VerifiedBind(member: member)))
    // Cut at the NUL, trimmed or composed otherwise it is another password.
    for other in [
      String(password.prefix { $0 != "\u{0}" }).trimmingCharacters(in: .whitespaces) + "x",
      password + "\u{0}", password.decomposedStringWithCanonicalMapping + " ",
    ] {
      #expect(
        try await directory.verify(member, password: Secret(other), group: .all) == .wrongPassword)
    }
    await directory.close()
  }

  @Test("an empty password never reaches a bind (DOM-37)")
  func emptyPassword() async throws {
    let slapd = try await registry.value
    let directory = try await open()
    let member = try #require(try await directory.member(login: login("anna")))
    #expect(
      try await directory.verify(member, password: Secret(""), group: .all) == .wrongPassword)
    #expect(try slapd.bindCount(member.dn) == 0)
    await directory.close()
  }

  @Test("a renamed and moved member is found by the stable id (DOM-34)")
  func moved() async throws {
    let slapd = try await Slapd.start()
    let directory = try directory(slapd)
    let before = try #require(try await directory.member(login: login("u1")))
    try await slapd.modify(
      """
      dn: \(before.dn)
      changetype: modrdn
      newrdn: uid=renamed
      deleteoldrdn: 1

      """)
    let after = try #require(try await directory.member(before.id))
    #expect(after.login == "renamed")
    #expect(after.dn == Slapd.dn(person: "renamed"))
    #expect(try await directory.member(login: login("u1")) == nil)
    #expect(
      try await directory.verify(after, password: Secret("Secret-u1"), group: .all)
        == .verified(VerifiedBind(member: after)))
    await directory.close()
    await slapd.stop()
  }
}
