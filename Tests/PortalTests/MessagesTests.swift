import Foundation
import Identity
import Messages
import Testing

@Suite("Messages")
struct MessagesTests {
  let pl = Catalogue(.polish)
  let en = Catalogue(.english)

  @Test(
    "the texts of the bad-input rows are literal in both languages",
    arguments: [
      (Fault.enterLoginAndPassword, "Podaj login i hasło.", "Enter login and password."),
      (.chooseCompany, "Wybierz spółkę.", "Choose a company."),
      (.enterCompanyName, "Podaj nazwę spółki.", "Enter the company name."),
      (.chooseKind, "Wybierz system ERP.", "Choose the ERP system."),
      (
        .nameTaken, "Tej nazwy używa już inna spółka.",
        "This name is already used by another company."
      ),
      (.chooseDomainAndGroup, "Wybierz domenę i grupę.", "Choose the domain and the group."),
      (.chooseDomain, "Wybierz domenę.", "Choose a domain."),
      (.chooseGroup, "Wybierz grupę albo „Wszystkie”.", "Choose a group or All."),
      (.noSuchDomain("X"), "Brak domeny: X", "No such domain: X"),
      (
        .phraseTooShort(minimum: 2), "Podaj co najmniej 2 znaki.", "Enter at least 2 characters."
      ),
      (.memberNotFound, "Nie znaleziono członka domeny.", "No member found."),
      (.comesFromDomain, "To pole pochodzi z domeny.", "This field comes from the domain."),
      (
        .alreadyLinked(card: "KARTA"),
        "Ten członek domeny jest już powiązany z kartą KARTA.",
        "This member is already linked with KARTA."
      ),
      (.malformedCode, "Wpisz 6-cyfrowy kod.", "Enter the 6-digit code."),
    ])
  func faultRows(fault: Fault, polish: String, english: String) {
    #expect(pl.text(fault) == polish)
    #expect(en.text(fault) == english)
  }

  @Test(
    "refusals of a sign-in say what SIGN-B01 to B07 and TFA-B01 to B06 say",
    arguments: [
      (
        Refusal.wrongCredentials, "Nieprawidłowy login lub hasło.", "Wrong login or password."
      ),
      (
        .incomplete([
          FieldFault("login", .enterLoginAndPassword),
          FieldFault("password", .enterLoginAndPassword),
        ]), "Podaj login i hasło.", "Enter login and password."
      ),
      (
        .blocked(retryAfter: 42), "Logowanie zablokowane. Spróbuj ponownie za 42 s.",
        "Sign-in is blocked. Try again in 42 s."
      ),
      (
        .externalSystem, "Konto skonfigurowane do współpracy z zewnętrznym systemem",
        "This account is set up to work with an external system."
      ),
      (
        .directoryUnavailable, "Domena jest niedostępna. Spróbuj później.",
        "The domain is unavailable. Try again later."
      ),
      (
        .wrongCode(serverTime: Timestamp(seconds: 0)),
        "Nieprawidłowy kod. Sprawdź czas na urządzeniu.",
        "The code is not right. Check the time on your device."
      ),
      (.malformedCode, "Wpisz 6-cyfrowy kod.", "Enter the 6-digit code."),
      (.ticketExpired, "Zaloguj się ponownie.", "Sign in again."),
    ])
  func refusalRows(refusal: Refusal, polish: String, english: String) {
    #expect(pl.text(refusal) == polish)
    #expect(en.text(refusal) == english)
  }

  @Test(
    "rejections say what GEN-B02, B03, COMP-B08, DOM-B03, B04 and TFA-B05 say",
    arguments: [
      (
        Rejection.stale, "Ustawienia zmieniła inna osoba. Odśwież i spróbuj ponownie.",
        "The settings were changed by someone else. Reload and try again."
      ),
      (.forbidden, "Brak uprawnień.", "You do not have permission."),
      (
        .inUse(["employees": 5, "sessions": 1]),
        "Spółka jest w użyciu: 5 kart pracowników, 1 sesja.",
        "The company is in use: 5 employee cards, 1 session."
      ),
      (
        .directory(.unavailable), "Domena jest niedostępna: żaden serwer nie odpowiada.",
        "The domain is unavailable: no server answers."
      ),
      (
        .directory(.serviceAccountRefused), "Katalog odrzucił konto serwisowe.",
        "The directory refused the service account."
      ),
      (
        .secondFactorObligatory, "Weryfikacja dwuetapowa jest obowiązkowa.",
        "Two-step verification is obligatory."
      ),
    ])
  func rejectionRows(rejection: Rejection, polish: String, english: String) {
    #expect(pl.text(rejection) == polish)
    #expect(en.text(rejection) == english)
  }

  @Test("the page of an obligatory enrolment says TFA-B04, the question SIGN-B05")
  func labelRows() {
    #expect(pl.text(Label.enrolmentRequired) == "Administrator wymaga weryfikacji dwuetapowej.")
    #expect(
      en.text(Label.enrolmentRequired) == "Your administrator requires two-step verification.")
    #expect(pl.text(Label.signInAgain) == "Zaloguj się ponownie")
    #expect(pl.text(Label.keepSession) == "Pozostaw sesję")
    #expect(en.text(Label.signInAgain) == "Sign in again")
    #expect(en.text(Label.keepSession) == "Keep the session")
  }

  @Test(
    "the command says CLI-B03 and DOM-B09 literally",
    arguments: [
      (
        CommandMessage.domainUnavailable(.unavailable),
        "Domena jest niedostępna: żaden serwer nie odpowiada",
        "The domain is unavailable: no server answers"
      ),
      (
        .noEmailInDomain, "Brak adresu email w domenie.", "No e-mail address in the domain."
      ),
    ])
  func commandRows(message: CommandMessage, polish: String, english: String) {
    #expect(pl.text(message) == polish)
    #expect(en.text(message) == english)
  }

  @Test("a sentence that does not name its field gets the field's label in front (GEN-11)")
  func fieldNames() {
    #expect(
      pl.text(FieldFault("login", .tooLong(limit: 3)))
        == "Login: Tekst jest za długi: najwyżej 3 znaki.")
    #expect(en.text(FieldFault("colour", .required)) == "colour: Fill in this field.")
    #expect(en.text(FieldFault("login", .loginTaken)).hasPrefix("Another card"))
  }

  @Test(
    "Polish counts its nouns in three forms",
    arguments: [
      (1, "1 znak"), (2, "2 znaki"), (5, "5 znaków"), (12, "12 znaków"), (22, "22 znaki"),
    ])
  func polishPlurals(count: Int, text: String) {
    #expect(pl.text(Fault.tooLong(limit: count)).contains(text))
  }

  @Test("a moment is written as its language writes it, with the zone")
  func moments() {
    let moment = Timestamp(seconds: 1_795_558_797)
    #expect(pl.moment(moment, in: .gmt) == "24.11.2026 22:19 GMT")
    #expect(en.moment(moment, in: .gmt) == "24 Nov 2026, 22:19 GMT")
  }
}
