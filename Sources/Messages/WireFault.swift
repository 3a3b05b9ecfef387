/// What is wrong with a request before any rule of Brama looked at it: its form, size or method.
public enum WireFault: Sendable, Equatable {
  case malformedJSON
  /// The body has to be a JSON object.
  case notAnObject
  case duplicateKey(String)
  case unknownField(String)
  /// With the expected type: `string`, `boolean`, `integer`.
  case wrongType(field: String, expected: String)
  case notUTF8
  case malformedQuery
  /// With the parameter's name.
  case badParameter(String)
  case unsupportedMediaType(expected: String)
  case noSuchRoute
  /// With the allowed ones.
  case methodNotAllowed([String])
  case ifMatchRequired
  case malformedIfMatch
  case internalFault
  /// Not HTTP/1.1 as its standard writes it.
  case malformedRequest
  case bodyTooLarge
  case headTooLarge
  /// The request did not come in time.
  case timedOut
  /// A part of HTTP that Brama does not speak.
  case notSupported
}

extension Catalogue {
  /// What is wrong with the form of a request.
  public func text(_ fault: WireFault) -> String { Self.phrase(fault)[language] }

  static func phrase(_ fault: WireFault) -> Phrase {
    switch fault {
    case .malformedJSON:
      Phrase(pl: "Treść żądania nie jest poprawnym JSON.", en: "The body is not valid JSON.")
    case .notAnObject:
      Phrase(
        pl: "Treść żądania musi być obiektem JSON.", en: "The body has to be a JSON object.")
    case .duplicateKey(let key):
      Phrase(pl: "Pole \(key) podano dwa razy.", en: "The field \(key) is given twice.")
    case .unknownField(let field):
      Phrase(pl: "Nieznane pole: \(field).", en: "Unknown field: \(field).")
    case .wrongType(let field, let expected):
      Phrase(
        pl: "Pole \(field) ma niewłaściwy typ; oczekiwano: \(expected).",
        en: "The field \(field) has the wrong type; expected: \(expected).")
    case .notUTF8: Phrase(pl: "Tekst nie jest w UTF-8.", en: "The text is not UTF-8.")
    case .malformedQuery:
      Phrase(pl: "Parametry adresu są niepoprawne.", en: "The query is malformed.")
    case .badParameter(let name):
      Phrase(
        pl: "Parametr \(name) ma niedozwoloną wartość.",
        en: "The parameter \(name) has a value that is not allowed.")
    case .unsupportedMediaType(let expected):
      Phrase(pl: "Wyślij dane jako \(expected).", en: "Send the body as \(expected).")
    case .noSuchRoute: Phrase(pl: "Nie ma takiego adresu.", en: "There is no such address.")
    case .methodNotAllowed(let allowed):
      Phrase(
        pl: "Tego adresu nie można tak wywołać; dozwolone: \(allowed.joined(separator: ", ")).",
        en: "This address does not take the method; allowed: \(allowed.joined(separator: ", ")).")
    case .ifMatchRequired:
      Phrase(
        pl: "Podaj w nagłówku If-Match wersję, którą zmieniasz (ETag z odczytu).",
        en: "Give the version that you change in the field If-Match (the ETag of your read).")
    case .malformedIfMatch:
      Phrase(
        pl: "Nagłówek If-Match musi mieć postać \"wersja\" z odczytu.",
        en: "If-Match has to be the \"version\" of your read.")
    case .malformedRequest:
      Phrase(pl: "Żądanie nie jest poprawnym HTTP.", en: "The request is not valid HTTP.")
    case .bodyTooLarge:
      Phrase(pl: "Treść żądania jest za duża.", en: "The body is too large.")
    case .headTooLarge:
      Phrase(pl: "Nagłówki żądania są za duże.", en: "The header fields are too large.")
    case .timedOut:
      Phrase(
        pl: "Żądanie nie nadeszło w całości na czas.",
        en: "The request did not arrive in full in time.")
    case .notSupported:
      Phrase(
        pl: "Serwer nie obsługuje tej części protokołu HTTP.",
        en: "The server does not support this part of HTTP.")
    case .internalFault:
      Phrase(
        pl: "To błąd po naszej stronie, został zapisany w dzienniku.",
        en: "This is a fault of ours; it was logged.")
    }
  }
}
