import Identity

/// What is to be done about what a directory holds: people, attributes, groups, limits.
extension Catalogue {
  static func peopleRemedy(_ code: FindingCode) -> Phrase? {
    switch code {
    case .peopleHidden:
      Phrase(
        pl: "Daj kontu usługi prawo szukania i czytania pod people_base.",
        en: "Give the service account the right to search and read under people_base.")
    case .peopleFilterFindsNobody:
      Phrase(
        pl: "Popraw member_filter: podaj klasę, którą mają osoby w tym katalogu.",
        en: "Correct member_filter: give the class that people of this directory have.")
    case .peopleFilterFindsComputers:
      Phrase(
        pl: "Dodaj do member_filter warunek (!(objectClass=computer)).",
        en: "Add (!(objectClass=computer)) to member_filter.")
    case .peopleFilterFindsGroups:
      Phrase(
        pl: "Zawęź member_filter do klasy osób.", en: "Narrow member_filter to the class of people."
      )
    case .peopleWithoutLogin:
      Phrase(
        pl: "Nadaj tym osobom login albo wyłącz je w member_filter.",
        en: "Give these people a login, or leave them out by member_filter.")
    case .duplicateLogins:
      Phrase(
        pl: "Zmień jeden z loginów albo zawęź people_base lub member_filter.",
        en: "Change one of the logins, or narrow people_base or member_filter.")
    case .referralsMet:
      Phrase(
        pl: "Zawęź base i people_base do drzewa, które serwer sam ma.",
        en: "Narrow base and people_base to the tree that the server holds itself.")
    case .attributeMissing:
      Phrase(
        pl: "Popraw nazwę atrybutu w konfiguracji albo zostaw ją pustą.",
        en: "Correct the attribute's name in the configuration, or leave it empty.")
    case .attributeUnreadable, .loginUnreadable, .idUnreadable:
      Phrase(
        pl: "Daj kontu usługi prawo czytania tego atrybutu osób.",
        en: "Give the service account the right to read this attribute of people.")
    case .loginMissing:
      Phrase(
        pl: "Popraw login_attribute (OpenLDAP: uid, Active Directory: sAMAccountName).",
        en: "Correct login_attribute (OpenLDAP: uid, Active Directory: sAMAccountName).")
    case .idMissing, .idNotUnique, .idMayChange:
      Phrase(
        pl: "Ustaw id_attribute na entryUUID, objectGUID albo nsUniqueId, zależnie od serwera.",
        en: "Set id_attribute to entryUUID, objectGUID or nsUniqueId, as the server has it.")
    case .idWrongForm:
      Phrase(
        pl: "Ustaw kind właściwy dla serwera; identyfikator binarny (objectGUID) czyta tylko on.",
        en: "Set the kind that fits the server; only that reads a binary id (objectGUID).")
    default: nil
    }
  }

  static func groupsRemedy(_ code: FindingCode) -> Phrase? {
    switch code {
    case .groupsNone:
      Phrase(
        pl: "Popraw group_filter, jeśli w domenie są grupy; inaczej wybieraj „Wszystkie”.",
        en: "Correct group_filter if the domain has groups; otherwise choose “All”.")
    case .groupMembersElsewhere:
      Phrase(
        pl: "Ustaw member_attribute na wskazany atrybut.",
        en: "Set member_attribute to the named attribute.")
    case .groupMembersUnreadable:
      Phrase(
        pl: "Daj kontu usługi prawo czytania członków grup.",
        en: "Give the service account the right to read the members of groups.")
    case .chosenGroupMissing:
      Phrase(
        pl: "Wybierz dla spółki inną grupę albo przywróć tę w domenie.",
        en: "Choose another group for the company, or restore this one in the domain.")
    case .chosenGroupEmpty:
      Phrase(
        pl: "Dodaj osoby do grupy albo wybierz dla spółki inną.",
        en: "Add people to the group, or choose another one for the company.")
    case .chosenGroupsUnknown:
      Phrase(
        pl: "Uruchom brama serve albo polecenie z prawem do magazynu i sprawdź ponownie.",
        en: "Start brama serve, or run the command with access to the store, and examine again.")
    case .memberOfNotKept:
      Phrase(
        pl: "Zostaw member_of_attribute puste albo każ serwerowi uzupełnić ten atrybut wszystkim.",
        en:
          "Leave member_of_attribute empty, or have the server fill the attribute in for everybody."
      )
    case .pagingNotOffered, .pagingBroken:
      Phrase(
        pl: "Włącz na serwerze stronicowanie wyników (RFC 2696).",
        en: "Turn paged results (RFC 2696) on in the server.")
    case .sizeLimitMet:
      Phrase(
        pl: "Podnieś na serwerze limit rozmiaru dla konta usługi (OpenLDAP: olcLimits).",
        en: "Raise the size limit for the service account on the server (OpenLDAP: olcLimits).")
    case .timeLimitMet:
      Phrase(
        pl: "Podnieś na serwerze limit czasu dla konta usługi i dodaj indeksy szukanych atrybutów.",
        en:
          "Raise the time limit for the service account, and index the attributes that are searched."
      )
    case .accountStateHidden:
      Phrase(
        pl: "Daj kontu usługi prawo czytania wskazanych atrybutów osób.",
        en: "Give the service account the right to read the named attributes of people.")
    case .passwordsReadable:
      Phrase(
        pl: "Odbierz kontu usługi prawo czytania userPassword.",
        en: "Take the right to read userPassword from the service account.")
    case .lockoutTooHigh, .lockoutOff:
      Phrase(
        pl: "Ustaw directory_lockout.read = true albo directory_lockout.threshold na próg domeny.",
        en:
          "Set directory_lockout.read = true, or directory_lockout.threshold to the directory's own."
      )
    case .lockoutWindowShort:
      Phrase(
        pl: "Ustaw directory_lockout.read = true albo directory_lockout.window na okno domeny.",
        en: "Set directory_lockout.read = true, or directory_lockout.window to the directory's own."
      )
    case .lockoutNotTold:
      Phrase(
        pl:
          "Wpisz próg domeny w directory_lockout.threshold albo daj kontu usługi prawo go czytać.",
        en: "Put the directory's threshold into directory_lockout.threshold, or let the service "
          + "account read it.")
    case .serversDiffer:
      Phrase(
        pl: "Zostaw w servers tylko serwery jednej domeny albo napraw replikację.",
        en: "Keep servers of one domain only in servers, or mend replication.")
    case .contentsPassedOver:
      Phrase(
        pl: "Najpierw usuń problemy opisane wyżej, potem sprawdź ponownie.",
        en: "First mend the problems above, then examine again.")
    default: nil
    }
  }
}
