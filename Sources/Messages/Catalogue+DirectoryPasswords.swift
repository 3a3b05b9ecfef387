import Identity

/// What people read of their password and account in a directory.
extension Catalogue {
  static func phrase(_ fault: NewPasswordFault) -> Phrase {
    switch fault {
    case .tooShort(let minimum?): phrase(Fault.passwordTooShort(minimum: minimum))
    case .tooShort(nil):
      Phrase(
        pl: "Nowe hasło jest za krótkie według zasad Twojej domeny. Wybierz dłuższe.",
        en: "The new password is too short for the rules of your domain. Choose a longer one.")
    case .tooYoung:
      Phrase(
        pl:
          "Domena nie pozwala jeszcze zmienić hasła: zmieniono je niedawno. Spróbuj później albo "
          + "poproś o pomoc administratora.",
        en:
          "The domain does not let you change the password yet: it was changed a short while ago. "
          + "Try later, or ask an administrator.")
    case .inHistory:
      Phrase(
        pl: "To hasło było już używane. Wybierz inne.",
        en: "You have used this password before. Choose another one.")
    case .notComplex:
      Phrase(
        pl:
          "Nowe hasło jest zbyt proste lub za krótkie według zasad Twojej domeny. Użyj dużych i małych liter, cyfr "
          + "i znaków specjalnych, bez swojego imienia, nazwiska i loginu.",
        en:
          "The new password is too simple or too short for the rules of your domain. Use capital and small "
          + "letters, digits and other characters, without your name and login.")
    case .usedOrForbidden:
      Phrase(
        pl: "To hasło było już używane albo jest w domenie zabronione. Wybierz inne.",
        en: "You have used this password before, or the domain forbids it. Choose another one.")
    case .other:
      Phrase(
        pl:
          "Nowe hasło nie spełnia zasad Twojej domeny: może być za krótkie, zbyt proste, już używane "
          + "albo zmieniane zbyt niedawno. Wybierz inne.",
        en: "The new password does not meet the rules of your domain: it may be too short, too "
          + "simple, used before or changed too recently. Choose another one.")
    }
  }

  static func directoryPhrase(_ refusal: Refusal) -> Phrase {
    switch refusal {
    case .passwordOutdated(.expired):
      Phrase(
        pl: "Twoje hasło wygasło. Zmień je na swoim komputerze albo poproś administratora.",
        en: "Your password has expired. Change it at your workstation, or ask an administrator.")
    case .passwordOutdated(.mustChange):
      Phrase(
        pl:
          "Musisz najpierw zmienić hasło. Zmień je na swoim komputerze albo poproś administratora.",
        en: "You have to change your password first. Change it at your workstation, or ask an "
          + "administrator.")
    case .passwordChangeNotPermitted:
      Phrase(
        pl: "Tego hasła nie można tu zmienić. Poproś administratora o ustawienie nowego.",
        en: "This password cannot be changed here. Ask an administrator to set a new one.")
    case .passwordChangeUnknown:
      Phrase(
        pl:
          "Domena nie odpowiedziała i nie wiadomo, czy hasło zostało zmienione. Zaloguj się nowym "
          + "hasłem; jeśli nie zostanie przyjęte, dotychczasowym.",
        en:
          "The domain did not answer, and it is not known whether your password was changed. Sign "
          + "in with the new password; if it is not accepted, with the old one.")
    case .passwordChanged:
      Phrase(
        pl: "Hasło zostało zmienione. Zaloguj się nowym hasłem.",
        en: "Your password was changed. Sign in with the new one.")
    case .accountUnusable(let problem): accountPhrase(problem)
    default: phrase(refusal)
    }
  }

  private static func accountPhrase(_ problem: AccountProblem) -> Phrase {
    switch problem {
    case .disabled:
      Phrase(
        pl: "Twoje konto w domenie jest wyłączone. Skontaktuj się z administratorem.",
        en: "Your account in the domain is disabled. Ask an administrator.")
    case .expired:
      Phrase(
        pl: "Twoje konto w domenie wygasło. Skontaktuj się z administratorem.",
        en: "Your account in the domain has expired. Ask an administrator.")
    case .locked:
      Phrase(
        pl:
          "Twoje konto w domenie jest zablokowane po błędnych hasłach. Spróbuj później albo "
          + "skontaktuj się z administratorem.",
        en: "Your account in the domain is locked after wrong passwords. Try later, or ask an "
          + "administrator.")
    case .notYetValid:
      Phrase(
        pl: "Twoje konto w domenie jeszcze nie obowiązuje. Skontaktuj się z administratorem.",
        en: "Your account in the domain is not valid yet. Ask an administrator.")
    case .outsideHours:
      Phrase(
        pl: "O tej porze domena nie pozwala Ci się zalogować.",
        en: "The domain does not let you sign in at this hour.")
    case .notFromHere:
      Phrase(
        pl: "Domena pozwala Ci się logować tylko z wyznaczonych komputerów.",
        en: "The domain lets you sign in at certain computers only.")
    case .passwordExpired: directoryPhrase(.passwordOutdated(.expired))
    case .passwordMustChange: directoryPhrase(.passwordOutdated(.mustChange))
    }
  }
}
