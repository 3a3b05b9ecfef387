import Identity

/// One key: its name, what it may hold, its default and what it is for. Everything that is said or done
/// about a key is derived from its one entry in the table: reading, checking, environment variable,
/// `config show`, the example file.
struct ConfigurationKey<Root: Sendable>: Sendable {
  /// Within its root: `sign_in.max_attempts`, or `service_dn` of a domain.
  let name: String
  let form: ConfigurationForm
  /// `nil`: a value must be given.
  let standard: ConfigurationValue?
  /// What the example file shows where there is no default.
  let example: ConfigurationValue?
  /// One line, what it does and in which unit.
  let summary: String
  /// Puts a value that has passed `form` in its place.
  let store: @Sendable (ConfigurationValue, inout Root) -> Void

  var isSecret: Bool {
    if case .secret = form { return true }
    return false
  }
}

/// Puts a value where it belongs. Not a key path: the runtime makes each one of those anew at the start.
typealias Place<Root, Value> = @Sendable (inout Root, Value) -> Void

extension ConfigurationKey {
  static func boolean(
    _ name: String, _ place: @escaping Place<Root, Bool>, _ standard: Bool, _ summary: String
  ) -> Self {
    Self(
      name: name, form: .boolean, standard: .boolean(standard), example: nil, summary: summary
    ) { value, root in
      if case .boolean(let value) = value { place(&root, value) }
    }
  }

  static func integer(
    _ name: String, _ place: @escaping Place<Root, Int>, _ standard: Int,
    in range: ClosedRange<Int>,
    _ summary: String
  ) -> Self {
    Self(
      name: name, form: .integer(range), standard: .integer(standard), example: nil,
      summary: summary
    ) { value, root in
      if case .integer(let value) = value { place(&root, value) }
    }
  }

  /// - Parameter unit: milliseconds in one of what the file counts in.
  static func interval(
    _ name: String, _ place: @escaping Place<Root, Interval>, _ standard: Int,
    in range: ClosedRange<Int>,
    unit: Int64 = 1000, _ summary: String
  ) -> Self {
    Self(
      name: name, form: .integer(range), standard: .integer(standard), example: nil,
      summary: summary
    ) { value, root in
      if case .integer(let value) = value {
        place(&root, Interval(milliseconds: Int64(value) * unit))
      }
    }
  }

  /// One of a few words.
  static func choice<Word: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ place: @escaping Place<Root, Word>, _ standard: Word, _ summary: String
  ) -> Self {
    Self(
      name: name, form: .choice(Word.allCases.map(\.rawValue)), standard: .text(standard.rawValue),
      example: nil, summary: summary
    ) { value, root in
      if case .text(let text) = value, let word = Word(rawValue: text) {
        place(&root, word)
      }
    }
  }

  static func text<Value>(
    _ name: String, _ place: @escaping Place<Root, Value>, _ standard: String?,
    _ rule: TextRule<Value>,
    example: String? = nil, _ summary: String
  ) -> Self {
    Self(
      name: name, form: .text(allowed: rule.allowed) { rule.parse($0) != nil },
      standard: standard.map { .text($0) }, example: example.map { .text($0) }, summary: summary
    ) { value, root in
      if case .text(let text) = value, let value = rule.parse(text) { place(&root, value) }
    }
  }

  static func list<Value>(
    _ name: String, _ place: @escaping Place<Root, [Value]>, _ standard: [String]?,
    _ rule: TextRule<Value>,
    counts: ClosedRange<Int>, example: [String]? = nil, _ summary: String
  ) -> Self {
    Self(
      name: name,
      form: .list(counts: counts, allowed: rule.allowed) { rule.parse($0) != nil },
      standard: standard.map { .list($0) }, example: example.map { .list($0) }, summary: summary
    ) { value, root in
      if case .list(let texts) = value { place(&root, texts.compactMap(rule.parse)) }
    }
  }

  /// A secret also has a key `NAME_file` (CONF-08).
  ///
  /// - Parameter exampleFile: what the example file gives as `NAME_file`.
  static func secret(
    _ name: String, _ place: @escaping Place<Root, Secret>, exampleFile: String, _ summary: String
  ) -> Self {
    Self(
      name: name, form: .secret, standard: .text(""), example: .text(exampleFile), summary: summary
    ) { value, root in
      if case .text(let text) = value { place(&root, Secret(text)) }
    }
  }
}
