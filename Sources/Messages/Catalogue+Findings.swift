import Identity

extension Catalogue {
  /// What a finding of `brama doctor` is, as a sentence; what was seen stands beside it.
  static func phrase(_ code: FindingCode) -> Phrase {
    switch code.step {
    case .configuration, .name, .connection: reaching(code)
    case .tls: tls(code)
    case .rootDSE, .kind, .clock, .bind, .base: server(code)
    case .people, .attributes: people(code)
    case .groups, .memberOf, .paging, .rights, .lockout, .servers: groups(code)
    }
  }

  private static func reaching(_ code: FindingCode) -> Phrase {
    switch code {
    case .plainPasswordsAllowed:
      Phrase(
        pl: "Hasła są wysyłane bez szyfrowania; każdy po drodze może je odczytać.",
        en: "Passwords are sent unprotected; anyone on the way can read them.")
    case .plainConnection:
      Phrase(
        pl: "Połączenie nie byłoby szyfrowane, więc Brama nie wyśle przez nie hasła.",
        en: "The connection would not be protected, so Brama sends no password over it.")
    case .caFileRead:
      Phrase(pl: "Plik urzędu certyfikacji jest czytelny.", en: "The CA file is readable.")
    case .caFileMissing:
      Phrase(pl: "Pliku urzędu certyfikacji nie ma.", en: "The CA file is not there.")
    case .caFileUnreadable:
      Phrase(
        pl: "Pliku urzędu certyfikacji nie można odczytać.", en: "The CA file cannot be read.")
    case .caFileEmpty:
      Phrase(pl: "Plik urzędu certyfikacji jest pusty.", en: "The CA file is empty.")
    case .caFileGarbage:
      Phrase(
        pl: "W pliku urzędu certyfikacji nie ma żadnego certyfikatu PEM.",
        en: "The CA file holds no PEM certificate.")
    case .caFileExpired:
      Phrase(
        pl: "Certyfikat w pliku urzędu certyfikacji wygasł.",
        en: "A certificate in the CA file has expired.")
    case .discoveryGood:
      Phrase(pl: "DNS wymienia serwery domeny.", en: "DNS lists the servers of the domain.")
    case .discoveryFailed:
      Phrase(
        pl: "DNS nie wymienia serwerów domeny.", en: "DNS does not list the servers of the domain.")
    case .nameResolved: Phrase(pl: "Nazwa ma adres.", en: "The name has an address.")
    case .nameLiteral:
      Phrase(pl: "Podano adres, nie nazwę.", en: "The server is given by its address.")
    case .nameNotFound:
      Phrase(pl: "Tej nazwy nie ma w DNS.", en: "There is no such name in DNS.")
    case .nameLookupFailed:
      Phrase(
        pl: "DNS nie odpowiedział, jaki adres ma ta nazwa.",
        en: "DNS did not say which address the name has.")
    case .connected: Phrase(pl: "Serwer przyjął połączenie.", en: "The server took a connection.")
    case .someAddressesFail:
      Phrase(
        pl: "Nie każdy adres tej nazwy odpowiada.",
        en: "Not every address of the name answers.")
    case .connectionRefused:
      Phrase(
        pl: "Nikt nie nasłuchuje pod tym adresem i portem.",
        en: "Nobody listens at this address and port.")
    case .connectionTimeout:
      Phrase(
        pl: "Adres nie odpowiada; pakiety giną po drodze.",
        en: "The address does not answer; packets are lost on the way.")
    case .connectionFailed:
      Phrase(pl: "Połączenie nie powiodło się.", en: "The connection failed.")
    case .socketMissing:
      Phrase(pl: "Nie ma takiego gniazda Unix.", en: "There is no such Unix socket.")
    default: Phrase(same: code.rawValue)
    }
  }

