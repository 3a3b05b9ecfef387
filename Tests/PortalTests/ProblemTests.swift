import Foundation
import HTTPEngine
import Identity
import Messages
import Testing

@testable import Portal

@Suite("Problems in words (RFC 9457)")
struct ProblemTests {
  private func body(_ problem: Problem, _ language: Language = .english) throws -> [String: Any] {
    let response = problem.response(in: Catalogue(language))
    #expect(response.headers.only("content-type") == "application/problem+json")
    #expect(response.headers.only("content-language") == language.code)
    let object = try JSONSerialization.jsonObject(with: Data(response.body))
    let body = try #require(object as? [String: Any])
    #expect(body["status"] as? Int == response.status)
    return body
  }

  @Test(
    "The rows of the requirements have their texts in both languages",
    arguments: [
      (
        "SIGN-B01", .refusal(.wrongCredentials), "Wrong login or password.",
        "Nieprawidłowy login lub hasło."
      ),
      (
        "SIGN-B02", .refusal(.incomplete([FieldFault("login", .enterLoginAndPassword)])),
        "Enter login and password.", "Podaj login i hasło."
      ),
      (
        "SIGN-B03", .refusal(.incomplete([FieldFault("company", .chooseCompany)])),
        "Choose a company.", "Wybierz spółkę."
      ),
      (
        "SIGN-B04", .refusal(.blocked(retryAfter: 42)), "Sign-in is blocked. Try again in 42 s.",
        "Logowanie zablokowane. Spróbuj ponownie za 42 s."
      ),
      (
        "SIGN-B06", .refusal(.externalSystem),
        "This account is set up to work with an external system.",
        "Konto skonfigurowane do współpracy z zewnętrznym systemem"
      ),
      (
        "SIGN-B07", .refusal(.directoryUnavailable),
        "The domain is unavailable. Try again later.",
        "Domena jest niedostępna. Spróbuj później."
      ),
      (
        "TFA-B01", .refusal(.wrongCode(serverTime: Timestamp(seconds: 0))),
        "The code is not right. Check the time on your device.",
        "Nieprawidłowy kod. Sprawdź czas na urządzeniu."
      ),
      ("TFA-B03", .refusal(.malformedCode), "Enter the 6-digit code.", "Wpisz 6-cyfrowy kod."),
      (
        "TFA-B05", .rejection(.secondFactorObligatory), "Two-step verification is obligatory.",
        "Weryfikacja dwuetapowa jest obowiązkowa."
      ),
      ("TFA-B06", .refusal(.ticketExpired), "Sign in again.", "Zaloguj się ponownie."),
      (
        "GEN-B02", .rejection(.stale),
        "The settings were changed by someone else. Reload and try again.",
        "Ustawienia zmieniła inna osoba. Odśwież i spróbuj ponownie."
      ),
      ("GEN-B03", .rejection(.forbidden), "You do not have permission.", "Brak uprawnień."),
      (
        "COMP-B05", .rejection(.invalid([FieldFault("domain", .chooseDomainAndGroup)])),
        "Choose the domain and the group.", "Wybierz domenę i grupę."
      ),
      (
        "DOM-B04", .rejection(.directory(.serviceAccountRefused)),
        "The directory refused the service account.", "Katalog odrzucił konto serwisowe."
      ),
    ] as [(String, Problem.Detail, String, String)])
  func rows(row: String, detail: Problem.Detail, english: String, polish: String) throws {
    let problem: Problem
    switch detail {
    case .refusal(let refusal): problem = Problem(refusal)
    case .rejection(let rejection): problem = Problem(rejection)
    case .wire: return
    }
    #expect(try body(problem, .english)["detail"] as? String == english, "\(row)")
    #expect(try body(problem, .polish)["detail"] as? String == polish, "\(row)")
  }

  @Test(
    "Refusals of a sign-in have the statuses of the table",
    arguments: [
      (.wrongCredentials, 401), (.wrongCode(serverTime: Timestamp(seconds: 0)), 401),
      (.ticketExpired, 401), (.secondFactorLocked, 403), (.externalSystem, 403),
      (.malformedCode, 422), (.incomplete([]), 422), (.blocked(retryAfter: 1), 429),
      (.directoryUnavailable, 503), (.overloaded(retryAfter: 2), 503), (.storeUnavailable, 503),
      (.newPassword(FieldFault("newPassword", .passwordTooCommon)), 422),
    ] as [(Refusal, Int)])
  func statuses(refusal: Refusal, status: Int) {
    #expect(Problem(refusal).status == status)
  }

