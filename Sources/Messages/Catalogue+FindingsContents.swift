import Identity

extension Catalogue {
  /// What is found of people and their attributes.
  static func people(_ code: FindingCode) -> Phrase {
    switch code {
    case .peopleFound: Phrase(pl: "Filtr znajduje osoby.", en: "The filter finds people.")
    case .peopleHidden:
      Phrase(
        pl: "Konto usługi nie widzi pod podstawą osób żadnego wpisu.",
        en: "The service account sees no entry at all under the base of people.")
    case .peopleFilterFindsNobody:
      Phrase(
        pl: "Filtr osób nie znajduje nikogo, choć są tam wpisy.",
        en: "The filter finds nobody, though there are entries.")
    case .peopleFilterFindsComputers:
      Phrase(
        pl: "Filtr osób znajduje też komputery.", en: "The filter of people finds computers too.")
    case .peopleFilterFindsGroups:
      Phrase(pl: "Filtr osób znajduje też grupy.", en: "The filter of people finds groups too.")
    case .peopleWithoutLogin:
      Phrase(
        pl: "Są osoby bez loginu; nie mogą się logować.",
        en: "There are people without a login; they cannot sign in.")
    case .duplicateLogins:
      Phrase(
        pl: "Dwa wpisy mają ten sam login; żadna z tych osób się nie zaloguje.",
        en: "Two entries have the same login; neither person can sign in.")
    case .referralsMet:
      Phrase(
        pl: "Serwer odsyła z częścią odpowiedzi do innego serwera, a Brama tam nie pyta.",
        en: "The server refers to another one for part of the answer, and Brama does not ask there."
      )
    case .attributeRead:
      Phrase(pl: "Atrybut jest czytelny.", en: "The attribute is readable.")
    case .attributeMissing:
      Phrase(
        pl: "Nikt nie ma tego atrybutu albo konto usługi go nie widzi.",
        en: "Nobody has this attribute, or the service account may not see it.")
    case .attributeUnreadable:
      Phrase(
        pl: "Osoby mają ten atrybut, ale konto usługi nie może go czytać.",
        en: "People have this attribute, but the service account may not read it.")
    case .loginMissing:
      Phrase(
        pl: "Nikt nie ma atrybutu z loginem albo konto usługi go nie widzi.",
        en: "Nobody has the attribute with the login, or the service account may not see it.")
    case .loginUnreadable:
      Phrase(
        pl: "Konto usługi nie może czytać atrybutu z loginem.",
        en: "The service account may not read the attribute with the login.")
    case .idMissing:
      Phrase(
        pl: "Nikt nie ma atrybutu ze stałym identyfikatorem albo konto usługi go nie widzi.",
        en: "Nobody has the attribute with the stable id, or the service account may not see it.")
    case .idUnreadable:
      Phrase(
        pl: "Konto usługi nie może czytać atrybutu ze stałym identyfikatorem.",
        en: "The service account may not read the attribute with the stable id.")
    case .idNotUnique:
      Phrase(
        pl: "Dwa wpisy mają ten sam identyfikator.", en: "Two entries have the same id.")
    case .idWrongForm:
      Phrase(
        pl: "Identyfikator nie jest czytelnym tekstem.",
        en: "The id is no text that can be used.")
    case .idMayChange:
      Phrase(
        pl: "Ten atrybut zmienia się razem z osobą: po zmianie nazwiska karta straci powiązanie.",
        en: "This attribute changes with the person: after a rename the card loses its link.")
    default: Phrase(same: code.rawValue)
    }
  }

