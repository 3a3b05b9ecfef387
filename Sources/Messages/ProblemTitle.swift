/// The kinds of problem that an answer of the API can carry, by their short names.
public enum ProblemTitle: String, Sendable, CaseIterable {
  case badRequest, invalidInput, wrongCredentials, wrongCode, unauthenticated, forbidden, notFound
  case methodNotAllowed, conflict, gone, stale, preconditionRequired, tooLarge
  case unsupportedMediaType, blocked, overloaded, directoryUnavailable, storeUnavailable
  case internalFault, timedOut, notSupported, domainPassword
}

extension Catalogue {
  static func phrase(_ title: ProblemTitle) -> Phrase {
    switch title {
    case .badRequest: Phrase(pl: "Nieprawidłowe żądanie", en: "Bad request")
    case .invalidInput: Phrase(pl: "Nieprawidłowe dane", en: "Invalid input")
    case .wrongCredentials: Phrase(pl: "Odmowa logowania", en: "Sign-in refused")
    case .wrongCode: Phrase(pl: "Nieprawidłowy kod", en: "Wrong code")
    case .unauthenticated: Phrase(pl: "Brak sesji", en: "Not signed in")
    case .forbidden: Phrase(pl: "Brak uprawnień", en: "Not allowed")
    case .notFound: Phrase(pl: "Nie znaleziono", en: "Not found")
    case .methodNotAllowed: Phrase(pl: "Niedozwolona metoda", en: "Method not allowed")
    case .conflict: Phrase(pl: "Konflikt", en: "Conflict")
    case .gone: Phrase(pl: "Wygasło", en: "Expired")
    case .stale: Phrase(pl: "Nieaktualna wersja", en: "Old version")
    case .preconditionRequired: Phrase(pl: "Podaj wersję", en: "Version required")
    case .tooLarge: Phrase(pl: "Za dużo danych", en: "Too large")
    case .unsupportedMediaType: Phrase(pl: "Nieobsługiwany format", en: "Unsupported media type")
    case .blocked: Phrase(pl: "Zablokowane", en: "Blocked")
    case .overloaded: Phrase(pl: "Usługa przeciążona", en: "Service busy")
    case .directoryUnavailable: Phrase(pl: "Domena niedostępna", en: "Domain unavailable")
    case .storeUnavailable: Phrase(pl: "Zapis niemożliwy", en: "Store unavailable")
    case .timedOut: Phrase(pl: "Przekroczono czas", en: "Timed out")
    case .notSupported: Phrase(pl: "Nieobsługiwane", en: "Not supported")
    case .domainPassword: Phrase(pl: "Hasło w domenie", en: "Domain password")
    case .internalFault: Phrase(pl: "Błąd wewnętrzny", en: "Internal error")
    }
  }
}
