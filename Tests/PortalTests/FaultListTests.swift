import Identity
import Testing

@testable import Portal

@Suite("Every field at fault in one answer")
struct FaultListTests {
  @Test(
    "GEN-11: a card's faults of form and of value are named together, and it is stored in no part")
  func employee() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    let card = try await house.native("ola", by: admin)
    let answer = await house.ask(
      "POST", "/employees",
      [
        "login": "", "name": "", "role": "king", "email": "not an address", "shoe": 42,
        "mustChangePassword": "yes", "company": "1111111111111111111111", "state": 7,
      ], token: admin)
    #expect(answer.status == 422)
    #expect(
      answer.faults == [
        "shoe": "unknown-field", "login": "required", "name": "required", "role": "not-one-of",
        "email": "email-not-allowed", "mustChangePassword": "not-a-boolean",
        "company": "not-an-identifier", "state": "not-a-text",
      ])
    let wire = await house.ask("POST", "/employees", ["email": 5], token: admin)
    #expect(wire.faults == ["email": "not-a-text", "login": "required"])
    let taken = await house.ask(
      "POST", "/employees", ["login": "OLA", "name": ["x"]], token: admin)
    #expect(taken.faults == ["login": "login-taken", "name": "not-a-text"])
    let rules = await house.ask(
      "POST", "/employees", ["login": "a", "name": "A", "role": "king", "email": "no address"],
      token: admin)
    #expect(rules.faults == ["role": "not-one-of", "email": "email-not-allowed"])
    let changed = await house.ask(
      "PATCH", "/employees/\(card)",
      ["login": "DOM\\x", "role": "king", "email": "no address", "name": 1, "shoe": 42],
      token: admin)
    #expect(
      changed.faults == [
        "login": "login-not-allowed", "role": "not-one-of", "email": "email-not-allowed",
        "name": "not-a-text", "shoe": "unknown-field",
      ])
    let list = await house.ask("GET", "/employees?search=a&role=user", token: admin)
    #expect((list.body["employees"] as? [[String: Any]])?.count == 1)
    let query = await house.ask(
      "GET", "/employees?role=king&company=x&limit=0&cursor=zzz&colour=red&search=a&search=b",
      token: admin)
    #expect(
      query.faults == [
        "role": "not-one-of", "company": "not-an-identifier", "limit": "not-a-number-in-range",
        "cursor": "not-a-cursor", "colour": "unknown-field", "search": "given-twice",
      ])
  }

  @Test("GEN-11, DOM-21: the locked fields of a linked card are named beside a fault of form")
  func linkedCard() async throws {
    let house = try await PortalHouse(directory: try .sample())
    let admin = try await house.administrator()
    let card = try #require(try await house.domainCard("id-u1", by: admin).id)
    let changed = await house.ask(
      "PATCH", "/employees/\(card)", ["name": "Other", "role": "king", "state": 1], token: admin)
    #expect(
      changed.faults == [
        "name": "comes-from-domain", "role": "not-one-of", "state": "not-a-text",
      ])
    let link = await house.ask(
      "PUT", "/employees/\(card)/domain-member", ["domain": "none", "member": 5], token: admin)
    #expect(link.faults == ["domain": "no-such-domain", "member": "not-a-text"])
    let gone = await house.ask(
      "PUT", "/employees/\(card)/domain-member",
      ["domain": "corp", "member": "nobody", "shoe": 42], token: admin)
    #expect(gone.faults == ["member": "member-not-found", "shoe": "unknown-field"])
    let listing = await house.ask("GET", "/domains/none/members?search=a&shoe=42", token: admin)
    #expect(
      listing.faults == [
        "domain": "no-such-domain", "search": "phrase-too-short", "shoe": "unknown-field",
      ])
  }

  @Test("GEN-11, COMP-B02 to 05: a company's faults of form and of value are named together")
  func company() async throws {
    let house = try await PortalHouse(
      directory: try .sample(), policy: { $0.isMultiCompany = true })
    let taken = try await house.company("Alfa")
    let new = await house.askLocally(
      "POST", "/settings/companies",
      ["name": 5, "kind": "x", "useDomain": true, "domain": "none", "shoe": 42])
    #expect(
      new.faults == [
        "name": "not-a-text", "kind": "choose-kind", "domain": "no-such-domain",
        "group": "choose-domain-and-group", "shoe": "unknown-field",
      ])
    let same = await house.askLocally(
      "POST", "/settings/companies", ["name": "ALFA", "kind": "standalone", "shoe": 42])
    #expect(same.faults == ["name": "name-taken", "shoe": "unknown-field"])
    // Whether a display name may be there depends on the kind, which nobody could read.
    let changed = await house.askLocally(
      "PATCH", "/settings/companies/\(taken)",
      ["name": " ", "kind": 1, "displayName": "Beta", "useDomain": 1, "domain": "none"])
    #expect(
      changed.faults == [
        "name": "enter-company-name", "kind": "not-a-text", "useDomain": "not-a-boolean",
      ])
    let group = await house.askLocally(
      "PATCH", "/settings/companies/\(taken)",
      ["useDomain": true, "domain": 1, "group": "nothing", "name": 7])
    #expect(group.faults == ["domain": "not-a-text", "name": "not-a-text"])
  }

  @Test("GEN-11, DOM-B01, B02: the tab Domain names a missing group beside a fault of form")
  func domainTab() async throws {
    let house = try await PortalHouse(directory: try .sample())
    let admin = try await house.administrator()
    let saved = await house.ask(
      "PUT", "/settings/domain", ["useDomain": true, "domain": "corp", "shoe": 42], token: admin)
    #expect(saved.faults == ["group": "choose-group", "shoe": "unknown-field"])
  }

  @Test("GEN-11: a new password that breaks a rule is named beside a fault of form")
  func passwords() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    let own = await house.ask(
      "PUT", "/me/password", ["current": "", "new": "short", "shoe": 42], token: admin)
    #expect(
      own.faults == [
        "current": "required", "new": "password-too-short", "shoe": "unknown-field",
      ])
    let activation = await house.ask(
      "POST", "/sign-in/activate", ["code": 5, "password": "short"])
    #expect(activation.faults == ["code": "not-a-text", "password": "password-too-short"])
    let change = await house.ask(
      "POST", "/sign-in/password", ["ticket": 5, "newPassword": "short"])
    #expect(change.faults == ["ticket": "not-a-text", "newPassword": "password-too-short"])
  }

  @Test("a right that is missing is said before any fault")
  func rights() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    try await house.native("ola", by: admin)
    let user = try await house.signedIn("ola")
    let refused = await house.ask("POST", "/employees", ["email": 5], token: user)
    #expect(refused.status == 403)
  }

  @Test("GEN-11, SIGN-B02, SIGN-B03: sign-in names everything that is missing, the company too")
  func signIn() async throws {
    let house = try await PortalHouse(policy: { $0.isMultiCompany = true })
    let empty = await house.ask("POST", "/sign-in", [:])
    #expect(
      empty.faults == [
        "login": "enter-login-and-password", "password": "enter-login-and-password",
        "company": "choose-company",
      ])
    #expect(
      empty.body["detail"] as? String == "Enter login and password. Choose a company.")
    let form = await house.ask("POST", "/sign-in", ["login": "x", "remember": 1])
    #expect(
      form.faults == [
        "remember": "not-a-boolean", "password": "enter-login-and-password",
        "company": "choose-company",
      ])
  }
}
