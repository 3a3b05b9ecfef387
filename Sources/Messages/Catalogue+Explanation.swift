public import Identity

extension Catalogue {
  public func caption(_ label: ExplanationLabel) -> String { Self.phrase(label)[language] }
  public func caption(_ owner: Explanation.Owner) -> String { Self.phrase(owner)[language] }
  public func caption(_ step: Explanation.SecondStep) -> String { Self.phrase(step)[language] }
  public func caption(_ next: Explanation.Next) -> String { Self.phrase(next)[language] }
  public func caption(_ way: MembershipPath.Way) -> String { Self.phrase(way)[language] }

  /// Why a person is not let in.
  public func caption(_ obstacle: SignInObstacle) -> String { Self.phrase(obstacle)[language] }

  private static func phrase(_ label: ExplanationLabel) -> Phrase {
    switch label {
    case .loginRead: Phrase(pl: "Login", en: "Login")
    case .company: Phrase(pl: "Spółka", en: "Company")
    case .owner: Phrase(pl: "Czyj", en: "Whose")
    case .card: Phrase(pl: "Karta", en: "Card")
    case .domain: Phrase(pl: "Domena", en: "Domain")
    case .entry: Phrase(pl: "Wpis", en: "Entry")
    case .member: Phrase(pl: "Osoba", en: "Person")
    case .account: Phrase(pl: "Konto", en: "Account")
    case .group: Phrase(pl: "Grupa", en: "Group")
    case .membership: Phrase(pl: "W grupie", en: "In the group")
    case .directory: Phrase(pl: "Katalog", en: "Directory")
    case .block: Phrase(pl: "Blokada jeszcze", en: "Blocked for")
    case .secondStep: Phrase(pl: "Drugi krok", en: "Second step")
    case .verdict: Phrase(pl: "Wynik", en: "Result")
    case .inOrder: Phrase(pl: "w porządku", en: "in order")
    }
  }

  private static func phrase(_ owner: Explanation.Owner) -> Phrase {
    switch owner {
    case .nativeCard:
      Phrase(pl: "karta z hasłem w Bramie", en: "a card with a password of Brama's own")
    case .domainCard:
      Phrase(pl: "karta powiązana z domeną", en: "a card linked with the domain")
    case .member: Phrase(pl: "osoba z domeny", en: "a member of the domain")
    case .nobody: Phrase(pl: "niczyj", en: "nobody's")
    }
  }

  private static func phrase(_ step: Explanation.SecondStep) -> Phrase {
    switch step {
    case .notDemanded: Phrase(pl: "nie jest wymagany", en: "not demanded")
    case .enrolled: Phrase(pl: "włączony", en: "turned on")
    case .owed: Phrase(pl: "wymagany, jeszcze nie włączony", en: "demanded and not turned on yet")
    case .locked: Phrase(pl: "zablokowany", en: "locked")
    }
  }

  private static func phrase(_ next: Explanation.Next) -> Phrase {
    switch next {
    case .secondFactor:
      Phrase(
        pl: "Po haśle Brama zapyta o kod.", en: "After the password Brama asks for a code.")
    case .enrolment:
      Phrase(
        pl: "Po haśle trzeba będzie włączyć weryfikację dwuetapową.",
        en: "After the password two-step verification has to be turned on.")
    case .passwordChange:
      Phrase(
        pl: "Po haśle trzeba będzie ustawić nowe.", en: "After the password a new one must be set.")
    case .signedInElsewhere:
      Phrase(
        pl: "Po haśle Brama zapyta, czy zakończyć sesję w innym miejscu.",
        en: "After the password Brama asks whether to end the session elsewhere.")
    case .session: Phrase(pl: "Hasło wystarczy.", en: "The password is enough.")
    }
  }

  private static func phrase(_ way: MembershipPath.Way) -> Phrase {
    switch way {
    case .everyone: Phrase(pl: "wszyscy", en: "everybody is")
    case .direct: Phrase(pl: "wprost", en: "directly")
    case .nested: Phrase(pl: "przez grupy", en: "through groups")
    case .computed: Phrase(pl: "według serwera", en: "as the server works it out")
    }
  }

  private static func phrase(_ obstacle: SignInObstacle) -> Phrase {
    switch obstacle {
    case .noCompany: Phrase(pl: "Nie ma takiej spółki.", en: "There is no such company.")
    case .unknownLogin: Phrase(pl: "Nikt nie ma tego loginu.", en: "Nobody has this login.")
    case .ambiguousLogin:
      Phrase(
        pl: "W domenie login pasuje do kilku wpisów.",
        en: "The login matches several entries of the domain.")
    case .noCard:
      Phrase(
        pl: "Osoba nie ma karty, a Brama nie założy jej sama.",
        en: "The person has no card, and Brama makes none.")
    case .archived: Phrase(pl: "Karta jest w archiwum.", en: "The card is archived.")
    case .anonymised: Phrase(pl: "Karta jest zanonimizowana.", en: "The card is anonymised.")
    case .noPassword:
      Phrase(pl: "Karta nie ma jeszcze hasła.", en: "The card has no password yet.")
    case .domainOff:
      Phrase(
        pl: "Spółka nie używa domeny tej karty.",
        en: "The company does not use the domain of this card.")
    case .memberNotFound:
      Phrase(
        pl: "Osoby powiązanej z kartą nie ma w domenie.",
        en: "The member linked with the card is not in the domain.")
    case .notInGroup:
      Phrase(pl: "Osoba nie jest w wybranej grupie.", en: "The person is not in the chosen group.")
    case .cooperatingSystem:
      Phrase(
        pl: "Karta służy do współpracy z zewnętrznym systemem.",
        en: "The card is for working with an external system.")
    case .secondFactorLocked:
      Phrase(
        pl: "Weryfikacja dwuetapowa jest zablokowana; otworzy ją tylko reset.",
        en: "Two-step verification is locked; only a reset opens it.")
    case .blocked:
      Phrase(
        pl: "Login jest zablokowany po błędnych próbach.",
        en: "The login is blocked after wrong attempts.")
    case .directoryUnavailable:
      Phrase(pl: "Domena nie odpowiada.", en: "The domain does not answer.")
    case .disabled:
      Phrase(pl: "Konto w domenie jest wyłączone.", en: "The account in the domain is disabled.")
    case .expired:
      Phrase(pl: "Konto w domenie wygasło.", en: "The account in the domain has expired.")
    case .locked:
      Phrase(pl: "Konto w domenie jest zablokowane.", en: "The account in the domain is locked.")
    case .passwordExpired:
      Phrase(pl: "Hasło w domenie wygasło.", en: "The password in the domain has expired.")
    case .passwordMustChange:
      Phrase(
        pl: "Domena żąda zmiany hasła.", en: "The domain demands a new password.")
    case .notYetValid:
      Phrase(
        pl: "Konto w domenie jeszcze nie jest ważne.",
        en: "The account in the domain is not valid yet.")
    case .outsideHours:
      Phrase(
        pl: "Domena nie wpuszcza tej osoby o tej porze.",
        en: "The domain does not let the person in at this hour.")
    case .notFromHere:
      Phrase(
        pl: "Domena nie wpuszcza tej osoby z tego komputera.",
        en: "The domain does not let the person in from this computer.")
    }
  }
}
