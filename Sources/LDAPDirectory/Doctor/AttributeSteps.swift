import Identity

/// Does anybody have each configured attribute, and may it be read?
enum AttributeSteps {
  static func run(_ seen: inout ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    guard !seen.people.isEmpty else { return [] }
    let preset = seen.preset
    var findings = try login(seen) + id(seen)
    var told: Set<AttributeName> = [preset.login, preset.stableID]
    // The name may be any of several attributes: what counts is that one of them is there.
    let names = preset.displayNames
    let readable = names.filter { name in seen.people.contains { $0.has(name) } }
    if let first = readable.first ?? names.first {
      findings.append(try one(seen, first))
      told.formUnion(names)
    }
    for attribute in [preset.givenName, preset.surname, preset.mail]
    where told.insert(attribute).inserted {
      findings.append(try one(seen, attribute))
    }
    return findings
  }

  private enum Standing {
    case read(having: Int)
    case unreadable(dn: String)
    case missing
  }

  private static func standing(_ attribute: AttributeName, _ seen: ContentSteps.Seen)
    throws(RawProbe.Lost) -> Standing
  {
    let having = seen.people.count { !$0.bytes(attribute).isEmpty }
    guard having == 0 else { return .read(having: having) }
    let found = try seen.first(
      1, under: seen.configuration.people, [seen.preset.memberFilter, .has(attribute)], [attribute])
    guard let entry = found.first else { return .missing }
    return entry.bytes(attribute).isEmpty ? .unreadable(dn: entry.dn) : .read(having: 1)
  }

  private static func told(
    _ seen: ContentSteps.Seen, _ attribute: AttributeName, unreadable: FindingCode,
    missing: FindingCode
  ) throws(RawProbe.Lost) -> Finding {
    let name = Fact(.attribute, attribute.text)
    switch try standing(attribute, seen) {
    case .read(let having):
      return seen.finding(.attributeRead, [name, Fact(.having, "\(having)/\(seen.people.count)")])
    case .unreadable(let dn): return seen.finding(unreadable, [name, Fact(.first, dn)])
    case .missing: return seen.finding(missing, [name])
    }
  }

  private static func one(_ seen: ContentSteps.Seen, _ attribute: AttributeName)
    throws(RawProbe.Lost) -> Finding
  {
    try told(
      seen, attribute, unreadable: .attributeUnreadable, missing: .attributeMissing)
  }

  private static func login(_ seen: ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    [try told(seen, seen.preset.login, unreadable: .loginUnreadable, missing: .loginMissing)]
  }

  // MARK: The stable id

  /// What a person may have changed: no link may hang on it (DOM-34).
  private static let changing: Set<AttributeName> = [
    "uid", "cn", "sn", "mail", "displayName", "givenName", "sAMAccountName", "userPrincipalName",
    "name", "entryDN", "distinguishedName", "uidNumber",
  ]

  private static func id(_ seen: ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    let id = seen.preset.stableID
    let standing = try told(seen, id, unreadable: .idUnreadable, missing: .idMissing)
    guard standing.code == .attributeRead else { return [standing] }
    let form = seen.preset.stableIDForm
    let wrong = seen.people.first { entry in
      !entry.bytes(id).isEmpty && form.id(entry.bytes(id)) == nil
    }
    if let wrong {
      return [
        seen.finding(
          .idWrongForm, [Fact(.attribute, id.text), Fact(.first, wrong.dn)])
      ]
    }
    guard !changing.contains(id) else {
      return [seen.finding(.idMayChange, [Fact(.attribute, id.text)])]
    }
    return [standing]
  }
}
