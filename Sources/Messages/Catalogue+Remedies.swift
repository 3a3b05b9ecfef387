import Identity

extension Catalogue {
  /// What is to be done about a finding, in one sentence; `nil` where nothing is.
  static func remedy(_ code: FindingCode) -> Phrase? {
    switch code.step {
    case .configuration, .name, .connection: reachingRemedy(code)
    case .tls: tlsRemedy(code)
    case .rootDSE, .kind, .clock, .bind, .base: serverRemedy(code)
    case .people, .attributes: peopleRemedy(code)
    case .groups, .memberOf, .paging, .rights, .lockout, .servers: groupsRemedy(code)
    }
  }

  private static func reachingRemedy(_ code: FindingCode) -> Phrase? {
    switch code {
    case .plainPasswordsAllowed:
      Phrase(
        pl: "Użyj ldaps:// albo start_tls = true i usuń insecure_plain_passwords.",
        en: "Use ldaps:// or start_tls = true, and remove insecure_plain_passwords.")
    case .plainConnection:
      Phrase(
        pl: "Ustaw start_tls = true albo podaj adres ldaps://.",
        en: "Set start_tls = true, or give an ldaps:// address.")
    case .caFileMissing, .caFileUnreadable:
      Phrase(
        pl: "Popraw ca_file albo prawa do pliku; plik musi móc czytać użytkownik usługi.",
        en: "Correct ca_file or the file's permissions; the service's user must be able to read it."
      )
    case .caFileEmpty, .caFileGarbage:
      Phrase(
        pl: "Zapisz w ca_file certyfikat urzędu w postaci PEM (BEGIN CERTIFICATE).",
        en: "Put the authority's certificate into ca_file, in PEM form (BEGIN CERTIFICATE).")
    case .caFileExpired:
      Phrase(
        pl: "Usuń z ca_file wygasły certyfikat, a jeśli urząd ma nowy, wstaw go tam.",
        en:
          "Take the expired certificate out of ca_file; where the authority has a new one, put it in."
      )
    case .discoveryFailed:
      Phrase(
        pl: "Dodaj w DNS rekordy SRV (_ldap._tcp) albo wymień serwery w servers.",
        en: "Add SRV records (_ldap._tcp) to DNS, or list the servers in servers.")
    case .nameNotFound:
      Phrase(
        pl: "Popraw nazwę w servers albo dodaj ją w DNS.",
        en: "Correct the name in servers, or add it to DNS.")
    case .nameLookupFailed:
      Phrase(
        pl: "Sprawdź serwery DNS tej maszyny (/etc/resolv.conf).",
        en: "Check this machine's DNS servers (/etc/resolv.conf).")
    case .someAddressesFail:
      Phrase(
        pl: "Usuń z DNS adresy, które nie odpowiadają, albo uruchom tam serwer.",
        en: "Take the addresses that do not answer out of DNS, or start the server there.")
    case .connectionRefused:
      Phrase(
        pl: "Sprawdź, czy serwer działa i czy port w servers jest właściwy (389, ldaps: 636).",
        en: "Check that the server runs and that the port in servers is right (389, ldaps: 636).")
    case .connectionTimeout:
      Phrase(
        pl: "Sprawdź adres, trasę i zaporę między tą maszyną a serwerem.",
        en: "Check the address, the route and the firewalls between this machine and the server.")
    case .connectionFailed:
      Phrase(
        pl: "Sprawdź sieć tej maszyny i trasę do serwera.",
        en: "Check this machine's network and the route to the server.")
    case .socketMissing:
      Phrase(
        pl: "Popraw ścieżkę gniazda w servers i sprawdź, czy serwer działa.",
        en: "Correct the socket's path in servers, and check that the server runs.")
    default: nil
    }
  }