  private static func tls(_ code: FindingCode) -> Phrase {
    switch code {
    case .tlsGood:
      Phrase(
        pl: "TLS jest w porządku: urząd, nazwa, daty i wersja.",
        en: "TLS is right: authority, name, dates and version.")
    case .tlsNotUsed: Phrase(pl: "Bez TLS.", en: "Without TLS.")
    case .tlsExpiresSoon:
      Phrase(pl: "Certyfikat serwera wkrótce wygaśnie.", en: "The certificate expires soon.")
    case .tlsExpired:
      Phrase(pl: "Certyfikat serwera wygasł.", en: "The server's certificate has expired.")
    case .tlsNotYetValid:
      Phrase(
        pl: "Certyfikat nie jest jeszcze ważny.", en: "The certificate is not valid yet.")
    case .tlsAuthorityExpired:
      Phrase(
        pl: "Wygasł certyfikat urzędu nad certyfikatem serwera.",
        en: "The certificate of an authority above the server's has expired.")
    case .tlsForeignAuthority:
      Phrase(
        pl: "Certyfikat wystawił urząd, któremu Brama nie ufa.",
        en: "The certificate was issued by an authority that Brama does not trust.")
    case .tlsSelfSigned:
      Phrase(
        pl: "Certyfikat jest samopodpisany i nie ma go wśród zaufanych.",
        en: "The certificate is self-signed and not among the trusted ones.")
    case .tlsIntermediateMissing:
      Phrase(
        pl: "Serwer nie wysyła certyfikatu urzędu pośredniego.",
        en: "The server does not send the certificate of the intermediate authority.")
    case .tlsWrongName:
      Phrase(
        pl: "Certyfikat jest wystawiony na inną nazwę niż ta z konfiguracji.",
        en: "The certificate is for another name than the configured one.")
    case .tlsLocalhost:
      Phrase(
        pl:
          "Nazwa „localhost” jest porównywana z certyfikatem jako nazwa tej maszyny i nie pasuje.",
        en:
          "“localhost” is compared with the certificate as this machine's own name, which differs.")
    case .tlsWrongPurpose:
      Phrase(
        pl: "Certyfikat nie jest przeznaczony dla serwera.",
        en: "The certificate is not meant for a server.")
    case .tlsCertificateRejected:
      Phrase(
        pl: "Łańcuch certyfikatów jest nieprawidłowy.",
        en: "The chain of certificates is not valid.")
    case .tlsOldProtocol:
      Phrase(
        pl: "Serwer nie zna TLS 1.2 ani 1.3, a starszych wersji Brama nie używa.",
        en: "The server knows neither TLS 1.2 nor 1.3, and Brama uses no older version.")
    case .tlsPlainServer:
      Phrase(
        pl: "Na tym porcie jest LDAP bez TLS, a konfiguracja mówi ldaps://.",
        en: "This port speaks LDAP without TLS, but the configuration says ldaps://.")
    case .tlsNotSpoken:
      Phrase(
        pl: "Na tym porcie nie ma ani TLS, ani LDAP.",
        en: "This port speaks neither TLS nor LDAP.")
    case .tlsTimeout:
      Phrase(
        pl: "Serwer przyjął połączenie i zamilkł podczas uzgadniania TLS.",
        en: "The server took the connection and fell silent in the TLS handshake.")
    case .tlsClosed:
      Phrase(
        pl: "Serwer zerwał połączenie podczas uzgadniania TLS.",
        en: "The server broke off the TLS handshake.")
    case .tlsRefusedByLibrary:
      Phrase(
        pl: "Certyfikat wygląda na dobry, ale biblioteka LDAP go odrzuca (słaby klucz, podpis "
          + "albo szyfr).",
        en: "The certificate looks right but the LDAP library refuses it (a weak key, signature "
          + "or cipher).")
    case .startTLSRefused:
      Phrase(pl: "Serwer odmawia StartTLS.", en: "The server refuses StartTLS.")
    case .startTLSOnTLSPort:
      Phrase(
        pl: "Na tym porcie od razu jest TLS, a konfiguracja mówi ldap://.",
        en: "This port speaks TLS from the first byte, but the configuration says ldap://.")
    case .startTLSOffered:
      Phrase(
        pl: "Serwer oferuje StartTLS, a konfiguracja go nie używa.",
        en: "The server offers StartTLS, and the configuration does not use it.")
    default: Phrase(same: code.rawValue)
    }
  }

