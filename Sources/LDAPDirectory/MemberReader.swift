import Identity

/// How people are searched for and made from entries: the preset's names put to use.
struct MemberReader: Sendable {
  let preset: ServerPreset
  /// The moment that accounts are judged at.
  let now: @Sendable () -> Timestamp
  /// People that can sign in have a login.
  let filter: Filter
  let attributes: [AttributeName]

  init(preset: ServerPreset, now: @escaping @Sendable () -> Timestamp) {
    self.preset = preset
    self.now = now
    filter = .all([preset.memberFilter, .has(preset.login)])
    attributes =
      ([preset.stableID, preset.login, preset.mail] + preset.displayNames
      + preset.unusable.map(\.attribute)).unique
  }

  func named(_ id: StableID) -> Filter { preset.stableIDForm.filter(preset.stableID, id) }

  /// The person with this login as its own attribute has it, or as the principal name (DOM-47).
  func called(_ login: Login) -> Filter {
    let byLogin = Filter.equal(preset.login, login.name)
    guard let attribute = preset.principalName, let suffix = login.suffix else { return byLogin }
    // Kerberos tells letter case apart, and realms are in capitals.
    let spellings = [login.key, "\(login.name)@\(suffix.uppercased())"]
    return .any([byLogin] + spellings.map { .equal(attribute, $0) })
  }

  /// Display name, given name, surname or login hold the phrase (DOM-31); the schema ignores case.
  func holding(_ phrase: String) -> Filter {
    let attributes = preset.displayNames + [preset.givenName, preset.surname, preset.login]
    return .any(attributes.map { .contains($0, phrase) })
  }

  /// - Throws: `.badAnswer` for an entry without a readable id.
  func id(_ entry: Entry) throws(DirectoryError) -> StableID {
    let values = entry.bytes(preset.stableID)
    if let id = preset.stableIDForm.id(values) { return id }
    throw DirectoryError(
      .badAnswer,
      detail: values.isEmpty
        ? "“\(entry.dn)”: no \(preset.stableID); may the service account read it?"
        : "“\(entry.dn)”: \(preset.stableID) is not an id")
  }

  /// What keeps the account from being used until an administrator changes it.
  func problem(_ entry: Entry) -> AccountProblem? { preset.unusable.problem(entry, at: now()) }

  /// - Throws: `.badAnswer` for an entry that is no member as asked for.
  func member(_ entry: Entry) throws(DirectoryError) -> Member {
    let id = try id(entry)
    guard let login = entry.first(preset.login), login.utf8.count <= Login.limit else {
      throw DirectoryError(.badAnswer, detail: "“\(entry.dn)”: no usable \(preset.login)")
    }
    let name = preset.displayNames.lazy.compactMap { entry.first($0) }.first ?? login
    return Member(
      id: id, dn: entry.dn, login: login, name: name.cut(toScalars: 256),
      email: entry.first(preset.mail).flatMap { $0.utf8.count <= 320 ? $0 : nil },
      unusable: problem(entry))
  }
}

extension String {
  /// Its first Unicode scalars. Not its first characters: one of them may be megabytes of accents.
  func cut(toScalars count: Int) -> String {
    String(String.UnicodeScalarView(unicodeScalars.prefix(count)))
  }
}
