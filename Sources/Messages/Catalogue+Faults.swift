import Identity

extension Catalogue {
  static func phrase(_ fault: Fault) -> Phrase {
    switch fault {
    case .enterLoginAndPassword:  // SIGN-B02
      Phrase(pl: "Podaj login i hasło.", en: "Enter login and password.")
    case .chooseCompany:  // SIGN-B03
      Phrase(pl: "Wybierz spółkę.", en: "Choose a company.")
    case .enterCompanyName:  // COMP-B02
      Phrase(pl: "Podaj nazwę spółki.", en: "Enter the company name.")
    case .chooseKind:  // COMP-B03
      Phrase(pl: "Wybierz system ERP.", en: "Choose the ERP system.")
    case .nameTaken:  // COMP-B04
      Phrase(
        pl: "Tej nazwy używa już inna spółka.",
        en: "This name is already used by another company.")
    case .displayNameNotForKind:
      Phrase(
        pl:
          "Nazwę wyświetlaną ma tylko spółka z systemem ERP Optima. Usuń nazwę albo zmień system.",
        en: "Only a company of the ERP system Optima has a display name. Remove it or change the "
          + "system.")
    case .chooseDomainAndGroup:  // COMP-B05
      Phrase(pl: "Wybierz domenę i grupę.", en: "Choose the domain and the group.")
    case .chooseDomain:  // DOM-B01
      Phrase(pl: "Wybierz domenę.", en: "Choose a domain.")
    case .chooseGroup:  // DOM-B02
      Phrase(pl: "Wybierz grupę albo „Wszystkie”.", en: "Choose a group or All.")
    case .noSuchDomain(let name):  // CLI-B01
      Phrase(pl: "Brak domeny: \(name)", en: "No such domain: \(name)")
    case .noSuchGroup(let name):  // CLI-B01
      Phrase(pl: "Brak grupy: \(name)", en: "No such group: \(name)")
    case .phraseTooShort(let minimum):  // CLI-B02
      Phrase(
        pl: "Podaj co najmniej \(CountedNoun.characters(minimum)[.polish]).",
        en: "Enter at least \(CountedNoun.characters(minimum)[.english]).")
    case .memberNotFound:  // DOM-B05
      Phrase(pl: "Nie znaleziono członka domeny.", en: "No member found.")
    case .comesFromDomain:  // DOM-B07
      Phrase(pl: "To pole pochodzi z domeny.", en: "This field comes from the domain.")
    case .alreadyLinked(let card):  // DOM-B08
      Phrase(
        pl: "Ten członek domeny jest już powiązany z kartą \(card).",
        en: "This member is already linked with \(card).")
    case .loginTaken:
      Phrase(
        pl: "Tego loginu używa już inna karta tej spółki. Podaj inny.",
        en: "Another card of this company already uses this login. Choose another one.")
    case .loginNotAllowed:
      Phrase(
        pl: "Tego loginu nie można użyć. Podaj najwyżej 256 znaków, bez znaków sterujących.",
        en: "This login cannot be used. Enter at most 256 characters, no control characters.")
    case .emailNotAllowed:
      Phrase(
        pl: "To nie jest adres e-mail. Podaj adres w postaci nazwa@przyklad.pl.",
        en: "This is not an e-mail address. Enter it in the form name@example.com.")
    case .required:
      Phrase(pl: "Uzupełnij to pole.", en: "Fill in this field.")
    case .tooLong(let limit):
      Phrase(
        pl: "Tekst jest za długi: najwyżej \(CountedNoun.characters(limit)[.polish]).",
        en: "The text is too long: at most \(CountedNoun.characters(limit)[.english]).")
    case .notOneOf(let allowed):
      Phrase(
        pl: "Ta wartość jest niedozwolona; dozwolone: \(allowed.joined(separator: ", ")).",
        en: "This value is not allowed; allowed: \(allowed.joined(separator: ", ")).")
    case .noSuchCompany:
      Phrase(
        pl: "Nie ma takiej spółki. Wybierz spółkę z listy.",
        en: "There is no such company. Choose one from the list.")
    case .malformedCode:  // TFA-B03
      Phrase(pl: "Wpisz 6-cyfrowy kod.", en: "Enter the 6-digit code.")
    case .passwordTooShort(let minimum):
      Phrase(
        pl: "Nowe hasło jest za krótkie: co najmniej \(CountedNoun.characters(minimum)[.polish]).",
        en: "The new password is too short: at least \(CountedNoun.characters(minimum)[.english]).")
    case .passwordTooLong(let maximum):
      Phrase(
        pl: "Nowe hasło jest za długie: najwyżej \(CountedNoun.characters(maximum)[.polish]).",
        en: "The new password is too long: at most \(CountedNoun.characters(maximum)[.english]).")
    case .passwordTooCommon:
      Phrase(
        pl: "To hasło jest zbyt popularne i łatwe do odgadnięcia. Wybierz inne.",
        en: "This password is too common and easy to guess. Choose another one.")
    case .passwordNamesOwner:
      Phrase(
        pl: "To hasło składa się z nazwiska, loginu lub adresu. Wybierz inne.",
        en: "This password is made of the name, login or address. Choose another one.")
    case .passwordUnchanged:
      Phrase(
        pl: "Nowe hasło jest takie samo jak obecne. Wybierz inne.",
        en: "The new password is the same as the current one. Choose another one.")
    case .passwordRefused(let fault): phrase(fault)
    case .wrongServicePassword:
      Phrase(
        pl: "To nie jest hasło konta serwisowego z konfiguracji.",
        en: "This is not the service password of the configuration.")
    case .wrongCurrentPassword:
      Phrase(pl: "Obecne hasło jest nieprawidłowe.", en: "The current password is not right.")
    }
  }