  @Test(
    "Rejections have a status that says what to do",
    arguments: [
      (.unauthenticated, 401), (.forbidden, 403), (.notFound, 404), (.invalid([]), 422),
      (.stale, 412), (.inUse(["employees": 2]), 409), (.lastAdministrator, 409),
      (.notForThisCard, 409), (.secondFactorObligatory, 409), (.notEnrolled, 409),
      (.alreadyEnrolled, 409), (.wrongCode(serverTime: Timestamp(seconds: 0)), 422),
      (.wrongAccessCode, 401), (.blocked(retryAfter: 1), 429), (.secondFactorLocked, 403),
      (.directory(.unavailable), 503), (.directory(.noSuchObject), 404),
      (.directory(.cursorExpired), 410), (.cursorExpired, 410), (.overloaded(retryAfter: 1), 503),
      (.storeUnavailable, 503),
    ] as [(Rejection, Int)])
  func rejections(rejection: Rejection, status: Int) {
    #expect(Problem(rejection).status == status)
  }

  @Test("429 and 503 say when to try again, in header and body alike")
  func retryAfter() throws {
    for problem in [
      Problem(Refusal.blocked(retryAfter: 42)), Problem(Refusal.overloaded(retryAfter: 42)),
      Problem(Rejection.blocked(retryAfter: 42)), Problem(Rejection.overloaded(retryAfter: 42)),
    ] {
      #expect(problem.response(in: Catalogue(.english)).headers.only("retry-after") == "42")
      #expect(try body(problem)["retryAfter"] as? Int == 42)
    }
    for problem in [
      Problem(Refusal.directoryUnavailable), Problem(Rejection.storeUnavailable),
      Problem(Rejection.directory(.busy)),
    ] {
      #expect(problem.response(in: Catalogue(.english)).headers.only("retry-after") != nil)
    }
  }

  @Test("A wrong code tells the server's time")
  func serverTime() throws {
    let time = Timestamp(seconds: 1_795_558_797)
    #expect(
      try body(Problem(Refusal.wrongCode(serverTime: time)))["serverTime"] as? String
        == time.rfc3339)
  }

  @Test("GEN-11: every field at fault has its name, a stable code and a sentence")
  func fields() throws {
    let problem = Problem(
      Rejection.invalid([
        FieldFault("name", .enterCompanyName), FieldFault("kind", .chooseKind),
      ]))
    let errors = try #require(try body(problem)["errors"] as? [[String: String]])
    #expect(
      errors == [
        ["field": "name", "code": "enter-company-name", "message": "Enter the company name."],
        ["field": "kind", "code": "choose-kind", "message": "Choose the ERP system."],
      ])
  }

  @Test("COMP-B08: what still refers to a company is listed")
  func uses() throws {
    let body = try body(Problem(Rejection.inUse(["employees": 3])))
    #expect(body["uses"] as? [String: Int] == ["employees": 3])
    #expect(body["detail"] as? String == "The company is in use: 3 employee cards.")
  }

  @Test("Every problem type is a word of its own with a title in both languages")
  func types() throws {
    for kind in ProblemKind.allCases {
      let body = try body(Problem(kind, .noSuchRoute))
      #expect(body["type"] as? String == "/problems/\(kind.rawValue)")
      #expect((body["title"] as? String)?.isEmpty == false)
    }
  }

  @Test("A missing session asks for a bearer token; 405 says what is allowed")
  func headers() {
    let catalogue = Catalogue(.english)
    let missing = Problem.unauthenticated.response(in: catalogue)
    #expect(missing.headers.only("www-authenticate") == "Bearer")
    let wrong = Problem.methodNotAllowed(allow: ["GET", "HEAD"]).response(in: catalogue)
    #expect(wrong.headers.only("allow") == "GET, HEAD")
  }
}
