import Identity

extension Catalogue {
  public func text(_ label: AdministrationLabel) -> String { Self.phrase(label)[language] }

  // One switch, as in `Catalogue+Labels`: a label without a text does not compile.
  static func phrase(_ label: AdministrationLabel) -> Phrase {
    switch label {
    case .menu: Phrase(pl: "Administracja", en: "Administration")
    case .settings: Phrase(pl: "Ustawienia", en: "Settings")
    case .organisation: Phrase(pl: "Struktura organizacyjna", en: "Organisation structure")
    case .settingsTabs: Phrase(pl: "Zakładki ustawień", en: "Tabs of the settings")
    case .domainTab: Phrase(pl: "Domena", en: "Domain")
    case .companiesTab: Phrase(pl: "Połączenia z ERP", en: "ERP connections")
    case .save: Phrase(pl: "Zapisz", en: "Save")
    case .set: Phrase(pl: "Ustaw", en: "Set")
    case .reload:
      Phrase(pl: "Odśwież i porzuć moje zmiany", en: "Reload and drop my changes")
    case .back: Phrase(pl: "Wróć", en: "Back")
    case .optional: Phrase(pl: "nieobowiązkowe", en: "optional")
    case .yes: Phrase(pl: "tak", en: "yes")
    case .no: Phrase(pl: "nie", en: "no")
    case .nothing: Phrase(same: "–")

    case .domainIntroduction:
      Phrase(
        pl: "Osoby z domeny logują się tym samym loginem i hasłem, co do komputera.",
        en: "People of the domain sign in with the login and password of their computer.")
    case .useDomainHint:
      Phrase(
        pl: "Bez zaznaczenia logowanie domenowe jest wyłączone, a powiązania kart zostają.",
        en: "Unmarked, domain sign-in is off; the links of the cards are kept.")
    case .domainPlaceholder: Phrase(pl: "– wybierz domenę –", en: "– choose a domain –")
    case .groupPlaceholder: Phrase(pl: "– wybierz grupę –", en: "– choose a group –")
    case .groupHint:
      Phrase(
        pl: "Zalogują się tylko osoby z tej grupy i z grup w niej zawartych. „Wszystkie” nie "
          + "ogranicza logowania do jednej grupy.",
        en: "Only people of this group, and of groups inside it, can sign in. All does not narrow "
          + "sign-in to one group.")
    case .noDomains:
      Phrase(
        pl: "Nie skonfigurowano żadnej domeny. Operator usługi dopisuje ją do pliku konfiguracji "
          + "w sekcji [domains.NAZWA].",
        en: "No domain is configured. The operator of the service adds one to the configuration "
          + "file as [domains.NAME].")
    case .searchGroup: Phrase(pl: "Szukaj grupy", en: "Search for a group")
    case .searchGroupHint:
      Phrase(
        pl: "Co najmniej 2 znaki nazwy. Puste pole pokazuje grupy od początku.",
        en: "At least 2 characters of its name. Empty shows the groups from the start.")
    case .showGroups: Phrase(pl: "Pokaż grupy", en: "Show groups")
    case .showGroupsHint:
      Phrase(
        pl: "Po zmianie domeny pokaż jej grupy.",
        en: "After choosing another domain, show its groups.")
    case .noGroupFound:
      Phrase(pl: "Żadna grupa nie pasuje do szukanego tekstu.", en: "No group matches.")
    case .moreGroups(let count):
      Phrase(
        pl: "Pokazano pierwsze \(count); w domenie jest więcej grup. Zawęź szukany tekst.",
        en: "The first \(count) are shown; the domain has more. Narrow the phrase.")
    case .groupsShown(let count):
      Phrase(pl: "Grupy w domenie teraz: \(count)", en: "Groups in the domain now: \(count)")
    case .groupsMatch(let count):
      Phrase(pl: "Znalezione grupy: \(count)", en: "Groups found: \(count)")
    case .settingsSaved:  // DOM-10
      Phrase(pl: "Ustawienia zostały zapisane.", en: "The settings are saved.")
    case .notSavedYet:
      Phrase(pl: "Zmiany nie są jeszcze zapisane.", en: "The changes are not saved yet.")
    case .storedNow: Phrase(pl: "Teraz zapisane:", en: "Stored now:")
    case .saveOver:
      Phrase(
        pl: "W formularzu są nadal Twoje dane. Zapisz je, aby zastąpić zapisane, albo odśwież.",
        en: "The form still has your input. Save it in place of what is stored, or reload.")

    case .companiesIntroduction:
      Phrase(
        pl: "Spółki, które widać przy logowaniu. Każda ma własną domenę i grupę.",
        en: "The companies shown at sign-in. Each has a domain and group of its own.")
    case .addCompany: Phrase(pl: "Dodaj spółkę", en: "Add a company")
    case .companyDefinition: Phrase(pl: "Definicja spółki", en: "Company definition")
    case .companyName: Phrase(pl: "Nazwa spółki", en: "Company name")
    case .displayNameHint:
      Phrase(
        pl: "Tylko dla systemu ERP Optima: widać ją przy logowaniu zamiast nazwy spółki.",
        en: "Only for the ERP system Optima: shown at sign-in in place of the company name.")
    case .noCompanies:
      Phrase(pl: "Nie ma jeszcze żadnej spółki.", en: "There is no company yet.")
    case .kindName(let kind): Phrase(same: kindName(kind))
    case .kindPlaceholder: Phrase(pl: "– wybierz system ERP –", en: "– choose the ERP system –")
    case .domainOff: Phrase(pl: "bez domeny", en: "no domain")
    case .domainInUse(let domain, let group):
      Phrase(pl: "domena \(domain), grupa: \(group)", en: "domain \(domain), group: \(group)")
    case .companyAdded: Phrase(pl: "Spółka została dodana.", en: "The company is added.")
    case .companySaved: Phrase(pl: "Spółka została zapisana.", en: "The company is saved.")
    case .companyRemoved: Phrase(pl: "Spółka została usunięta.", en: "The company is deleted.")
    case .removeCompany: Phrase(pl: "Usuń spółkę", en: "Delete the company")
    case .removeCompanyHint:
      Phrase(
        pl: "Można usunąć tylko spółkę bez kart pracowników i bez otwartych sesji. Tego nie da "
          + "się cofnąć.",
        en: "Only a company without employee cards and open sessions can be deleted. This cannot "
          + "be undone.")

    case .searchEmployee: Phrase(pl: "Szukaj pracownika", en: "Search for an employee")
    case .searchEmployeeHint:
      Phrase(
        pl: "Część loginu, imienia i nazwiska albo adresu email",
        en: "A part of login, name or e-mail address")
    case .addEmployee: Phrase(pl: "Dodaj pracownika", en: "Add an employee")
    case .noEmployeeFound:
      Phrase(pl: "Nie znaleziono karty pracownika.", en: "No employee card found.")
    case .showAllEmployees: Phrase(pl: "Pokaż wszystkie karty", en: "Show all cards")
    case .pagesOfList: Phrase(pl: "Strony listy", en: "Pages of the list")
    case .nextPage: Phrase(pl: "Następna strona", en: "Next page")
    case .firstPage: Phrase(pl: "Pierwsza strona", en: "First page")
    case .everyCompany: Phrase(pl: "Każda spółka", en: "Every company")
    case .wholeInstallation: Phrase(pl: "Cała instalacja", en: "Whole installation")
    case .erpUser: Phrase(pl: "operator z ERP", en: "ERP user")
    case .memberNotFound:  // DOM-35
      Phrase(pl: "nie znaleziono członka domeny", en: "member not found")
    case .archived: Phrase(pl: "zarchiwizowana", en: "archived")
    case .anonymised: Phrase(pl: "zanonimizowana", en: "anonymised")
    case .noPassword: Phrase(pl: "bez hasła", en: "no password yet")
    case .linkedWith(let domain): Phrase(pl: "domena \(domain)", en: "domain \(domain)")

    case .leaveWithoutSaving:  // GEN-B01, DOM-B06
      Phrase(
        pl: "Zmiany nie zostały zapisane. Wyjść bez zapisu?",
        en: "You have unsaved changes. Leave without saving?")
    case .forbiddenTitle: Phrase(pl: "Tylko dla administratorów", en: "For administrators only")
    }
  }

  private static func kindName(_ kind: Company.Kind) -> String {
    switch kind {
    case .standalone: "Standalone"
    case .altum: "Comarch ERP Altum"
    case .xl: "Comarch ERP XL"
    case .optima: "Comarch ERP Optima"
    case .enterprise: "Comarch ERP Enterprise"
    }
  }
}
