import Identity

extension Catalogue {
  /// `incomplete` and `newPassword` carry faults of their own, which `text(_:)` writes out; the general
  /// sentence stands here for them.
  static func phrase(_ refusal: Refusal) -> Phrase {
    switch refusal {
    case .incomplete, .newPassword:
      Phrase(pl: "Popraw zaznaczone pola.", en: "Correct the marked fields.")
    case .wrongCredentials:  // SIGN-B01
      Phrase(pl: "Nieprawidłowy login lub hasło.", en: "Wrong login or password.")
    case .blocked(let seconds):  // SIGN-B04
      blocked(seconds)
    case .wrongCode:  // TFA-B01, TFA-B02
      wrongCode
    case .malformedCode:  // TFA-B03
      phrase(Fault.malformedCode)
    case .ticketExpired:  // TFA-B06
      Phrase(pl: "Zaloguj się ponownie.", en: "Sign in again.")
    case .secondFactorLocked:
      secondFactorLocked
    case .externalSystem:  // SIGN-B06
      Phrase(
        pl: "Konto skonfigurowane do współpracy z zewnętrznym systemem",
        en: "This account is set up to work with an external system.")
    case .directoryUnavailable:  // SIGN-B07
      Phrase(
        pl: "Domena jest niedostępna. Spróbuj później.",
        en: "The domain is unavailable. Try again later.")
    case .overloaded(let seconds):
      overloaded(seconds)
    case .storeUnavailable:
      storeUnavailable
    case .passwordOutdated, .passwordChangeNotPermitted, .passwordChangeUnknown, .passwordChanged,
      .accountUnusable:
      directoryPhrase(refusal)
    }
  }

  static func phrase(_ rejection: Rejection) -> Phrase {
    switch rejection {
    case .unauthenticated:
      Phrase(
        pl: "Brak ważnej sesji. Zaloguj się.", en: "There is no valid session. Sign in.")
    case .forbidden:  // GEN-B03, TFA-B07
      Phrase(pl: "Brak uprawnień.", en: "You do not have permission.")
    case .notFound:
      Phrase(pl: "Nie znaleziono.", en: "Not found.")
    case .invalid:
      Phrase(pl: "Popraw zaznaczone pola.", en: "Correct the marked fields.")
    case .stale:  // GEN-B02
      Phrase(
        pl: "Ustawienia zmieniła inna osoba. Odśwież i spróbuj ponownie.",
        en: "The settings were changed by someone else. Reload and try again.")
    case .inUse(let counts):  // COMP-B08
      Phrase(
        pl: "Spółka jest w użyciu: \(uses(counts, .polish)).",
        en: "The company is in use: \(uses(counts, .english)).")
    case .lastAdministrator:
      Phrase(
        pl: "To ostatni aktywny administrator. Najpierw nadaj uprawnienia innej osobie.",
        en: "This is the last active administrator. Give another person the right first.")
    case .notForThisCard:
      Phrase(
        pl: "Ta karta nie pozwala na tę czynność.",
        en: "This card does not allow that.")
    case .secondFactorObligatory:  // TFA-B05
      Phrase(
        pl: "Weryfikacja dwuetapowa jest obowiązkowa.",
        en: "Two-step verification is obligatory.")
    case .notEnrolled:
      Phrase(
        pl: "Weryfikacja dwuetapowa nie jest włączona.",
        en: "Two-step verification is not turned on.")
    case .alreadyEnrolled:
      Phrase(
        pl: "Weryfikacja dwuetapowa jest już włączona.",
        en: "Two-step verification is already turned on.")
    case .wrongCode:  // TFA-B01, TFA-B02
      wrongCode
    case .wrongAccessCode:
      Phrase(
        pl:
          "Ten kod jest nieprawidłowy, wygasł lub został już użyty. Poproś administratora o nowy.",
        en:
          "This code is wrong, has expired or was used already. Ask an administrator for a new one."
      )
    case .blocked(let seconds):  // SIGN-B04
      blocked(seconds)
    case .secondFactorLocked:
      secondFactorLocked
    case .directory(.serviceAccountRefused):  // DOM-B04
      Phrase(
        pl: "Katalog odrzucił konto serwisowe.",
        en: "The directory refused the service account.")
    case .directory(let code):  // DOM-B03
      Phrase(
        pl: "Domena jest niedostępna: \(phrase(code)[.polish]).",
        en: "The domain is unavailable: \(phrase(code)[.english]).")
    case .cursorExpired:
      Phrase(
        pl: "Ta lista wygasła. Zacznij ją od nowa.",
        en: "This listing has expired. Start it again.")
    case .overloaded(let seconds):
      overloaded(seconds)
    case .storeUnavailable:
      storeUnavailable
    }
  }

  private static func blocked(_ seconds: Int) -> Phrase {
    Phrase(
      pl: "Logowanie zablokowane. Spróbuj ponownie za \(seconds) s.",
      en: "Sign-in is blocked. Try again in \(seconds) s.")
  }

  private static func overloaded(_ seconds: Int) -> Phrase {
    Phrase(
      pl: "Usługa jest przeciążona. Spróbuj ponownie za \(seconds) s.",
      en: "The service is busy. Try again in \(seconds) s.")
  }

  private static let wrongCode = Phrase(
    pl: "Nieprawidłowy kod. Sprawdź czas na urządzeniu.",
    en: "The code is not right. Check the time on your device.")

  private static let secondFactorLocked = Phrase(
    pl:
      "Weryfikacja dwuetapowa tego konta jest zablokowana. Poproś administratora o jej zresetowanie.",
    en: "Two-step verification of this account is locked. Ask an administrator to reset it.")

  private static let storeUnavailable = Phrase(
    pl: "Usługa nie może teraz zapisać danych. Spróbuj później.",
    en: "The service cannot store data at the moment. Try again later.")

  /// LIST of COMP-B08: what refers to the company, by kind, in a fixed order.
  private static func uses(_ counts: [String: Int], _ language: Language) -> String {
    counts.sorted { $0.key < $1.key }.map { kind, count in
      switch kind {
      case "employees": CountedNoun.employees(count)[language]
      case "sessions": CountedNoun.sessions(count)[language]
      default: "\(kind) \(count)"
      }
    }.joined(separator: ", ")
  }
}
