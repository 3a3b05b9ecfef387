import Identity
import Secrets

/// What the file and the environment hold, sorted by key, before any value is judged.
struct ConfigurationSources {
  private(set) var fromFile: [String: ConfigurationInput] = [:]
  private(set) var fromEnvironment: [String: ConfigurationInput] = [:]
  /// In the order of their names.
  private(set) var domains: [DomainName] = []
  private(set) var faults: [ConfigurationFault] = []
  private(set) var warnings: [ConfigurationWarning] = []
  private var secretsInFile: [String] = []
  private let file: String?

  init(file: String?, environment: [String: String]) {
    self.file = file
    if let file { read(file) }
    for (variable, value) in environment.sorted(by: { $0.key < $1.key })
    where variable.hasPrefix(ConfigurationKeys.variablePrefix) {
      take(variable, value)
    }
    domains.sort { $0.text < $1.text }
  }

  /// Whether the file, if there is one, could be read to its end.
  private(set) var isReadable = true

  /// `domains.main.`, as keys are named in errors.
  static func prefix(of domain: DomainName) -> String {
    "\(ConfigurationKeys.domains).\(domain.text)."
  }

  /// The same as TOML writes it: a name with a dot stands in quotes.
  static func tomlPrefix(of domain: DomainName) -> String {
    let name = domain.text.contains(".") ? tomlString(domain.text) : domain.text
    return "\(ConfigurationKeys.domains).\(name)."
  }

  // MARK: The file

  private mutating func read(_ path: String) {
    let bytes: [UInt8]
    let isReadableByOthers: Bool
    do {
      let file = try PrivateFile(path: path, limit: TOMLDocument.limit)
      bytes = file.bytes
      isReadableByOthers = file.isReadableByOthers
    } catch {
      isReadable = false
      // CONF-B02; the text names the file itself.
      faults.append(
        ConfigurationFault(key: "", origin: .standard, file: nil, message: error.description))
      return
    }
    let repair = TOMLRepair(bytes)
    for quote in repair.quotes {
      fault(
        quote.key, .file(line: quote.line, column: quote.column), "remove the typographic quotes.")
    }
    if let failure = repair.failure {
      isReadable = false
      fault(
        "", failure.line > 0 ? .file(line: failure.line, column: failure.column) : .standard,
        "this is not TOML: \(failure.message).")
    }
    var unknown: Set<[String]> = []
    for entry in repair.document?.entries ?? [] { take(entry, &unknown) }
    if isReadableByOthers, let first = secretsInFile.first {
      warn(
        first, fromFile[first]?.origin ?? .standard,
        "the file holds this secret and other users may read the file; make its mode 0600.")
    }
  }

  /// - Parameter unknown: tables that were called unknown already; what is in them is not.
  private mutating func take(_ entry: TOMLDocument.Entry, _ unknown: inout Set<[String]>) {
    let path = entry.path
    let place = ConfigurationOrigin.file(line: entry.value.line, column: entry.value.column)
    let isTable = entry.value.type == .table
    for length in 1..<path.count where unknown.contains(Array(path.prefix(length))) { return }
    var known = KnownKeys.global
    var prefix = ""
    var name = path.joined(separator: ".")
    if path.first == ConfigurationKeys.domains, path.count >= 2 {
      guard isTable || path.count > 2 else {
        return refuse(name, entry.value, allowed: "a table")
      }
      guard let domain = domain(path[1], place) else {
        unknown.insert(Array(path.prefix(2)))
        return
      }
      known = .ofDomain
      prefix = Self.prefix(of: domain)
      name = path.dropFirst(2).joined(separator: ".")
    }
    let role = name.isEmpty ? .section : known.role(of: name)
    switch role {
    case .key:
      fromFile[prefix + name] = ConfigurationInput(entry.value)
      if known.secrets.contains(name) { secretsInFile.append(prefix + name) }
    case .section:
      if !isTable { refuse(path.joined(separator: "."), entry.value, allowed: "a table") }
    case nil:
      unknown.insert(path)
      let candidates = isTable ? known.sections.sorted() : known.names
      warnUnknown(prefix + name, place, candidates.map { prefix + $0 })
    }
  }

