import Foundation
import TestKit
import Testing

/// Every command that touches the store, over the running server and on the closed store alike.
@Suite(DirectoryForSuite()) struct CommandStoreTests {
  let installation: CommandInstallation

  init() throws { installation = try CommandInstallation(DirectoryForSuite.current) }

  /// Runs `body` with the server up, or after it made the store and ended.
  private func with(
    server isRunning: Bool, _ body: () async throws -> Void
  ) async throws {
    let service = try await installation.serve()
    if !isRunning { #expect(try await service.stop() == 0) }
    try await body()
    if isRunning { #expect(try await service.stop() == 0) }
  }

  @Test("cards are added, listed, shown, changed and removed", arguments: [true, false])
  func cards(server: Bool) async throws {
    try await with(server: server) {
      let added = try await installation.json(
        "employee", "add", "anna", "--name", "Anna Nowak", "--email", "anna@example.test",
        "--role", "administrator")
      let id = try #require(added["id"].string)
      try await installation.done("employee", "add", "jan", "--name", "Jan Łącki")
      let list = try await installation.json("employee", "list")["employees"].list
      #expect(Set(list.compactMap { $0["login"].string }).isSuperset(of: ["anna", "jan"]))
      let found = try await installation.json("employee", "list", "lacki")["employees"].list
      #expect(found.compactMap { $0["login"].string } == ["jan"])
      for name in ["anna", "ANNA", id] {
        let card = try await installation.json("employee", "show", name)
        #expect(card["id"].string == id && card["email"].string == "anna@example.test")
      }
      try await installation.done(
        "employee", "set", "anna", "--name", "Anna Kowalska", "--email", "")
      let changed = try await installation.json("employee", "show", "anna")
      #expect(changed["name"].string == "Anna Kowalska" && changed["email"].isNull)
      let demanded = try await installation.json(
        "employee", "set", "jan", "--must-change-password", "on")
      #expect(demanded["mustChangePassword"].bool == true)
      let loss = try await installation.brama("domain", "accept-loss", "main")
      #expect(
        loss.code == 1 && loss.complaint?.contains("no sudden loss") == true, "\(loss.errors)")
      let table = try await installation.done("employee", "list").output
      #expect(table.contains("Anna Kowalska") && table.contains("Jan Łącki"))
      try await installation.done("employee", "remove", "jan")
      let gone = try await installation.brama("employee", "show", "jan")
      #expect(gone.code == 1 && gone.complaint == "brama: No such employee card: jan")
    }
  }

  @Test("a login that is taken is refused as an entered value (exit code 2)")
  func taken() async throws {
    try await with(server: false) {
      try await installation.done("employee", "add", "anna", "--name", "Anna")
      let again = try await installation.brama("employee", "add", "ANNA", "--name", "Anna")
      #expect(again.code == 2 && again.complaint != nil && again.output.isEmpty, "\(again.errors)")
    }
  }

  @Test(
    "a card is linked to a member by login or id, and unlinked (CLI-04)", arguments: [true, false])
  func link(server: Bool) async throws {
    let slapd = try DirectoryForSuite.current
    let id = try await slapd.stableID(Slapd.dn(person: "u1"))
    try await with(server: server) {
      try await installation.done("company", "set", "home", "--domain", "main", "--group", "all")
      try await installation.done("employee", "add", "u1", "--name", "Anna Nowak")
      for member in ["u1", id] {
        try await installation.done("employee", "link", "u1", "main", member)
        let card = try await installation.json("employee", "show", "u1")
        #expect(card["domainMember"]["id"].string == id)
        #expect(card["domainMember"]["domain"].string == "main")
        try await installation.done("employee", "unlink", "u1")
        #expect(try await installation.json("employee", "show", "u1")["domainMember"].isNull)
      }
      let nobody = try await installation.brama("employee", "link", "u1", "main", "nobody")
      #expect(nobody.code == 1, "\(nobody.errors)")
      let nowhere = try await installation.brama("employee", "link", "u1", "other", "u1")
      #expect(nowhere.code == 1, "\(nowhere.errors)")
    }
  }

  @Test("the installation's own domain and group are set by name", arguments: [true, false])
  func home(server: Bool) async throws {
    try await with(server: server) {
      try await installation.done("company", "set", "home", "--domain", "main", "--group", "staff")
      let home = try await installation.json("company", "list")["companies"][0]
      #expect(home["useDomain"].bool == true && home["domain"].string == "main")
      #expect(home["groupName"].string == "staff")
      let unknown = try await installation.brama(
        "company", "set", "home", "--domain", "main", "--group", "nobodies")
      #expect(unknown.code == 1, "\(unknown.errors)")
      try await installation.done("company", "set", "home", "--use-domain", "off")
      #expect(
        try await installation.json("company", "list")["companies"][0]["useDomain"].bool == false)
    }
  }

  @Test(
    "enforcement is turned on and off, and tells how many are not enrolled",
    arguments: [true, false])
  func enforcement(server: Bool) async throws {
    try await with(server: server) {
      try await installation.done("employee", "add", "anna", "--name", "Anna")
      #expect(
        try await installation.json("second-factor", "enforce", "status")["enforced"].bool == false)
      let on = try await installation.json("second-factor", "enforce", "on")
      #expect(on["enforced"].bool == true && (on["notEnrolled"].int ?? 0) >= 1)
      // The same wish again changes nothing (TFA-31).
      try await installation.done("second-factor", "enforce", "on")
      #expect(
        try await installation.json("second-factor", "enforce", "off")["enforced"].bool == false)
      // There is nothing to reset.
      #expect(try await installation.brama("second-factor", "reset", "anna").code == 5)
      #expect(try await installation.brama("second-factor", "reset", "nobody").code == 1)
      let events = try await installation.json("audit", "list", "--action", "enforcement-changed")
      #expect(events["entries"].list.count == 2)
      #expect(events["entries"][0]["caller"]["kind"].string == "command")
    }
  }

  @Test("the set-up code is made, works once, and is refused afterwards (SIGN-21)")
  func setup() async throws {
    let service = try await installation.serve()
    let code = try #require(try await installation.json("setup")["code"].string)
    let body = "{\"code\": \"\(code)\", \"password\": \"correct horse battery\"}"
    #expect(try await service.call("POST", "/api/v1/setup", body).status == 204)
    #expect(try await service.call("POST", "/api/v1/setup", body).status == 401)
    let signedIn = try await service.signIn("Administrator", "correct horse battery")
    #expect(try signedIn.json()["state"].string == "signed-in", "\(signedIn.text)")
    let late = try await installation.brama("setup")
    #expect(late.code == 5 && late.complaint != nil, "\(late.errors)")
    try await service.stop()
  }

  @Test("an activation code goes to standard output alone on its line", arguments: [true, false])
  func activate(server: Bool) async throws {
    try await with(server: server) {
      try await installation.done("employee", "add", "anna", "--name", "Anna")
      let lines = try await installation.done("employee", "activate", "anna").output
        .split(separator: "\n")
      #expect(lines.count == 2 && lines[0].contains("anna") && !lines[1].contains(" "))
    }
  }

  @Test(
    "what a command changed was done by command:USER, and the log is whole",
    arguments: [true, false])
  func audit(server: Bool) async throws {
    try await with(server: server) {
      try await installation.done("employee", "add", "anna", "--name", "Anna")
      let added = try await installation.json("audit", "list", "--action", "employee-added")
      let user = try await CommandProgram.run("/usr/bin/id", ["-un"], environment: [:]).output
      #expect(
        added["entries"][0]["caller"]["name"].string
          == user.trimmingCharacters(in: .whitespacesAndNewlines))
      let verified = try await installation.json("audit", "verify")
      #expect((verified["lines"].int ?? 0) > 0 && verified["findings"].list.isEmpty)
      let table = try await installation.done("audit", "list", "--limit", "1").output
      #expect(table.split(separator: "\n").count == 2)
      try await installation.done("employee", "remove", "anna")
      let pruned = try await installation.json("audit", "prune", "--before", "2100-01-01")
      #expect((pruned["removed"].int ?? 0) > 0)
      #expect(try await installation.json("audit", "verify")["findings"].list.isEmpty)
    }
  }

  @Test("without a store the command says so with exit code 4")
  func noStore() async throws {
    let result = try await installation.brama("employee", "list")
    #expect(result.code == 4 && result.complaint?.contains("brama serve") == true)
    #expect(!FileManager.default.fileExists(atPath: installation.store))
  }

  @Test(
    "companies are added, listed, changed and removed in multi-company mode",
    arguments: [true, false])
  func companies(server: Bool) async throws {
    let installation = try CommandInstallation(
      DirectoryForSuite.current, more: "multi_company = true")
    let service = try await installation.serve()
    if !server { try await service.stop() }
    try await installation.done("company", "add", "Firma", "--domain", "main", "--group", "all")
    try await installation.done(
      "company", "add", "Druga", "--kind", "optima", "--display-name", "D")
    let list = try await installation.json("company", "list")["companies"].list
    #expect(list.compactMap { $0["name"].string } == ["Druga", "Firma"])
    try await installation.done("company", "set", "firma", "--name", "Firma 2")
    try await installation.done(
      "employee", "add", "u1", "--name", "Anna", "--company", "Firma 2")
    let inUse = try await installation.brama("company", "remove", "Firma 2")
    #expect(inUse.code == 5, "\(inUse.errors)")
    try await installation.done("company", "remove", "Druga")
    #expect(try await installation.brama("company", "remove", "Druga").code == 1)
    if server { try await service.stop() }
  }
}
