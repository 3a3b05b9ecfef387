import Testing

@testable import Identity

@Suite("Password rules")
struct PasswordRulesTests {
  private func fault(_ password: String, common: String = "") async throws -> Fault? {
    var found: Fault?
    try await House.with { house async throws in
      var environment = house.environment
      environment.isCommonPassword = { $0.text == common }
      found = PasswordRules(environment).fault(in: Secret(password))
    }
    return found
  }

  @Test("12 to 256 characters; a character is a Unicode scalar, not a byte")
  func length() async throws {
    #expect(try await fault("żółwżółwżół") == .passwordTooShort(minimum: 12))
    #expect(try await fault("żółwżółwżółw") == nil)
    #expect(try await fault(String(repeating: "ż", count: 256)) == nil)
    #expect(
      try await fault(String(repeating: "ż", count: 257)) == .passwordTooLong(maximum: 256))
  }

  @Test("a password may hold words about its owner, but not consist of them")
  func owner() async throws {
    try await House.with { house async throws in
      var environment = house.environment
      environment.isCommonPassword = { _ in false }
      let rules = PasswordRules(environment)
      var card = try await house.card("jan.lacki")
      card.name = "Jan Łącki-Wójcik"
      card.email = "j.lacki@firma.example"
      for made in [
        "JanŁącki2026", "lacki.wojcik!", "brama-lacki-7", "ŁĄCKI-łącki-1", "firma2026firma",
      ] {
        #expect(rules.fault(in: Secret(made), of: card) == .passwordNamesOwner, "\(made)")
      }
      for good in ["brama do lasu 7", "lacki i jego kot", "839201749201", "january-2026-x"] {
        #expect(rules.fault(in: Secret(good), of: card) == nil, "\(good)")
      }
      #expect(rules.fault(in: Secret("lacki"), of: card) == .passwordTooShort(minimum: 12))
    }
  }

  @Test("a password among the commonest ones is refused")
  func common() async throws {
    #expect(try await fault("qwertyuiop12", common: "qwertyuiop12") == .passwordTooCommon)
    #expect(try await fault("qwertyuiop13", common: "qwertyuiop12") == nil)
  }
}
