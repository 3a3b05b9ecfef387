import Foundation
import TestKit
import Testing

@Suite struct ExplainCommandTests {
  @Test(
    "explain says of each login whose it is, how it is in the group and why it is let in or not")
  func explain() async throws {
    let slapd = try await Slapd.start()
    let installation = try CommandInstallation(
      slapd, more: "")
    let service = try await installation.serve()
    try await installation.done(
      "company", "set", "home", "--domain", "main", "--group", "staff")
    try await installation.done("employee", "add", "u3", "--name", "Celina")
    try await installation.done("employee", "link", "u3", "main", "u3")
    try await installation.done("employee", "add", "jan", "--name", "Jan")

    let nested = try await installation.json("explain", "U3@main")
    #expect(nested["owner"].string == "domain-card" && nested["letIn"].bool == true, "\(nested)")
    #expect(nested["member"]["dn"].string == Slapd.dn(person: "u3"))
    #expect(nested["membership"]["way"].string == "nested")
    #expect(
      nested["membership"]["path"].list.compactMap(\.string)
        == [Slapd.dn(group: "warehouse"), Slapd.dn(group: "staff")])
    let outside = try await installation.json("explain", "u4")
    #expect(outside["owner"].string == "member" && outside["obstacle"].string == "no-card")
    let native = try await installation.json("explain", "jan")
    #expect(
      native["owner"].string == "native-card" && native["obstacle"].string == "no-password")
    let nobody = try await installation.json("explain", "ghost")
    #expect(nobody["owner"].string == "nobody" && nobody["obstacle"].string == "unknown-login")
    #expect(try slapd.bindCount(Slapd.dn(person: "u3")) == 0)
    let log = try await installation.json("audit", "list", "--action", "sign-in-explained")
    #expect(log["entries"].list.count == 4, "\(log)")
    let text = try await installation.done("explain", "u3").output
    #expect(text.contains("through groups: \(Slapd.dn(group: "warehouse"))"), "\(text)")

    await slapd.stop()
    let silent = try await installation.json("explain", "u3")
    #expect(silent["obstacle"].string == "directory-unavailable", "\(silent)")
    _ = try await service.stop()
    // Without the server the store itself is read.
    #expect(try await installation.json("explain", "jan")["owner"].string == "native-card")
  }

  /// An outdated password with the change during sign-in on and off: the next step, or why not.
  private func outdated(
    _ domain: String, _ people: [(login: String, problem: String)]
  ) async throws {
    for changes in [true, false] {
      let house = try await FaultHouse.start(
        more: "[domains.main]\nchange_passwords = \(changes)\ncreate_cards = true\n\(domain)\n")
      try await house.installation.done(
        "company", "set", "home", "--domain", "main", "--group", "staff")
      for (login, problem) in people {
        let told = try await house.installation.json("explain", login)
        #expect(told["accountProblem"].string == problem, "\(told)")
        if changes {
          #expect(told["next"].string == "password-change" && told["letIn"].bool == true, "\(told)")
          let text = try await house.installation.done("explain", login).output
          #expect(text.contains("After the password a new one must be set."), "\(text)")
        } else {
          #expect(told["obstacle"].string == problem && told["next"].isNull, "\(told)")
        }
        // And so it is.
        let answer = try await house.ask { try $0.signIn(login, "Secret-\(login)") }
        #expect(
          (try answer.json()["state"].string == "password-change") == changes, "\(answer.text)")
      }
      try await house.service.stop()
    }
  }

  @Test("an outdated password in OpenLDAP: the change is the next step where it is switched on")
  func outdatedInOpenLDAP() async throws {
    let slapd = try await Slapd.start(
      options: .init { $0.policy = ["pwdMinLength": "8", "pwdCheckQuality": "2"] })
    try await slapd.modify(Slapd.change(Slapd.dn(person: "u1"), replace: "pwdReset", ["TRUE"]))
    try await slapd.modifyRelaxed(
      Slapd.change(Slapd.dn(person: "u2"), replace: "pwdChangedTime", ["20200101000000Z"]))
    try await outdated(
      """
      servers = ["\(slapd.ldapURL)"]
      base = "\(Slapd.baseDN)"
      service_dn = "\(Slapd.serviceDN)"
      service_password = "\(Slapd.servicePassword)"
      ca_file = "\(slapd.caFile)"
      """,
      [
        ("u1", "password-must-change"),
        ("u2", "password-expired"),
      ])
    await slapd.stop()
  }

  @Test("an outdated password in Active Directory: the change is the next step where it is on")
  func outdatedInActiveDirectory() async throws {
    let samba = try await SambaDC.start()
    try await outdated(
      """
      kind = "active-directory"
      servers = ["\(samba.ldapsURL)"]
      base = "\(SambaDC.baseDN)"
      service_dn = "\(SambaDC.serviceDN)"
      service_password = "\(SambaDC.servicePassword)"
      ca_file = "\(samba.caFile)"
      """,
      [
        ("mustchange", "password-must-change"),
        ("oldpass", "password-expired"),
      ])
    await samba.stop()
  }
}
