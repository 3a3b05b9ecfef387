import Identity

/// Does the member filter find people, and people alone?
enum PeopleSteps {
  /// People who are looked at closely.
  static let sample = 100

  static func run(_ seen: inout ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    let base = seen.configuration.people
    let filter = seen.preset.memberFilter
    let facts = [Fact(.base, base.description), Fact(.filter, filter.description)]
    seen.people = try seen.first(sample, under: base, [filter], attributes(seen))
    guard !seen.people.isEmpty else {
      // The base itself is one entry.
      let others = try seen.first(2, under: base, [.everything])
      return [seen.finding(others.count > 1 ? .peopleFilterFindsNobody : .peopleHidden, facts)]
    }
    var findings = [seen.finding(.peopleFound, facts)]
    if let computer = try seen.first(1, under: base, [filter, .equal("objectClass", "computer")])
      .first
    {
      findings.append(
        seen.finding(
          .peopleFilterFindsComputers,
          [Fact(.filter, filter.description), Fact(.first, computer.dn)]))
    }
    let groups = ["group", "groupOfNames", "groupOfUniqueNames", "posixGroup"]
      .map { Filter.equal("objectClass", $0) }
    if let group = try seen.first(1, under: base, [filter, .any(groups)]).first {
      findings.append(
        seen.finding(
          .peopleFilterFindsGroups, [Fact(.filter, filter.description), Fact(.first, group.dn)]))
    }
    return findings + (try withoutLogin(seen, base, filter))
  }

  private static func attributes(_ seen: ContentSteps.Seen) -> [AttributeName] {
    let preset = seen.preset
    return [preset.login, preset.stableID, preset.mail, preset.givenName, preset.surname]
      + preset.displayNames + ["userAccountControl"] + (preset.memberOf.map { [$0] } ?? [])
  }

  /// Told where some have a login: that nobody has one is told of the attribute.
  private static func withoutLogin(
    _ seen: ContentSteps.Seen, _ base: DN, _ filter: Filter
  ) throws(RawProbe.Lost) -> [Finding] {
    let login = seen.preset.login
    guard try !seen.first(1, under: base, [filter, .has(login)]).isEmpty else { return [] }
    let without = try seen.first(6, under: base, [filter, .not(.has(login))])
    guard let first = without.first else { return [] }
    return [
      seen.finding(
        .peopleWithoutLogin,
        [
          Fact(.attribute, login.text),
          Fact(.people, without.count > 5 ? "> 5" : "\(without.count)"), Fact(.first, first.dn),
        ])
    ]
  }
}
