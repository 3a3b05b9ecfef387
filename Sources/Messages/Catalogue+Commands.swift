import Identity

extension Catalogue {
  static func phrase(_ message: CommandMessage) -> Phrase {
    switch message {
    case .domainUnavailable(let code):  // CLI-B03
      Phrase(
        pl: "Domena jest niedostępna: \(phrase(code)[.polish])",
        en: "The domain is unavailable: \(phrase(code)[.english])")

    case .locksAfter(let count, let seconds):
      Phrase(
        pl: "po \(count) błędnych hasłach w \(seconds) s",
        en: "after \(count) wrong passwords in \(seconds) s")
    case .locksNever: Phrase(pl: "nie blokuje", en: "never")
    case .toldByDirectory: Phrase(pl: "katalog", en: "directory")
    case .toldByConfiguration(nil): Phrase(pl: "konfiguracja", en: "configuration")
    case .toldByConfiguration(let code?):
      Phrase(
        pl: "konfiguracja (\(phrase(code)[.polish]))",
        en: "configuration (\(phrase(code)[.english]))")

    case .noneFound: Phrase(pl: "Nic nie znaleziono.", en: "Nothing found.")
    case .moreFound(let limit):
      Phrase(
        pl: "Pokazano pierwsze \(limit); pasuje więcej. Zawęź szukany tekst.",
        en: "The first \(limit) are shown; more match. Narrow the phrase.")
    case .employeeAdded(let login):
      Phrase(pl: "Dodano kartę pracownika \(login).", en: "Employee card \(login) added.")
    case .employeeChanged(let login):
      Phrase(pl: "Zapisano kartę pracownika \(login).", en: "Employee card \(login) saved.")
    case .employeeRemoved(let login):
      Phrase(pl: "Usunięto kartę pracownika \(login).", en: "Employee card \(login) deleted.")
    case .noSuchEmployee(let login):
      Phrase(pl: "Brak karty pracownika: \(login)", en: "No such employee card: \(login)")
    case .noSuchCompany(let name):
      Phrase(pl: "Brak spółki: \(name)", en: "No such company: \(name)")
    case .noSuchSession(let id): Phrase(pl: "Brak sesji: \(id)", en: "No such session: \(id)")
    case .memberLinked(let member, let card):
      Phrase(
        pl: "Powiązano członka domeny \(member) z kartą \(card).",
        en: "Domain member \(member) linked with \(card).")
    case .memberUnlinked(let card):
      Phrase(
        pl: "Usunięto powiązanie karty \(card) z domeną. Logowanie wymaga teraz nowego hasła.",
        en: "The link of \(card) with the domain was removed. Signing in now needs a new password.")
    case .noEmailInDomain:  // DOM-B09
      Phrase(pl: "Brak adresu email w domenie.", en: "No e-mail address in the domain.")
    case .activationCodeIssued(let login, let hours):
      Phrase(
        pl: "Kod aktywacyjny dla \(login), ważny \(hours) h, działa jeden raz:",
        en: "Activation code for \(login), valid for \(hours) h, works once:")
    case .setupCodeIssued(let hours):
      Phrase(
        pl:
          "Kod do ustawienia hasła użytkownika Administrator, ważny \(hours) h, działa jeden raz:",
        en: "Code to set the password of the user Administrator, valid for \(hours) h, works once:")
    case .companyAdded(let name): Phrase(pl: "Dodano spółkę \(name).", en: "Company \(name) added.")
    case .companyChanged(let name):
      Phrase(pl: "Zapisano spółkę \(name).", en: "Company \(name) saved.")
    case .companyRemoved(let name):
      Phrase(pl: "Usunięto spółkę \(name).", en: "Company \(name) deleted.")
    case .enforcementOn:
      Phrase(
        pl: "Wymuszenie weryfikacji dwuetapowej jest włączone.",
        en: "Enforcement of two-step verification is on.")
    case .enforcementOff:
      Phrase(
        pl: "Wymuszenie weryfikacji dwuetapowej jest wyłączone.",
        en: "Enforcement of two-step verification is off.")
    case .notEnrolled(let count):
      Phrase(
        pl: "Bez weryfikacji dwuetapowej: \(CountedNoun.people(count)[.polish]).",
        en: "Without two-step verification: \(CountedNoun.people(count)[.english]).")
    case .youAreNotEnrolled:
      Phrase(
        pl: "Twoje konto nie ma jeszcze weryfikacji dwuetapowej; trzeba ją będzie włączyć przy "
          + "następnym logowaniu.",
        en: "Your own account has no two-step verification yet; the next sign-in will ask you to "
          + "turn it on.")
    case .secondFactorReset(let login):
      Phrase(
        pl: "Zresetowano weryfikację dwuetapową: \(login).",
        en: "Two-step verification of \(login) was reset.")
    case .unblocked(let login, let count):
      Phrase(
        pl: "\(login): usunięto \(CountedNoun.blocks(count)[.polish]).",
        en: "\(login): \(CountedNoun.blocks(count)[.english]) removed.")
    case .sessionsEnded(let count):
      Phrase(
        pl: "Zakończone sesje: \(count).", en: "Sessions ended: \(count).")
    case .lossAccepted(let domain, let people):
      Phrase(
        pl: "\(domain): przyjęto brak w domenie: \(CountedNoun.people(people)[.polish]). Następne "
          + "sprawdzenie zakończy sesje tych, których nadal nie ma.",
        en: "\(domain): the loss of \(CountedNoun.people(people)[.english]) is accepted. The next "
          + "check ends the sessions of those who are still missing.")
    case .noLossToAccept(let domain):
      Phrase(
        pl: "\(domain): ostatnie sprawdzenie nie wykryło nagłego ubytku osób.",
        en: "\(domain): the last check found no sudden loss of people.")
    case .domainConfirmed(let domain):
      Phrase(
        pl: "\(domain): nowy adres przyjęty, domena jest używana.",
        en: "\(domain): the new address is accepted, the domain is in use.")
    case .domainSynced(let domain, let people, let changed, let missing):
      Phrase(
        pl: "\(domain): sprawdzono: \(CountedNoun.people(people)[.polish]); zmienione karty: "
          + "\(changed); nie znaleziono w domenie: \(missing).",
        en:
          "\(domain): \(CountedNoun.people(people)[.english]) looked at, \(changed) cards changed, "
          + "\(missing) not found in the domain.")
    case .syncFailed(let domain, let code?):
      Phrase(
        pl: "\(domain): przerwano: \(Self.phrase(code)[.polish])",
        en: "\(domain): stopped: \(Self.phrase(code)[.english])")
    case .syncFailed(let domain, nil):
      Phrase(
        pl: "\(domain): przerwano; nic nie zostało zmienione w połowie, uruchom ponownie",
        en: "\(domain): stopped; nothing was left half done, run it again")
    case .syncDoubted(let domain, let missing):
      Phrase(
        pl: "\(domain): brakuje nagle zbyt wielu osób (\(missing)), nikogo nie oznaczono; sprawdź "
          + "bazę, filtr i uprawnienia konta serwisowego",
        en:
          "\(domain): too many people are missing at once (\(missing)), nobody was marked; check the "
          + "base, the filter and the rights of the service account")
    case .nothingToConfirm(let domain):
      Phrase(
        pl: "\(domain): nie ma nic do potwierdzenia.", en: "\(domain): there is nothing to confirm."
      )
    case .servicePasswordWanted(let domain):
      Phrase(
        pl: "Hasło konta serwisowego domeny \(domain): ",
        en: "Service password of the domain \(domain): ")

    case .auditIntact(let lines):
      Phrase(
        pl: "Dziennik jest nienaruszony: \(CountedNoun.lines(lines)[.polish]).",
        en: "The audit log is intact: \(CountedNoun.lines(lines)[.english]).")
    case .auditPruned(let lines):
      Phrase(
        pl: "Z dziennika usunięto: \(CountedNoun.lines(lines)[.polish]).",
        en: "Removed from the audit log: \(CountedNoun.lines(lines)[.english]).")
    case .auditFinding(.brokenAt(let sequence)):
      Phrase(
        pl: "Wpis \(sequence) zmieniono albo brakuje wpisu przed nim.",
        en: "Line \(sequence) was changed, or a line before it is missing.")
    case .auditFinding(.storeIsOlder(let store, let known)):
      Phrase(
        pl: "Magazyn kończy się na wpisie \(store), a plik końca dziennika zna wpis \(known): "
          + "ucięto wpisy albo przywrócono starszą kopię.",
        en: "The store ends at line \(store), the head file knows line \(known): lines were cut "
          + "off, or an older store was put back.")
    case .auditFinding(.headDiffers(let sequence)):
      Phrase(
        pl: "Wpis \(sequence) różni się od zapisanego w pliku końca dziennika.",
        en: "Line \(sequence) differs from what the head file says.")
    case .auditFinding(.headMissing):
      Phrase(
        pl:
          "Brakuje pliku końca dziennika albo jest pusty: nie wiadomo, czy na końcu ucięto wpisy.",
        en: "The head file is gone or empty: lines may have been cut off at the end.")
    case .auditFinding(.recordedMismatch(let sequence)):
      Phrase(
        pl: "Wpis \(sequence) mówi, że Brama wystartowała kiedyś na magazynie starszym od pliku "
          + "końca dziennika albo bez tego pliku.",
        en: "Line \(sequence) says that Brama once started on a store older than its head file, or "
          + "without that file.")

    case .keyRotated(let values):
      Phrase(
        pl: "Zaszyfrowano nowym kluczem: \(CountedNoun.values(values)[.polish]).",
        en: "Sealed with the new key: \(CountedNoun.values(values)[.english]).")
    case .backupMade(let path): Phrase(pl: "Zapisano kopię: \(path)", en: "Backup written: \(path)")
    case .backupHoldsNoKey:
      Phrase(
        pl: "Kopia nie zawiera klucza. Przechowuj plik klucza osobno; bez niego kopia jest "
          + "bezużyteczna.",
        en: "The backup holds no key. Keep the key file apart; without it the backup is of no use.")
    case .restored(let path):
      Phrase(
        pl: "Przywrócono z \(path). Wszystkie sesje zostały zakończone.",
        en: "Restored from \(path). All sessions were ended.")
    case .configurationIsValid(let path):
      Phrase(pl: "Konfiguracja jest poprawna: \(path)", en: "The configuration is valid: \(path)")
    case .storeInUse:
      Phrase(
        pl: "Magazynu używa inny proces, a serwer nie odpowiada. Sprawdź, czy działa brama serve.",
        en: "Another process uses the store, and the server does not answer. Check brama serve.")
    case .serverUnreachable:
      Phrase(pl: "Serwer nie odpowiada.", en: "The server does not answer.")
    case .serverRunning:
      Phrase(
        pl: "Serwer działa. Zatrzymaj go przed tą czynnością.",
        en: "The server is running. Stop it first.")
    case .examining, .problemsFound, .domainIsHealthy, .domainFindings:
      doctor(message)
    }
  }
}
