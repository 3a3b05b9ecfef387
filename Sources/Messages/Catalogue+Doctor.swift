import Identity

extension Catalogue {
  /// What `brama doctor` says besides its findings.
  static func doctor(_ message: CommandMessage) -> Phrase {
    switch message {
    case .examining(let what?): Phrase(pl: "Sprawdzanie: \(what)…", en: "Examining \(what)…")
    case .problemsFound(let count):
      Phrase(
        pl: "Znaleziono \(CountedNoun.problems(count)[.polish]).",
        en: "\(CountedNoun.problems(count)[.english]) found.")
    case .domainIsHealthy:
      Phrase(pl: "Wszystko w porządku.", en: "All is well.")
    case .domainFindings(let problems, let warnings):
      Phrase(
        pl: "\(CountedNoun.problems(problems)[.polish]), "
          + "\(CountedNoun.warnings(warnings)[.polish]).",
        en: "\(CountedNoun.problems(problems)[.english]), "
          + "\(CountedNoun.warnings(warnings)[.english]).")
    case .servicePasswordWanted:
      Phrase(pl: "Hasło konta usługi:", en: "Password of the service account:")
    case .servicePasswordMissing:
      Phrase(
        pl: "Podaj hasło konta usługi na standardowym wejściu, 1–1024 bajty w jednym wierszu.",
        en: "Give the service account's password on standard input, 1 to 1024 bytes in one line.")
    default: Phrase(pl: "Sprawdzanie…", en: "Examining…")
    }
  }
}