  private static func server(_ code: FindingCode) -> Phrase {
    switch code {
    case .rootDSERead:
      Phrase(pl: "Serwer mówi, czym jest.", en: "The server says what it is.")
    case .rootDSEHidden:
      Phrase(pl: "Serwer nie mówi, czym jest.", en: "The server does not say what it is.")
    case .notLDAP: Phrase(pl: "Odpowiedź nie jest w LDAP.", en: "What it answers is not LDAP.")
    case .noAnswer:
      Phrase(
        pl: "Serwer nie odpowiedział na pytanie w wyznaczonym czasie.",
        en: "The server did not answer a question in time.")
    case .connectionLost:
      Phrase(pl: "Serwer zerwał połączenie.", en: "The server closed the connection.")
    case .kindFits:
      Phrase(
        pl: "Rodzaj serwera zgadza się z konfiguracją.",
        en: "The kind of server is the configured one.")
    case .kindDiffers:
      Phrase(
        pl: "Serwer jest innego rodzaju niż w konfiguracji.",
        en: "The server is of another kind than the configured one.")
    case .kindNotTold:
      Phrase(
        pl: "Nie wiadomo, jakiego rodzaju jest serwer.",
        en: "It is not known of which kind the server is.")
    case .clockGood: Phrase(pl: "Zegary się zgadzają.", en: "The clocks agree.")
    case .clockDrifts:
      Phrase(
        pl: "Zegary różnią się o więcej niż pół minuty; kody TOTP przestaną pasować.",
        en: "The clocks differ by more than half a minute; TOTP codes will stop fitting.")
    case .clockWrong:
      Phrase(
        pl: "Zegary różnią się o więcej niż 5 minut.",
        en: "The clocks differ by more than 5 minutes.")
    case .clockNotTold:
      Phrase(pl: "Serwer nie podaje czasu.", en: "The server does not tell its time.")
    case .bindGood:
      Phrase(pl: "Konto usługi się zalogowało.", en: "The service account was let in.")
    case .bindRefused:
      Phrase(
        pl: "Serwer odrzucił nazwę albo hasło konta usługi.",
        en: "The server refused the service account's name or password.")
    case .bindDisabled:
      Phrase(pl: "Konto usługi jest wyłączone.", en: "The service account is disabled.")
    case .bindLocked:
      Phrase(pl: "Konto usługi jest zablokowane.", en: "The service account is locked.")
    case .bindExpired: Phrase(pl: "Konto usługi wygasło.", en: "The service account has expired.")
    case .bindPasswordExpired:
      Phrase(
        pl: "Hasło konta usługi wygasło.", en: "The service account's password has expired.")
    case .bindPasswordMustChange:
      Phrase(
        pl: "Serwer żąda zmiany hasła konta usługi.",
        en: "The server demands a new password of the service account.")
    case .bindNotAllowedHere:
      Phrase(
        pl: "Konto usługi nie może się teraz albo stąd logować.",
        en: "The service account may not sign in now, or not from here.")
    case .bindNeedsTLS:
      Phrase(
        pl: "Serwer przyjmuje hasła tylko przez szyfrowane połączenie.",
        en: "The server takes passwords over protected connections alone.")
    case .bindNotOverTLS:
      Phrase(
        pl: "Serwer przyjmuje Kerberos tylko podpisany, czyli bez TLS.",
        en: "The server takes Kerberos only signed, which over TLS it is not.")
    case .bindChannelDiffers:
      Phrase(
        pl: "Certyfikat, który widzi Brama, nie jest certyfikatem serwera: ktoś stoi pośrodku.",
        en: "The certificate that Brama sees is not the server's: somebody stands between.")
    case .bindBadName:
      Phrase(
        pl: "Serwer nie rozumie nazwy konta usługi.",
        en: "The server does not understand the service account's name.")
    case .bindFailed:
      Phrase(
        pl: "Logowanie konta usługi nie powiodło się.",
        en: "The service account's bind failed.")
    case .bindNotTried:
      Phrase(
        pl: "Nie próbowano hasła: inny serwer już je odrzucił albo nie odpowiedział.",
        en: "The password was not tried: another server refused it already, or did not answer.")
    case .domainUnconfirmed:
      Phrase(
        pl: "Adres domeny zmienił się, a hasła konta usługi nie podano ponownie: nic nie wysłano.",
        en: "The domain's address changed and its password was not given again: nothing was sent.")
    case .baseFound: Phrase(pl: "Podstawa drzewa istnieje.", en: "The base is there.")
    case .baseMissing:
      Phrase(
        pl: "Podstawy drzewa nie ma albo konto usługi jej nie widzi.",
        en: "The base is not there, or the service account may not see it.")
    case .baseNotHeld:
      Phrase(
        pl: "Serwer nie ma tej podstawy; ma inne drzewa.",
        en: "The server does not hold this base; it holds other trees.")
    case .baseElsewhere:
      Phrase(
        pl: "Serwer mówi, że ta podstawa leży na innym serwerze.",
        en: "The server says that this base lies on another server.")
    case .peopleBaseFound:
      Phrase(pl: "Podstawa osób istnieje.", en: "The base of people is there.")
    case .peopleBaseMissing:
      Phrase(
        pl: "Podstawy osób nie ma albo konto usługi jej nie widzi.",
        en: "The base of people is not there, or the service account may not see it.")
    case .groupBaseFound:
      Phrase(pl: "Podstawa grup istnieje.", en: "The base of groups is there.")
    case .groupBaseMissing:
      Phrase(
        pl: "Podstawy grup nie ma albo konto usługi jej nie widzi.",
        en: "The base of groups is not there, or the service account may not see it.")
    default: Phrase(same: code.rawValue)
    }
  }

  private static func people(_ code: FindingCode) -> Phrase {
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

  private static func groups(_ code: FindingCode) -> Phrase {
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
