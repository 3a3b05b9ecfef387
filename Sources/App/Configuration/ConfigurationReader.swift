import Identity
import Secrets

/// Puts file, environment and defaults together, and notes everything that is wrong instead of stopping at
/// the first.
struct ConfigurationReader {
  private let file: String?
  private let credentialsDirectory: String?
  /// What was written, by dotted key.
  private let fromFile: [String: ConfigurationInput]
  private let fromEnvironment: [String: ConfigurationInput]

  private(set) var faults: [ConfigurationFault] = []
  private(set) var origins: [String: ConfigurationOrigin] = [:]
  private(set) var shown: [LoadedConfiguration.Shown] = []

  init(
    file: String?, fromFile: [String: ConfigurationInput],
    fromEnvironment: [String: ConfigurationInput], credentialsDirectory: String?
  ) {
    self.file = file
    self.fromFile = fromFile
    self.fromEnvironment = fromEnvironment
    self.credentialsDirectory = credentialsDirectory
  }

  /// Fills `root` from every key of a table.
  ///
  /// - Parameters:
  ///   - prefix: what stands before a key's name, as in `domains.main.`; empty or ending in a dot.
  ///   - shownPrefix: the same as TOML writes it.
  mutating func fill<Root>(
    _ root: inout Root, from keys: [ConfigurationKey<Root>], prefix: String = "",
    shownPrefix: String = ""
  ) {
    for key in keys {
      if key.isSecret {
        fillSecret(&root, key, prefix: prefix, shownPrefix: shownPrefix)
        continue
      }
      let name = prefix + key.name
      let input = fromEnvironment[name] ?? fromFile[name]
      guard let value = value(of: key.form, input, standard: key.standard, name: name) else {
        continue
      }
      key.store(value, &root)
      note(name, shownPrefix + key.name, value.toml, input?.origin ?? .standard)
    }
  }

  /// Whether somebody wrote the key, be it with the default's own value.
  func isSet(_ key: String) -> Bool { fromEnvironment[key] != nil || fromFile[key] != nil }

  mutating func fault(_ key: String, at origin: ConfigurationOrigin, _ message: String) {
    var named: String? = file
    if case .environment = origin { named = nil }
    faults.append(ConfigurationFault(key: key, origin: origin, file: named, message: message))
  }

  /// A fault of a key as it is in force, wherever it was set.
  mutating func fault(_ key: String, _ message: String) {
    fault(key, at: origins[key] ?? .standard, message)
  }

  private mutating func value(
    of form: ConfigurationForm, _ input: ConfigurationInput?, standard: ConfigurationValue?,
    name: String
  ) -> ConfigurationValue? {
    guard let input else {
      if standard == nil {
        fault(name, at: .standard, "a value is required; allowed: \(form.allowed).")
      }
      return standard
    }
    // Known even where the value is not allowed: later checks must not call it missing.
    origins[name] = input.origin
    do {
      return try input.read(as: form)
    } catch {
      switch error {
      case .notAllowed(let shown, let place):
        fault(name, at: place, "value \(shown) is not allowed; allowed: \(form.allowed).")
      case .typographicQuotes(let place):
        fault(name, at: place, "remove the typographic quotes.")
      }
      return nil
    }
  }

  private mutating func note(
    _ key: String, _ shownKey: String, _ value: String, _ origin: ConfigurationOrigin
  ) {
    origins[key] = origin
    shown.append(LoadedConfiguration.Shown(key: shownKey, value: value, origin: origin))
  }

  /// A secret stands in its own key or in a file (CONF-08). The environment goes before the file of the
  /// configuration, whichever of the two it names; both in one place is a fault.
  private mutating func fillSecret<Root>(
    _ root: inout Root, _ key: ConfigurationKey<Root>, prefix: String, shownPrefix: String
  ) {
    let name = prefix + key.name
    let fileName = ConfigurationKeys.file(of: name)
    let sources = [fromEnvironment, fromFile]
    // An empty path stands for none, as `config show` writes it.
    var source = sources.first { $0[name] != nil || $0[fileName]?.isEmptyText == false } ?? [:]
    if source[fileName]?.isEmptyText == true { source[fileName] = nil }
    if let direct = source[name], source[fileName] != nil {
      fault(name, at: direct.origin, "give either \(name) or \(fileName), not both.")
      return
    }
    let form = TextRule<String>.optionalPath
    let path = value(
      of: .text(allowed: form.allowed) { form.parse($0) != nil }, source[fileName],
      standard: .text(""), name: fileName)
    guard case .text(let path)? = path else { return }
    var secret = value(of: key.form, source[name], standard: key.standard, name: name)
    var origin = source[name]?.origin ?? .standard
    if !path.isEmpty {
      origin = source[fileName]?.origin ?? .standard
      secret = read(path, for: fileName, at: origin)
    }
    guard let secret else { return }
    key.store(secret, &root)
    note(
      name, shownPrefix + key.name, secret == .text("") ? "\"\"" : "\"•••\"", origin)
    note(
      fileName, ConfigurationKeys.file(of: shownPrefix + key.name),
      ConfigurationValue.text(path).toml,
      source[fileName]?.origin ?? .standard)
  }

  /// The text of a secret's file without the line end that editors add.
  private mutating func read(
    _ path: String, for key: String, at origin: ConfigurationOrigin
  ) -> ConfigurationValue? {
    do {
      let file = try PrivateFile(path: path, credentialsDirectory: credentialsDirectory)
      guard var text = String(validating: file.bytes, as: UTF8.self) else {
        fault(key, at: origin, "\(path): the file is not text in UTF-8.")
        return nil
      }
      if text.last?.isNewline == true { text.removeLast() }
      guard !text.isEmpty else {
        fault(key, at: origin, "\(path): the file is empty.")
        return nil
      }
      return .text(text)
    } catch {
      fault(key, at: origin, error.description)
      return nil
    }
  }
}
