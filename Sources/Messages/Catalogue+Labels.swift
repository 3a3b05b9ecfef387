import Identity

extension Catalogue {
  // One switch, so that a label without a text does not compile; long because the catalogue is.
  static func phrase(_ label: Label) -> Phrase {
    switch label {
    case .productName: Phrase(same: "Brama")
    case .tagline: Phrase(pl: "Logowanie do systemów firmy", en: "Sign-in for your company")
    case .skipToContent: Phrase(pl: "Przejdź do treści", en: "Skip to content")
    case .languageChoice: Phrase(pl: "Język", en: "Language")
    case .continueButton: Phrase(pl: "Dalej", en: "Continue")
    case .cancel: Phrase(pl: "Anuluj", en: "Cancel")
    case .problemHeading: Phrase(pl: "Coś się nie zgadza", en: "There is a problem")
    case .pageTitle(let title): Phrase(same: "\(title) – Brama")

    case .login: Phrase(same: "Login")
    case .password: Phrase(pl: "Hasło", en: "Password")
    case .newPassword: Phrase(pl: "Nowe hasło", en: "New password")
    case .repeatPassword: Phrase(pl: "Powtórz nowe hasło", en: "Repeat the new password")
    case .currentPassword: Phrase(pl: "Obecne hasło", en: "Current password")
    case .code: Phrase(pl: "Kod", en: "Code")
    case .recoveryCode: Phrase(pl: "Kod zapasowy", en: "Recovery code")
    case .company: Phrase(pl: "Spółka", en: "Company")
    case .name: Phrase(pl: "Imię i nazwisko", en: "First and last name")
    case .displayName: Phrase(pl: "Nazwa wyświetlana", en: "Display name")
    case .erpSystem: Phrase(pl: "System ERP", en: "ERP system")
    case .domainName: Phrase(pl: "Nazwa domeny", en: "Domain name")
    case .group: Phrase(pl: "Grupa", en: "Group")
    case .useDomain: Phrase(pl: "Używaj domeny", en: "Use domain")
    case .allMembers: Phrase(pl: "Wszystkie", en: "All")
    case .email: Phrase(pl: "Email", en: "E-mail")
    case .member: Phrase(pl: "Członek domeny", en: "Domain member")
    case .role: Phrase(pl: "Uprawnienia", en: "Role")
    case .state: Phrase(pl: "Stan", en: "State")
    case .origin: Phrase(pl: "Pochodzenie", en: "Origin")
    case .searchPhrase: Phrase(pl: "Szukany tekst", en: "Search phrase")
    case .clientKind: Phrase(pl: "Rodzaj aplikacji", en: "Client kind")
    case .decision: Phrase(pl: "Decyzja", en: "Decision")
    case .enforcement:
      Phrase(
        pl: "Wymuszenie weryfikacji dwuetapowej", en: "Enforcement of two-step verification")
    case .lockout: Phrase(pl: "Blokada konta", en: "Lock-out")
    case .source: Phrase(pl: "Skąd", en: "From")
    case .stableID: Phrase(pl: "Stały identyfikator", en: "Stable id")
    case .domain: Phrase(pl: "Domena", en: "Domain")

    case .signInTitle: Phrase(pl: "Logowanie", en: "Sign in")
    case .signIn: Phrase(pl: "Zaloguj", en: "Sign in")
    case .rememberMe: Phrase(pl: "Zapamiętaj mnie", en: "Remember me")
    case .rememberMeHint:
      Phrase(
        pl: "Nie zaznaczaj na urządzeniu, z którego korzystają inni.",
        en: "Leave this off on a device that other people use.")
    case .searchCompany: Phrase(pl: "Szukaj spółki", en: "Search for a company")
    case .search: Phrase(pl: "Szukaj", en: "Search")
    case .clearSearch: Phrase(pl: "Pokaż wszystkie spółki", en: "Show all companies")
    case .noCompanyFound:
      Phrase(pl: "Żadna spółka nie pasuje do szukanego tekstu.", en: "No company matches.")
    case .companiesFound(let count):
      Phrase(pl: "Znalezione spółki: \(count)", en: "Companies found: \(count)")
    case .chooseCompany: Phrase(pl: "Wybierz spółkę", en: "Choose a company")
    case .haveActivationCode:
      Phrase(pl: "Mam kod aktywacyjny", en: "I have an activation code")
    case .signedOutNotice: Phrase(pl: "Wylogowano.", en: "You are signed out.")
    case .passwordSetNotice:
      Phrase(
        pl: "Hasło zostało ustawione. Zaloguj się nim.",
        en: "The password is set. Sign in with it.")
    case .sessionKeptNotice:
      Phrase(
        pl: "Poprzednia sesja pozostała otwarta, a tutaj nie zalogowano.",
        en: "Your other session was kept; you are not signed in here.")
    case .signedOutElsewhere:
      Phrase(pl: "Inne sesje zostały zakończone.", en: "Your other sessions were ended.")
    case .startAgain: Phrase(pl: "Zacznij od nowa", en: "Start again")

    case .secondStepTitle: Phrase(pl: "Weryfikacja dwuetapowa", en: "Two-step verification")
    case .secondStepHint:
      Phrase(
        pl: "Wpisz 6-cyfrowy kod z aplikacji uwierzytelniającej na telefonie.",
        en: "Enter the 6-digit code from the authenticator app on your phone.")
    case .confirm: Phrase(pl: "Potwierdź", en: "Confirm")
    case .noDevice: Phrase(pl: "Nie mam telefonu pod ręką", en: "I do not have my phone")
    case .recoveryCodeHint:
      Phrase(
        pl: "Wpisz jeden z kodów zapasowych. Każdy działa tylko raz.",
        en: "Enter one of your recovery codes. Each works only once.")
    case .useRecoveryCode: Phrase(pl: "Użyj kodu zapasowego", en: "Use the recovery code")
    case .serverTime(let time):
      Phrase(pl: "Czas serwera: \(time) UTC", en: "Server time: \(time) UTC")

    case .enrolmentTitle:
      Phrase(
        pl: "Włączanie weryfikacji dwuetapowej", en: "Turning on two-step verification")
    case .enrolmentRequired:  // TFA-B04
      Phrase(
        pl: "Administrator wymaga weryfikacji dwuetapowej.",
        en: "Your administrator requires two-step verification.")
    case .enrolmentIntroduction:
      Phrase(
        pl: "Oprócz hasła będzie potrzebny kod z telefonu. Włączenie trwa około dwóch minut.",
        en: "Besides your password you will need a code from your phone. It takes two minutes.")
    case .enrolmentStepInstall:
      Phrase(
        pl:
          "Zainstaluj na telefonie aplikację Google Authenticator lub inną aplikację z kodami TOTP.",
        en: "Install Google Authenticator, or any other app for TOTP codes, on your phone.")
    case .enrolmentStepOpen:
      Phrase(
        pl: "Otwórz aplikację i wybierz dodanie kodu.",
        en: "Open the app and choose to add a code.")
    case .enrolmentStepAdd:
      Phrase(pl: "Dodaj to konto w jeden z tych sposobów:", en: "Add this account in one way:")
    case .enrolmentStepConfirm:
      Phrase(
        pl: "Wpisz 6-cyfrowy kod, który pokazuje aplikacja.",
        en: "Enter the 6-digit code that the app shows.")
    case .enrolmentScan: Phrase(pl: "Zeskanuj kod QR", en: "Scan the QR code")
    case .enrolmentType:
      Phrase(pl: "albo wpisz ten klucz ręcznie:", en: "or type this key in:")
    case .enrolmentOpenLink:
      Phrase(
        pl: "albo otwórz aplikację na tym urządzeniu", en: "or open the app on this device")
    case .qrAlternative:
      Phrase(
        pl: "Kod QR z kluczem, który jest też podany niżej jako tekst",
        en: "QR code with the key that is also given below as text")
    case .key: Phrase(pl: "Klucz", en: "Key")
    case .turnOn: Phrase(pl: "Włącz", en: "Turn on")
    case .enrolmentStart:
      Phrase(pl: "Włącz weryfikację dwuetapową", en: "Turn on two-step verification")

    case .recoveryCodesTitle: Phrase(pl: "Kody zapasowe", en: "Recovery codes")
    case .recoveryCodesShownOnce:
      Phrase(
        pl: "Zapisz lub wydrukuj te kody teraz. Nie pokażemy ich ponownie.",
        en: "Save or print these codes now. They will not be shown again.")
    case .recoveryCodesUse:
      Phrase(
        pl: "Gdy nie masz telefonu, każdy z nich zastępuje jeden raz kod z aplikacji. "
          + "Przechowuj je w bezpiecznym miejscu, z dala od telefonu.",
        en: "Each of them stands in once for a code when you do not have your phone. "
          + "Keep them in a safe place, away from the phone.")
    case .recoveryCodesPrint:
      Phrase(
        pl: "Stronę można wydrukować poleceniem przeglądarki (Ctrl+P).",
        en: "You can print this page with your browser (Ctrl+P).")
    case .recoveryCodesSaved:
      Phrase(pl: "Kody zapisane, dalej", en: "I have saved the codes")
    case .recoveryCodesFor(let login):
      Phrase(pl: "Konto: \(login)", en: "Account: \(login)")

    case .elsewhereTitle:
      Phrase(pl: "Masz już otwartą sesję", en: "You are already signed in")
    case .elsewhereExplanation(let kinds):
      Phrase(
        pl: "Masz otwartą sesję gdzie indziej: \(clients(kinds, .polish)). "
          + "Zakończyć ją i zalogować się tutaj?",
        en: "You have a session elsewhere: \(clients(kinds, .english)). "
          + "End it and sign in here?")
    case .signInAgain: Phrase(pl: "Zaloguj się ponownie", en: "Sign in again")
    case .keepSession: Phrase(pl: "Pozostaw sesję", en: "Keep the session")

    case .passwordChangeTitle: Phrase(pl: "Nowe hasło", en: "New password")
    case .passwordChangeReason(.mustChange):
      Phrase(
        pl: "Przed zalogowaniem ustaw nowe hasło.",
        en: "Set a new password before you go on.")
    case .passwordChangeReason(.expired):
      Phrase(
        pl: "Twoje hasło wygasło. Ustaw nowe.",
        en: "Your password has expired. Set a new one.")
    case .passwordRule:
      Phrase(
        pl: "Od 12 do 256 znaków. Dobre są trzy lub cztery niezwiązane ze sobą słowa.",
        en: "12 to 256 characters. Three or four unrelated words make a good one.")
    case .domainPasswordRule:
      Phrase(
        pl: "Obowiązują zasady haseł Twojej domeny. Nowe hasło działa od razu wszędzie w domenie.",
        en:
          "The password rules of your domain hold. The new password is good at once everywhere in "
          + "the domain.")
    case .passwordsDiffer:
      Phrase(
        pl: "Hasła nie są takie same. Wpisz je jeszcze raz.",
        en: "The two passwords differ. Type them again.")
    case .setPassword: Phrase(pl: "Ustaw hasło", en: "Set password")
    case .changePassword: Phrase(pl: "Zmień hasło", en: "Change password")
    case .activationTitle: Phrase(pl: "Aktywacja konta", en: "Account activation")
    case .activationIntroduction:
      Phrase(
        pl: "Wpisz kod otrzymany od administratora i wybierz hasło. Kod działa jeden raz.",
        en: "Enter the code that your administrator gave you and choose a password. "
          + "The code works once.")
    case .activationCode: Phrase(pl: "Kod aktywacyjny", en: "Activation code")
    case .setupTitle: Phrase(pl: "Pierwsze uruchomienie", en: "First set-up")
    case .setupIntroduction:
      Phrase(
        pl: "Ustaw hasło użytkownika Administrator. Kod wypisuje na serwerze polecenie "
          + "brama setup.",
        en: "Set the password of the user Administrator. The command brama setup on the server "
          + "prints the code.")
    case .setupCode: Phrase(pl: "Kod z polecenia brama setup", en: "Code from brama setup")

    case .accountTitle: Phrase(pl: "Twoje konto", en: "Your account")
    case .signedInAs(let name): Phrase(pl: "Zalogowano: \(name)", en: "Signed in as \(name)")
    case .signOut: Phrase(pl: "Wyloguj", en: "Sign out")
    case .administrator: Phrase(pl: "administrator", en: "administrator")
    case .user: Phrase(pl: "użytkownik", en: "user")
    case .nativeUser: Phrase(pl: "operator natywny", en: "native user")
    case .domainMember: Phrase(pl: "członek domeny", en: "domain member")
    case .sessionsTitle: Phrase(pl: "Sesje", en: "Sessions")
    case .sessionsIntroduction:
      Phrase(
        pl:
          "Miejsca, w których trwa teraz Twoja sesja. Zakończ tę, której nie znasz, i zmień hasło.",
        en: "Where you are signed in now. End a session that you do not know, and change "
          + "your password.")
    case .thisSession: Phrase(pl: "ta sesja", en: "this session")
    case .endSession: Phrase(pl: "Zakończ", en: "End")
    case .endOtherSessions: Phrase(pl: "Zakończ wszystkie inne", en: "End all others")
    case .endSessionOf(let what):
      Phrase(pl: "Zakończ sesję: \(what)", en: "End the session: \(what)")
    case .clientName(let kind): client(kind)
    case .address: Phrase(pl: "Adres", en: "Address")
    case .startedAt: Phrase(pl: "Początek", en: "Started")
    case .lastSeenAt: Phrase(pl: "Ostatnio", en: "Last seen")
    case .endsAt: Phrase(pl: "Do", en: "Until")
    case .noEnd: Phrase(pl: "do wylogowania", en: "until signed out")
    case .remembered: Phrase(pl: "zapamiętana", en: "remembered")
    case .sessionEndedNotice: Phrase(pl: "Sesja została zakończona.", en: "The session was ended.")
    case .secondFactorTitle: Phrase(pl: "Weryfikacja dwuetapowa", en: "Two-step verification")
    case .secondFactorIsOn: Phrase(pl: "Włączona", en: "On")
    case .secondFactorIsOff: Phrase(pl: "Wyłączona", en: "Off")
    case .secondFactorObligatory:  // TFA-B05
      phrase(Rejection.secondFactorObligatory)
    case .secondFactorPasswordHint:
      Phrase(
        pl: "Dla pewności, że to Ty, podaj najpierw hasło.",
        en: "To make sure that it is you, enter your password first.")
    case .secondFactorCodeHint:
      Phrase(
        pl: "Podaj kod z aplikacji albo kod zapasowy.",
        en: "Enter a code from the app, or a recovery code.")
    case .reenrol: Phrase(pl: "Przenieś na inny telefon", en: "Move to another phone")
    case .reenrolHint:
      Phrase(
        pl: "Dotychczasowe kody działają do czasu potwierdzenia nowych.",
        en: "The present codes work until you have confirmed the new ones.")
    case .turnOff: Phrase(pl: "Wyłącz weryfikację dwuetapową", en: "Turn off two-step verification")
    case .turnOffHint:
      Phrase(
        pl: "Do zalogowania wystarczy wtedy samo hasło. Inne sesje zostaną zakończone.",
        en: "Your password alone will then be enough. Your other sessions will end.")
    case .newRecoveryCodes: Phrase(pl: "Utwórz nowe kody zapasowe", en: "Make new recovery codes")
    case .newRecoveryCodesHint:
      Phrase(pl: "Dotychczasowe przestaną działać.", en: "The present ones will stop working.")
    case .secondFactorOnNotice:
      Phrase(
        pl: "Weryfikacja dwuetapowa jest włączona.", en: "Two-step verification is turned on.")
    case .secondFactorOffNotice:
      Phrase(
        pl: "Weryfikacja dwuetapowa jest wyłączona.", en: "Two-step verification is turned off.")
    case .passwordTitle: phrase(.password)
    case .passwordInDomain:
      Phrase(
        pl: "Twoje hasło sprawdza domena. Zmień je tam, gdzie zmieniasz hasło do komputera.",
        en: "Your password is checked by the domain. Change it where you change the password of "
          + "your computer.")
    case .passwordChangedNotice:
      Phrase(pl: "Hasło zostało zmienione.", en: "The password is changed.")
    case .passwordChangeEndsSessions:
      Phrase(
        pl: "Zmiana hasła kończy inne sesje.", en: "A new password ends your other sessions.")

    case .notFoundTitle: Phrase(pl: "Nie ma takiej strony", en: "There is no such page")
    case .notFoundText:
      Phrase(
        pl: "Sprawdź adres albo przejdź na stronę główną.",
        en: "Check the address, or go to the home page.")
    case .badRequestTitle: Phrase(pl: "Nie rozumiemy tego żądania", en: "The request is not valid")
    case .badRequestText:
      Phrase(
        pl: "Wróć do formularza i wypełnij go jeszcze raz.",
        en: "Go back to the form and fill it in again.")
    case .formExpiredTitle: Phrase(pl: "Formularz wygasł", en: "The form has expired")
    case .formExpiredText:
      Phrase(
        pl: "Nic nie zostało zmienione. Otwórz stronę ponownie i spróbuj jeszcze raz. "
          + "Przeglądarka musi przyjmować ciasteczka tej strony.",
        en: "Nothing was changed. Open the page again and try once more. "
          + "The browser has to accept the cookies of this site.")
    case .tooLargeTitle: Phrase(pl: "Za dużo danych", en: "Too much data")
    case .tooLargeText:
      Phrase(
        pl: "Formularz przyjmuje najwyżej 16 KiB. Skróć wpisany tekst.",
        en: "The form takes at most 16 KiB. Shorten the text.")
    case .methodNotAllowedTitle:
      Phrase(pl: "Tej strony nie można tak wywołać", en: "The page cannot be called this way")
    case .methodNotAllowedText:
      Phrase(pl: "Otwórz ją z adresu lub z odnośnika.", en: "Open it by its address or a link.")
    case .brokenTitle: Phrase(pl: "Coś poszło nie tak", en: "Something went wrong")
    case .brokenText:
      Phrase(
        pl: "To błąd po naszej stronie, został zapisany w dzienniku. Spróbuj ponownie za chwilę.",
        en: "This is a fault of ours; it was logged. Try again in a moment.")
    case .unavailableTitle: Phrase(pl: "Chwilowo niedostępne", en: "Not available at the moment")
    case .goToSignIn: Phrase(pl: "Przejdź do logowania", en: "Go to sign-in")
    case .goToAccount: Phrase(pl: "Przejdź do konta", en: "Go to your account")

    case .administration(let label): phrase(label)
    case .card(let label): phrase(label)
    }
  }

  private static func client(_ kind: ClientKind) -> Phrase {
    switch kind {
    case .web: Phrase(pl: "przeglądarka", en: "web browser")
    case .desktop: Phrase(pl: "aplikacja desktop", en: "desktop client")
    case .mobile: Phrase(pl: "aplikacja mobilna", en: "mobile client")
    case .api: Phrase(pl: "program (API)", en: "program (API)")
    }
  }

  private static func clients(_ kinds: [ClientKind], _ language: Language) -> String {
    kinds.map { client($0)[language] }.joined(separator: ", ")
  }
}