  /// Does the sentence need the field's name in front to be understood on its own?
  static func needsFieldName(_ fault: Fault) -> Bool {
    switch fault {
    case .required, .tooLong, .notOneOf, .comesFromDomain: true
    default: false
    }
  }

  static func phrase(_ code: DirectoryError.Code) -> Phrase {
    switch code {
    case .unavailable:
      Phrase(pl: "żaden serwer nie odpowiada", en: "no server answers")
    case .outcomeUnknown:
      Phrase(
        pl: "serwer nie odpowiedział na próbę zalogowania",
        en: "the server did not answer the attempt to sign in")
    case .untrusted:
      Phrase(
        pl: "certyfikat serwera nie jest zaufany", en: "the server's certificate is not trusted")
    case .serviceAccountRefused:
      Phrase(
        pl: "katalog odrzucił konto serwisowe", en: "the directory refused the service account")
    case .unprotected:
      Phrase(
        pl: "połączenie nie jest szyfrowane", en: "the connection is not protected by TLS")
    case .badAnswer:
      Phrase(pl: "niepełna odpowiedź katalogu", en: "the directory's answer is incomplete")
    case .unconfirmed:
      Phrase(
        pl: "adres lub certyfikat domeny zmieniono bez hasła; uruchom brama domain confirm",
        en: "its address or certificate changed without its password; run brama domain confirm")
    case .referral:
      Phrase(
        pl: "serwer odsyła do innego; wpisz ten drugi w servers albo zawęź base",
        en: "the server refers to another one; put that one into servers, or narrow base")
    case .ambiguous:
      Phrase(
        pl: "login pasuje do więcej niż jednej osoby", en: "the login matches more than one person")
    case .noSuchObject:
      Phrase(
        pl: "w katalogu nie ma podanej bazy lub grupy",
        en: "the base or the group is not in the directory")
    case .cursorExpired:
      Phrase(pl: "lista wygasła, zacznij od nowa", en: "the listing has expired, start again")
    case .busy:
      Phrase(
        pl: "wszystkie połączenia są zajęte, spróbuj za chwilę",
        en: "all connections are in use, try again in a moment")
    }
  }
}
