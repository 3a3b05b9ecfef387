import Identity

extension Catalogue {
  public func text(_ label: CardLabel) -> String { Self.phrase(label)[language] }

  // One switch, as in `Catalogue+Labels`: a label without a text does not compile.
  static func phrase(_ label: CardLabel) -> Phrase {
    switch label {
    case .newCard: Phrase(pl: "Nowa karta pracownika", en: "New employee card")
    case .general: Phrase(pl: "Ogólne", en: "General")
    case .generalIntroduction:
      Phrase(
        pl: "Nowa karta należy do operatora natywnego. Po zapisaniu wydaj kod aktywacyjny albo "
          + "zaznacz logowanie domenowe.",
        en: "A new card is a native user's. Once it is saved, issue an activation code or mark "
          + "Domain sign-in.")
    case .domainSignIn: Phrase(pl: "Logowanie domenowe", en: "Domain sign-in")
    case .domainSignInHint:
      Phrase(
        pl: "Login, imię i nazwisko, email i hasło pochodzą wtedy z domeny.",
        en: "Login, first and last name, e-mail and password then come from the domain.")
    case .comesFromERP:
      Phrase(pl: "To pole pochodzi z ERP.", en: "This field comes from the ERP.")
    case .markNotSaved:
      Phrase(
        pl: "Zaznaczenie nie jest zapisane. Ustaw członka domeny i zapisz; bez tego nic się nie "
          + "zmieni, a inne niezapisane zmiany tej karty przepadną.",
        en: "The mark is not saved. Set a domain member and save; without that nothing changes, "
          + "and other unsaved changes of this card are lost.")
    case .unmarkNotSaved:
      Phrase(
        pl: "Zmiana nie jest zapisana. Po zapisaniu login, imię i nazwisko oraz email zostaną i "
          + "będzie można je zmieniać, a zalogować się będzie można dopiero z nowym hasłem.",
        en: "The change is not saved. Once saved, login, name and e-mail stay and can be edited, "
          + "and the person needs a new password before the next sign-in.")
    case .chooseMember:
      Phrase(
        pl: "Zaznaczono logowanie domenowe bez członka domeny. Wybierz „Ustaw” i wskaż go.",
        en: "Domain sign-in is marked without a domain member. Choose Set and pick one.")
    case .noDomainForCard:
      Phrase(
        pl: "Najpierw wybierz domenę i grupę w ustawieniach.",
        en: "First choose a domain and a group in the settings.")
    case .notForInstallation:
      Phrase(
        pl: "Karta całej instalacji jest zawsze natywna. Domenowa karta należy do spółki.",
        en: "A card of the whole installation is always native. Domain cards belong to a company.")
    case .active: Phrase(pl: "aktywna", en: "active")
    case .passwordChecked:
      Phrase(pl: "sprawdza je domena", en: "checked by the domain")
    case .passwordSet: Phrase(pl: "ustawione", en: "set")
    case .cardAdded: Phrase(pl: "Karta została dodana.", en: "The card is added.")
    case .cardSaved: Phrase(pl: "Karta została zapisana.", en: "The card is saved.")
    case .memberLinked:
      Phrase(
        pl: "Zapisano. Karta jest powiązana z członkiem domeny.",
        en: "Saved. The card is linked with the domain member.")
    case .memberLinkedWithoutEmail:  // DOM-B09
      Phrase(
        pl: "Zapisano. Karta jest powiązana z członkiem domeny. "
          + phrase(CommandMessage.noEmailInDomain).polish,
        en: "Saved. The card is linked with the domain member. "
          + phrase(CommandMessage.noEmailInDomain).english)
    case .memberUnlinked:
      Phrase(
        pl: "Zapisano. Logowanie domenowe jest wyłączone. Wydaj kod aktywacyjny, aby osoba mogła "
          + "ustawić hasło.",
        en: "Saved. Domain sign-in is off. Issue an activation code, so that the person can set a "
          + "password.")
    case .memberRefreshed:
      Phrase(pl: "Odczytano dane z domeny.", en: "The data is read from the domain.")
    case .memberGone:
      Phrase(
        pl: "Nie znaleziono tego członka w domenie. Dane karty zostały bez zmian.",
        en: "The member is not found in the domain. The data of the card is unchanged.")
    case .linkTitle: Phrase(pl: "Członek domeny", en: "Domain member")
    case .linkIntroduction(let domain):
      Phrase(
        pl: "Kartę powiązano z członkiem domeny \(domain). Dane są też odświeżane przy każdym "
          + "logowaniu.",
        en: "The card is linked with a member of the domain \(domain). Its data is also refreshed "
          + "at each sign-in.")
    case .memberGoneHint:
      Phrase(
        pl: "Tego członka nie ma już w domenie, więc nie można się zalogować. Gdy wróci, odśwież "
          + "dane; w przeciwnym razie wyłącz logowanie domenowe.",
        en: "The member is not in the domain any more, so signing in is refused. Refresh once the "
          + "member is back, or turn Domain sign-in off.")
    case .refresh: Phrase(pl: "Odśwież dane z domeny", en: "Refresh from the domain")

    case .membersOfDomain(let domain):
      Phrase(pl: "Lista członków domeny [\(domain)]", en: "List of members of domain [\(domain)]")
    case .phraseHint(let minimum):
      Phrase(
        pl: "Część imienia, nazwiska lub loginu: co najmniej "
          + "\(CountedNoun.characters(minimum).polish).",
        en: "A part of first name, last name or login: at least "
          + "\(CountedNoun.characters(minimum).english).")
    case .pickerIntroduction(let domain):
      Phrase(
        pl: "Wskaż osobę z domeny \(domain). Jej login, imię i nazwisko oraz email zastąpią te na "
          + "karcie, a hasło sprawdzi domena.",
        en: "Pick the person of the domain \(domain). Their login, name and e-mail take the place "
          + "of those on the card, and the domain checks the password.")
    case .pickerGroup(let group):
      Phrase(pl: "Szukamy w grupie: \(group)", en: "Searching in the group: \(group)")
    case .pickerNotSaved:
      Phrase(
        pl: "Logowanie domenowe nie jest jeszcze zapisane. Opuszczenie strony bez zapisu nic nie "
          + "zmieni.",
        en: "Domain sign-in is not saved yet. Leaving this page without saving changes nothing.")
    case .membersFound(let count):
      Phrase(pl: "Znalezione osoby: \(count)", en: "People found: \(count)")
    case .moreMembers(let limit): phrase(CommandMessage.moreFound(limit: limit))
    case .noEmail: phrase(CommandMessage.noEmailInDomain)

    case .activationHint:
      Phrase(
        pl:
          "Hasła nie ustawia administrator. Wydaj jednorazowy kod, z którym osoba ustawi je sama. "
          + "Wcześniejszy kod przestanie działać.",
        en:
          "No administrator sets a password. Issue a one-time code with which the person sets it. "
          + "An earlier code stops working.")
    case .issueActivation: Phrase(pl: "Wydaj kod aktywacyjny", en: "Issue an activation code")
    case .activationFor(let name): Phrase(pl: "Dla: \(name)", en: "For: \(name)")
    case .activationShownOnce:
      Phrase(
        pl: "Przekaż ten kod teraz. Nie pokażemy go ponownie.",
        en: "Hand this code over now. It will not be shown again.")
    case .activationUse(let page, let until):
      Phrase(
        pl: "Osoba wpisuje go raz na stronie \(page), najpóźniej \(until).",
        en: "The person enters it once at \(page), until \(until).")
    case .activationDone: Phrase(pl: "Kod przekazany, wróć", en: "Done, back to the card")

    case .permissions: Phrase(pl: "Uprawnienia", en: "Permissions")
    case .generalPermissions: Phrase(pl: "Uprawnienia ogólne", en: "General permissions")
    case .useERPLogin: Phrase(pl: "Zastosuj login ERP", en: "Use ERP login")
    case .useERPLoginHint:
      Phrase(
        pl: "Kontem, którym systemy współpracujące logują tę osobę do ERP.",
        en: "The account with which cooperating systems sign this person in to the ERP.")
    case .erpLogin(.own): Phrase(pl: "Własny", en: "Own")
    case .erpLogin(.fromConfiguration): Phrase(pl: "Z konfiguracji", en: "From configuration")
    case .erpAccount(.own):
      Phrase(
        pl: "Do ERP loguje login i hasło tej osoby.",
        en: "The ERP is signed in to with this person's login and password.")
    case .erpAccount(.domain):
      Phrase(
        pl: "Do ERP XL loguje konto domenowe tej osoby, mimo ustawienia „Z konfiguracji”.",
        en: "The ERP XL is signed in to with this person's domain account, in spite of From "
          + "configuration.")
    case .erpAccount(.company):
      Phrase(
        pl: "Do ERP loguje konto zapisane przy spółce.",
        en: "The ERP is signed in to with the account of the company.")
    case .erpAccount(.installation):
      Phrase(
        pl: "Do ERP loguje konto z konfiguracji instalacji.",
        en: "The ERP is signed in to with the account of the installation's configuration.")
    }
  }
}
