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
}
