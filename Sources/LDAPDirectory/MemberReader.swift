import Identity

/// How people are searched for and made from entries: the preset's names put to use.
struct MemberReader: Sendable {
  let preset: ServerPreset

  /// People that can sign in have a login.
  var filter: Filter { .all([preset.memberFilter, .has(preset.login)]) }

  var attributes: [AttributeName] {
    [preset.stableID, preset.login, preset.mail] + preset.displayNames
      + preset.unusable.map(\.attribute)
  }

  func named(_ id: StableID) -> Filter { .equal(preset.stableID, id.text) }

  /// Display name, given name, surname or login hold the phrase (DOM-31); the schema ignores case.
  func holding(_ phrase: String) -> Filter {
    let attributes = preset.displayNames + [preset.givenName, preset.surname, preset.login]
    return .any(attributes.map { .contains($0, phrase) })
  }

  func stableID(_ entry: Entry) throws(DirectoryError) -> StableID {
    guard let text = entry.first(preset.stableID), let id = StableID(text) else {
      throw DirectoryError(
        .badAnswer,
        detail: "“\(entry.dn)”: no readable \(preset.stableID); may the service account read it?")
    }
    return id
  }

  /// - Throws: `.badAnswer` for an entry that is no member as asked for, so that no list is ever short.
  func member(_ entry: Entry) throws(DirectoryError) -> Member {
    let id = try stableID(entry)
    guard let login = entry.first(preset.login), login.utf8.count <= 256 else {
      throw DirectoryError(.badAnswer, detail: "“\(entry.dn)”: no usable \(preset.login)")
    }
    let name = preset.displayNames.lazy.compactMap { entry.first($0) }.first ?? login
    let problem = preset.unusable.first { entry.texts($0.attribute).contains($0.value) }?.problem
    return Member(
      id: id, dn: entry.dn, login: login, name: String(name.prefix(256)),
      email: entry.first(preset.mail).flatMap { $0.utf8.count <= 320 ? $0 : nil }, unusable: problem
    )
  }
}