  private static func tlsRemedy(_ code: FindingCode) -> Phrase? {
    switch code {
    case .tlsExpiresSoon, .tlsExpired:
      Phrase(
        pl: "Odnów certyfikat na serwerze.", en: "Have the certificate renewed on the server.")
    case .tlsNotYetValid:
      Phrase(
        pl: "Sprawdź zegary obu maszyn; jeśli są dobre, wystaw certyfikat od dziś.",
        en:
          "Check the clocks of both machines; if they are right, issue the certificate from today.")
    case .tlsAuthorityExpired:
      Phrase(
        pl: "Wstaw na serwerze i do ca_file nowy certyfikat urzędu.",
        en: "Put the authority's new certificate on the server and into ca_file.")
    case .tlsForeignAuthority:
      Phrase(
        pl: "Wstaw do ca_file certyfikat wskazanego urzędu, jeśli jest właściwy; gdy to urząd "
          + "pośredni, serwer ma go wysyłać.",
        en:
          "Put the named authority's certificate into ca_file, if it is the right one; if it is an "
          + "intermediate one, the server must send it.")
    case .tlsSelfSigned:
      Phrase(
        pl: "Wystaw certyfikat z urzędu albo wstaw do ca_file ten, po sprawdzeniu go na serwerze.",
        en: "Use a certificate of an authority, or put this one into ca_file after comparing it on "
          + "the server.")
    case .tlsIntermediateMissing:
      Phrase(
        pl: "Dołącz na serwerze certyfikat urzędu pośredniego do pliku z certyfikatem.",
        en: "On the server, append the intermediate certificate to the file with its own.")
    case .tlsWrongName:
      Phrase(
        pl: "Podaj w servers jedną z nazw z certyfikatu albo wystaw go na nazwę z servers.",
        en: "Give one of the certificate's names in servers, or have it issued for that in servers."
      )
    case .tlsLocalhost:
      Phrase(
        pl: "Zamiast localhost podaj w servers 127.0.0.1 i miej ten adres w certyfikacie.",
        en: "Give 127.0.0.1 instead of localhost in servers, and have it in the certificate.")
    case .tlsWrongPurpose:
      Phrase(
        pl: "Wystaw certyfikat z rozszerzonym użyciem klucza serverAuth.",
        en: "Have a certificate issued with the extended key usage serverAuth.")
    case .tlsCertificateRejected:
      Phrase(
        pl: "Wystaw certyfikat ponownie i sprawdź łańcuch poleceniem openssl verify.",
        en: "Have the certificate issued anew, and check the chain with openssl verify.")
    case .tlsOldProtocol:
      Phrase(
        pl: "Włącz na serwerze TLS 1.2 albo 1.3.", en: "Turn TLS 1.2 or 1.3 on in the server.")
    case .tlsPlainServer:
      Phrase(
        pl: "Podaj port ldaps (zwykle 636) albo adres ldap:// ze start_tls = true.",
        en: "Give the port of ldaps (usually 636), or an ldap:// address with start_tls = true.")
    case .tlsNotSpoken:
      Phrase(
        pl: "Popraw adres i port w servers: to nie jest serwer katalogowy.",
        en: "Correct address and port in servers: this is no directory server.")
    case .tlsTimeout:
      Phrase(
        pl: "Uruchom serwer ponownie albo usuń z drogi urządzenie, które zatrzymuje TLS.",
        en: "Restart the server, or take away the device on the way that holds TLS up.")
    case .tlsClosed:
      Phrase(
        pl: "Sprawdź w dzienniku serwera, czy ma certyfikat i klucz i czego żąda od klienta.",
        en:
          "See in the server's log whether it has certificate and key and what it demands of clients."
      )
    case .tlsRefusedByLibrary:
      Phrase(
        pl: "Wystaw certyfikat z kluczem RSA 2048 lub EC P-256 i podpisem SHA-256.",
        en: "Have a certificate issued with an RSA 2048 or EC P-256 key and a SHA-256 signature.")
    case .startTLSRefused:
      Phrase(
        pl: "Włącz TLS na serwerze (certyfikat i klucz) albo podaj adres ldaps://.",
        en: "Set TLS up on the server (certificate and key), or give an ldaps:// address.")
    case .startTLSOnTLSPort:
      Phrase(
        pl: "Zmień w servers ldap:// na ldaps://.", en: "Change ldap:// to ldaps:// in servers.")
    case .startTLSOffered:
      Phrase(
        pl: "Ustaw start_tls = true i usuń insecure_plain_passwords.",
        en: "Set start_tls = true, and remove insecure_plain_passwords.")
    default: nil
    }
  }

