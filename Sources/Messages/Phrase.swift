/// One text in each language that Brama speaks; leaving one out does not compile.
struct Phrase {
  let polish: String
  let english: String

  init(pl polish: String, en english: String) {
    self.polish = polish
    self.english = english
  }

  /// A text that is the same in both languages: a name, a word taken over as it is.
  init(same text: String) { self.init(pl: text, en: text) }

  subscript(language: Language) -> String {
    switch language {
    case .polish: polish
    case .english: english
    }
  }
}

/// The three Polish forms of a counted noun (1 znak, 2 znaki, 5 znaków) and the two English ones.
struct CountedNoun {
  let pl: (one: String, few: String, many: String)
  let en: (one: String, many: String)

  /// The count with the noun in the right form.
  func callAsFunction(_ count: Int) -> Phrase {
    Phrase(
      pl: "\(count) \(polishForm(count))", en: "\(count) \(count == 1 ? en.one : en.many)")
  }

  private func polishForm(_ count: Int) -> String {
    if count == 1 { return pl.one }
    let lastTwo = abs(count % 100)
    if (2...4).contains(lastTwo % 10) && !(12...14).contains(lastTwo) { return pl.few }
    return pl.many
  }

  static let characters = CountedNoun(
    pl: ("znak", "znaki", "znaków"), en: ("character", "characters"))
  static let values = CountedNoun(
    pl: ("wartość", "wartości", "wartości"), en: ("value", "values"))
  static let sessions = CountedNoun(pl: ("sesja", "sesje", "sesji"), en: ("session", "sessions"))
  static let employees = CountedNoun(
    pl: ("karta pracownika", "karty pracowników", "kart pracowników"),
    en: ("employee card", "employee cards"))
  static let people = CountedNoun(pl: ("osoba", "osoby", "osób"), en: ("person", "people"))
  static let blocks = CountedNoun(pl: ("blokada", "blokady", "blokad"), en: ("block", "blocks"))
  static let problems = CountedNoun(
    pl: ("problem", "problemy", "problemów"), en: ("problem", "problems"))
  static let warnings = CountedNoun(pl: ("uwaga", "uwagi", "uwag"), en: ("warning", "warnings"))
  static let lines = CountedNoun(pl: ("wpis", "wpisy", "wpisów"), en: ("line", "lines"))
}
