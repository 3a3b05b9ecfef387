import Text

/// A language that Brama speaks (GEN-06).
public enum Language: String, Sendable, CaseIterable {
  case polish = "pl"
  case english = "en"

  /// The language tag: `pl` or `en`; what `lang` attributes and `Content-Language` carry.
  public var code: String { rawValue }

  /// What the language calls itself.
  public var ownName: String {
    switch self {
    case .polish: "Polski"
    case .english: "English"
    }
  }

  /// A language by its tag, its region left aside: `pl`, `PL`, `pl-PL`.
  public init?(tag: String) {
    let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
    self.init(rawValue: primary)
  }

  /// The language that a reader likes best of those that Brama speaks (RFC 9110, section 12.5.4).
  ///
  /// The highest quality value wins, the earlier one of equals; quality 0 excludes; `*` stands for every
  /// language that is not named. A field that says nothing usable gives `default`.
  public init(acceptLanguage field: String?, default: Language) {
    guard let field else {
      self = `default`
      return
    }
    var named: [Language: Double] = [:]
    var order: [Language] = []
    var wildcard: Double?
    for range in field.prefix(1024).split(separator: ",").prefix(32) {
      let parts = range.split(separator: ";").map { $0.trimmed(.onLine) }
      guard let tag = parts.first, !tag.isEmpty,
        let quality = Self.quality(parts.dropFirst())
      else { continue }
      if tag == "*" {
        wildcard = max(wildcard ?? 0, quality)
      } else if let language = Language(tag: tag) {
        if named[language] == nil { order.append(language) }
        named[language] = max(named[language] ?? 0, quality)
      }
    }
    var best: (language: Language, quality: Double)?
    func consider(_ language: Language, _ quality: Double) {
      if quality > 0, quality > best?.quality ?? 0 { best = (language, quality) }
    }
    for language in order { consider(language, named[language] ?? 0) }
    if let wildcard {
      for language in [`default`] + Language.allCases where named[language] == nil {
        consider(language, wildcard)
      }
    }
    self = best?.language ?? `default`
  }

  /// The language of a POSIX locale name (`pl_PL.UTF-8`), as `LC_ALL`, `LC_MESSAGES` and `LANG` give it.
  public init(locale: String?, default: Language) {
    self = locale.flatMap(Language.init(tag:)) ?? `default`
  }

  /// The `q` parameter: 1 where it is absent, `nil` where it is not a quality value.
  private static func quality(_ parameters: ArraySlice<String>) -> Double? {
    for parameter in parameters {
      let pair = parameter.split(separator: "=", maxSplits: 1).map {
        $0.trimmed(.onLine)
      }
      guard pair.count == 2, pair[0].lowercased() == "q" else { continue }
      guard pair[1].utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
        let value = Double(pair[1]), (0...1).contains(value)
      else { return nil }
      return value
    }
    return 1
  }
}