  private static func serverRemedy(_ code: FindingCode) -> Phrase? {
    switch code {
    case .rootDSEHidden:
      Phrase(
        pl: "Pozwól kontu usługi czytać wpis główny (root DSE).",
        en: "Let the service account read the root DSE.")
    case .notLDAP:
      Phrase(
        pl: "Popraw adres i port w servers: to nie jest serwer LDAP.",
        en: "Correct address and port in servers: this is no LDAP server.")
    case .noAnswer:
      Phrase(
        pl: "Sprawdź obciążenie serwera; gdy jest tylko wolny, zwiększ operation_timeout.",
        en: "Check the server's load; where it is only slow, raise operation_timeout.")
    case .connectionLost:
      Phrase(
        pl: "Sprawdź w dzienniku serwera, dlaczego zrywa połączenia.",
        en: "See in the server's log why it closes connections.")
    case .kindDiffers:
      Phrase(
        pl: "Zmień kind i nazwy atrybutów na właściwe dla tego serwera.",
        en: "Change kind and the attributes to those of this server.")
    case .clockDrifts, .clockWrong:
      Phrase(
        pl: "Włącz na obu maszynach synchronizację czasu (NTP).",
        en: "Turn time synchronisation (NTP) on on both machines.")
    case .bindRefused:
      Phrase(
        pl: "Popraw service_dn albo service_password i sprawdź je poleceniem ldapwhoami.",
        en: "Correct service_dn or service_password, and try them with ldapwhoami.")
    case .bindDisabled:
      Phrase(
        pl: "Włącz konto usługi w katalogu i nadaj mu hasło.",
        en: "Enable the service account in the directory and give it a password.")
    case .bindLocked:
      Phrase(
        pl: "Odblokuj konto usługi i znajdź, kto loguje się nim złym hasłem.",
        en: "Unlock the service account, and find out who tries wrong passwords with it.")
    case .bindExpired:
      Phrase(
        pl: "Przedłuż w katalogu ważność konta usługi.",
        en: "Extend the validity of the service account in the directory.")
    case .bindPasswordExpired, .bindPasswordMustChange:
      Phrase(
        pl: "Nadaj kontu usługi nowe hasło, które nie wygasa, i wpisz je w service_password.",
        en: "Give the service account a new password that does not expire, and put it into "
          + "service_password.")
    case .bindNotAllowedHere:
      Phrase(
        pl: "Zdejmij z konta usługi ograniczenia godzin i komputerów.",
        en: "Take limits of hours and computers off the service account.")
    case .bindNeedsTLS:
      Phrase(
        pl: "Użyj ldaps:// albo start_tls = true.", en: "Use ldaps:// or start_tls = true.")
    case .bindNotOverTLS:
      Phrase(
        pl: "Ustaw w Sambie ldap server require strong auth = allow_sasl_over_tls albo tu "
          + "service_bind = \"simple\".",
        en: "Set ldap server require strong auth = allow_sasl_over_tls in Samba, or "
          + "service_bind = \"simple\" here.")
    case .bindChannelDiffers:
      Phrase(
        pl: "Podaj w servers sam katalog, nie urządzenie, które kończy TLS; jeśli takiego nie ma, "
          + "sprawdź, kto ma ten certyfikat.",
        en:
          "Name the directory itself in servers, not a device that ends TLS; if there is none, find "
          + "out who has that certificate.")
    case .bindBadName:
      Phrase(
        pl: "Podaj w service_dn pełną nazwę wpisu (DN).",
        en: "Give the entry's full name (DN) in service_dn.")
    case .bindFailed:
      Phrase(
        pl: "Sprawdź w dzienniku serwera, dlaczego odmawia.",
        en: "See in the server's log why it refuses.")
    case .bindNotTried:
      Phrase(
        pl: "Najpierw usuń przyczynę na tamtym serwerze, potem sprawdź ponownie.",
        en: "First mend what is wrong with that server, then examine again.")
    case .domainUnconfirmed:
      Phrase(
        pl: "Podaj hasło ponownie: brama domain confirm z nazwą domeny.",
        en: "Give the password again: brama domain confirm with the domain's name.")
    case .baseMissing:
      Phrase(
        pl: "Popraw base albo daj kontu usługi prawo czytania tego wpisu.",
        en: "Correct base, or give the service account the right to read that entry.")
    case .baseNotHeld:
      Phrase(
        pl: "Ustaw base na jedno z drzew, które serwer ma.",
        en: "Set base to one of the trees that the server holds.")
    case .baseElsewhere:
      Phrase(
        pl: "Podaj w servers serwer, który sam ma to drzewo.",
        en: "Give a server in servers that holds the tree itself.")
    case .peopleBaseMissing:
      Phrase(
        pl: "Popraw people_base albo daj kontu usługi prawo czytania tego wpisu.",
        en: "Correct people_base, or give the service account the right to read that entry.")
    case .groupBaseMissing:
      Phrase(
        pl: "Popraw group_base albo daj kontu usługi prawo czytania tego wpisu.",
        en: "Correct group_base, or give the service account the right to read that entry.")
    default: nil
    }
  }
}
