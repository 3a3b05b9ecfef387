import Identity

extension Catalogue {
  static func phrase(_ verdict: Verdict) -> Phrase {
    switch verdict {
    case .ok: Phrase(same: "ok")
    case .warning: Phrase(pl: "uwaga", en: "warning")
    case .problem: Phrase(same: "problem")
    case .passedOver: Phrase(pl: "pominięto", en: "passed over")
    }
  }

  static func phrase(_ step: ExaminationStep) -> Phrase {
    switch step {
    case .configuration: Phrase(pl: "konfiguracja", en: "configuration")
    case .name: Phrase(pl: "nazwa", en: "name")
    case .connection: Phrase(pl: "połączenie", en: "connection")
    case .tls: Phrase(same: "TLS")
    case .rootDSE: Phrase(pl: "wpis główny", en: "root DSE")
    case .kind: Phrase(pl: "rodzaj", en: "kind")
    case .clock: Phrase(pl: "zegar", en: "clock")
    case .bind: Phrase(pl: "konto usługi", en: "service account")
    case .base: Phrase(pl: "podstawa", en: "base")
    case .people: Phrase(pl: "osoby", en: "people")
    case .attributes: Phrase(pl: "atrybuty", en: "attributes")
    case .groups: Phrase(pl: "grupy", en: "groups")
    case .memberOf: Phrase(pl: "grupy osoby", en: "groups of a person")
    case .paging: Phrase(pl: "stronicowanie", en: "paging")
    case .rights: Phrase(pl: "prawa", en: "rights")
    case .lockout: Phrase(pl: "blokada kont", en: "lock-out")
    case .servers: Phrase(pl: "serwery", en: "servers")
    }
  }

  static func phrase(_ fact: Fact.Kind) -> Phrase {
    switch fact {
    case .address: Phrase(pl: "adres", en: "address")
    case .took: Phrase(pl: "czas", en: "took")
    case .path: Phrase(pl: "ścieżka", en: "path")
    case .reason: Phrase(pl: "przyczyna", en: "reason")
    case .result: Phrase(pl: "wynik", en: "result")
    case .message: Phrase(pl: "komunikat", en: "message")
    case .protocol: Phrase(pl: "wersja", en: "version")
    case .cipher: Phrase(pl: "szyfr", en: "cipher")
    case .subject: Phrase(pl: "dla", en: "for")
    case .issuer: Phrase(pl: "wystawca", en: "issuer")
    case .names: Phrase(pl: "nazwy", en: "names")
    case .wanted: Phrase(pl: "szukano", en: "wanted")
    case .notBefore: Phrase(pl: "ważny od", en: "valid from")
    case .notAfter: Phrase(pl: "ważny do", en: "valid until")
    case .authorities: Phrase(pl: "zaufane", en: "trusted")
    case .vendor: Phrase(pl: "producent", en: "vendor")
    case .kind: Phrase(pl: "rodzaj", en: "kind")
    case .expected: Phrase(pl: "oczekiwano", en: "expected")
    case .found: Phrase(pl: "jest", en: "found")
    case .difference: Phrase(pl: "różnica", en: "difference")
    case .name: Phrase(pl: "nazwa", en: "name")
    case .base: Phrase(pl: "podstawa", en: "base")
    case .attribute: Phrase(pl: "atrybut", en: "attribute")
    case .filter: Phrase(pl: "filtr", en: "filter")
    case .entries: Phrase(pl: "wpisy", en: "entries")
    case .people: Phrase(pl: "osoby", en: "people")
    case .groups: Phrase(pl: "grupy", en: "groups")
    case .having: Phrase(pl: "ma go", en: "have it")
    case .first: Phrase(pl: "pierwszy", en: "first")
    case .second: Phrase(pl: "drugi", en: "second")
    case .values: Phrase(pl: "wartości", en: "values")
    case .limit: Phrase(pl: "limit", en: "limit")
    case .threshold: Phrase(pl: "próg", en: "threshold")
    case .window: Phrase(pl: "okno", en: "window")
    case .setting: Phrase(pl: "ustawienie", en: "setting")
    case .url: Phrase(pl: "adres URL", en: "URL")
    case .days: Phrase(pl: "dni", en: "days")
    }
  }
}