  /// What is found of groups, long answers, rights and the lock-out.
  static func groups(_ code: FindingCode) -> Phrase {
    switch code {
    case .groupsFound: Phrase(pl: "Filtr znajduje grupy.", en: "The filter finds groups.")
    case .groupsNone:
      Phrase(pl: "Filtr nie znajduje żadnej grupy.", en: "The filter finds no group.")
    case .groupMembersElsewhere:
      Phrase(
        pl: "Grupy wymieniają członków w innym atrybucie niż w konfiguracji.",
        en: "The groups list their members in another attribute than the configured one.")
    case .groupMembersUnreadable:
      Phrase(
        pl: "Konto usługi nie może czytać członków grup.",
        en: "The service account may not read the members of groups.")
    case .chosenGroupFound:
      Phrase(pl: "Wybrana grupa istnieje.", en: "The chosen group is there.")
    case .chosenGroupMissing:
      Phrase(
        pl: "Grupy wybranej dla spółki nie ma w domenie; nikt z tej spółki się nie zaloguje.",
        en: "The group chosen for a company is not in the domain; nobody of it can sign in.")
    case .chosenGroupEmpty:
      Phrase(pl: "Wybrana grupa jest pusta.", en: "The chosen group is empty.")
    case .chosenGroupsUnknown:
      Phrase(
        pl: "Nie sprawdzono wybranych grup: magazyn Bramy nie jest dostępny.",
        en: "The chosen groups were not looked at: Brama's store cannot be reached.")
    case .memberOfKept:
      Phrase(
        pl: "Serwer prowadzi listę grup każdej osoby.",
        en: "The server keeps the groups of each person.")
    case .memberOfNotKept:
      Phrase(
        pl: "Członkowie grup nie mają atrybutu z grupami; Brama uzna, że nie są w żadnej.",
        en: "Members of groups lack the attribute with their groups; Brama takes them for in none.")
    case .memberOfNotTold:
      Phrase(
        pl: "Nie ma grupy z członkami, na której można to sprawdzić.",
        en: "There is no group with members to try it on.")
    case .pagingGood:
      Phrase(
        pl: "Długie odpowiedzi przychodzą strona po stronie.", en: "Long answers come in pages.")
    case .pagingNotOffered:
      Phrase(pl: "Serwer nie oferuje stronicowania.", en: "The server offers no paged results.")
    case .pagingBroken:
      Phrase(
        pl: "Serwer oferuje stronicowanie, ale nie działa ono.",
        en: "The server offers paged results, but they do not work.")
    case .sizeLimitMet:
      Phrase(
        pl: "Serwer ucina odpowiedzi: limit rozmiaru konta usługi jest za mały.",
        en: "The server cuts answers short: the size limit of the service account is too low.")
    case .timeLimitMet:
      Phrase(
        pl: "Serwer przerywa szukanie: limit czasu konta usługi jest za mały.",
        en: "The server ends searches: the time limit of the service account is too low.")
    case .accountStateReadable:
      Phrase(
        pl: "Konto usługi może czytać stan kont.", en: "The service account may read account state."
      )
    case .accountStateHidden:
      Phrase(
        pl: "Konto usługi nie może czytać stanu kont; wyłączone konto wygląda jak dobre.",
        en: "The service account may not read account state; a disabled one looks like a good one.")
    case .passwordsReadable:
      Phrase(
        pl: "Konto usługi może czytać hasła osób; to więcej, niż Brama potrzebuje.",
        en: "The service account may read people's passwords; that is more than Brama needs.")
    case .lockoutFits:
      Phrase(
        pl: "Brama kończy o jedną próbę przed blokadą w domenie.",
        en: "Brama stops one try before the directory locks.")
    case .lockoutNone: Phrase(pl: "Domena nie blokuje kont.", en: "The directory locks no account.")
    case .lockoutTooHigh:
      Phrase(
        pl: "Domena blokuje konta wcześniej, niż Brama przestaje próbować.",
        en: "The directory locks accounts earlier than Brama stops trying.")
    case .lockoutOff:
      Phrase(
        pl: "Domena blokuje konta, a Brama o tym nie wie.",
        en: "The directory locks accounts, and Brama does not know of it.")
    case .lockoutWindowShort:
      Phrase(
        pl: "Domena pamięta błędne hasła dłużej niż Brama.",
        en: "The directory remembers wrong passwords longer than Brama does.")
    case .lockoutNotTold:
      Phrase(
        pl: "Domena nie mówi, kiedy blokuje konta.",
        en: "The directory does not tell when it locks accounts.")
    case .serversAgree:
      Phrase(pl: "Serwery mają to samo drzewo.", en: "The servers hold the same tree.")
    case .serversDiffer:
      Phrase(
        pl: "Serwery tej domeny mają różne drzewa.",
        en: "The servers of this domain hold different trees.")
    case .contentsPassedOver:
      Phrase(
        pl: "Zawartości nie sprawdzono: żadnego serwera nie można zapytać.",
        en: "The contents were not looked at: no server can be asked.")
    default: Phrase(same: code.rawValue)
    }
  }
}