  private mutating func domain(_ text: String, _ place: ConfigurationOrigin) -> DomainName? {
    let key = "\(ConfigurationKeys.domains).\(text)"
    guard let name = DomainName(text), name.text == text else {
      fault(
        key, place,
        """
        value \(ConfigurationInput.shortened(text)) is not allowed; allowed: 1 to 63 of a-z, 0-9, \
        dot and hyphen.
        """)
      return nil
    }
    if !domains.contains(name) { domains.append(name) }
    return name
  }

  private mutating func refuse(_ key: String, _ value: TOMLDocument.Value, allowed: String) {
    var shown = "(a list)"
    if case .scalar(let text) = value.content { shown = ConfigurationInput.shortened(text) }
    fault(
      key, .file(line: value.line, column: value.column),
      "value \(shown) is not allowed; allowed: \(allowed).")
  }

  // MARK: The environment

  private mutating func take(_ variable: String, _ value: String) {
    guard variable != ConfigurationKeys.fileVariable else { return }
    let input = ConfigurationInput(variable: variable, value: value)
    if let key = KnownKeys.global.names.first(where: { ConfigurationKeys.variable($0) == variable })
    {
      fromEnvironment[key] = input
      return
    }
    guard let (spelled, key) = domainKey(variable) else {
      warnUnknown(
        variable, .environment(variable: variable),
        KnownKeys.global.names.map(ConfigurationKeys.variable))
      return
    }
    let fitting = domains.filter { ConfigurationKeys.spelled($0.text) == spelled }
    if fitting.count > 1 {
      fault(
        "", .environment(variable: variable),
        "it may mean \(fitting.map(\.text).joined(separator: " or ")); set it in the file.")
      return
    }
    // A domain of the environment alone: its name is spelled with hyphens.
    let plain = spelled.lowercased().replacing("_", with: "-")
    guard let domain = fitting.first ?? DomainName(plain) else {
      warnUnknown(variable, .environment(variable: variable), [])
      return
    }
    if fitting.isEmpty { domains.append(domain) }
    fromEnvironment[Self.prefix(of: domain) + key] = input
  }

  /// `(MAIN, service_dn)` of `BRAMA_DOMAINS_MAIN_SERVICE_DN`. The longest key that fits: a name may itself
  /// end like a key.
  private func domainKey(_ variable: String) -> (spelled: String, key: String)? {
    let prefix = ConfigurationKeys.variable(ConfigurationKeys.domains) + "_"
    guard variable.hasPrefix(prefix) else { return nil }
    let rest = variable.dropFirst(prefix.count)
    let fitting = KnownKeys.ofDomain.names.filter {
      let suffix = "_" + ConfigurationKeys.spelled($0)
      return rest.hasSuffix(suffix) && rest.count > suffix.count
    }
    guard let key = fitting.max(by: { $0.count < $1.count }) else { return nil }
    return (String(rest.dropLast(key.count + 1)), key)
  }

  // MARK: Notes

  private mutating func fault(_ key: String, _ origin: ConfigurationOrigin, _ message: String) {
    var named: String? = file
    if case .environment = origin { named = nil }
    faults.append(ConfigurationFault(key: key, origin: origin, file: named, message: message))
  }

  private mutating func warn(_ key: String, _ origin: ConfigurationOrigin, _ message: String) {
    warnings.append(
      ConfigurationWarning(key: key, origin: origin, file: file, message: message))
  }

  private mutating func warnUnknown(
    _ name: String, _ origin: ConfigurationOrigin, _ candidates: [String]
  ) {
    // A file of another kind may hold thousands: guessing costs more than it helps there.
    let nearest = warnings.count < 100 ? nearestName(to: name, among: candidates) : nil
    let hint = nearest.map { "; did you mean \($0)?" } ?? "."
    var key = ConfigurationInput.shortened(name)
    // The variable's name already stands in front.
    if case .environment = origin { key = "" }
    warn(key, origin, "unknown key, ignored\(hint)")
  }
}
