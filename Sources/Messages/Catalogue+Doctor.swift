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
    default: Phrase(pl: "Sprawdzanie…", en: "Examining…")
    }
  }
}
