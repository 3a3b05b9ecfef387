import Identity

/// Does the group filter find groups whose members can be read, and are the chosen groups there?
enum GroupSteps {
  static func run(_ seen: inout ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    let base = seen.configuration.groups
    let reader = GroupReader(preset: seen.preset)
    let facts = [Fact(.base, base.description), Fact(.filter, reader.filter.description)]
    guard try !seen.first(1, under: base, [reader.filter]).isEmpty else {
      return [seen.finding(.groupsNone, facts)]
    }
    return [seen.finding(.groupsFound, facts)] + (try members(seen, base, reader))
  }

  private static func members(_ seen: ContentSteps.Seen, _ base: DN, _ reader: GroupReader)
    throws(RawProbe.Lost) -> [Finding]
  {
    let configured = seen.preset.groupKinds.map(\.member)
    let has = Filter.any(configured.map { .has($0) })
    let named = try seen.first(1, under: base, [reader.filter, has], configured, typesOnly: true)
    if let group = named.first {
      guard !configured.contains(where: { group.has($0) }) else { return [] }
      return [
        seen.finding(
          .groupMembersUnreadable,
          [Fact(.attribute, configured[0].text), Fact(.first, group.dn)])
      ]
    }
    for other: AttributeName in ["member", "uniqueMember", "memberUid"]
    where !configured.contains(other) {
      guard let group = try seen.first(1, under: base, [reader.filter, .has(other)]).first else {
        continue
      }
      return [
        seen.finding(
          .groupMembersElsewhere,
          [
            Fact(.expected, configured[0].text), Fact(.found, other.text), Fact(.first, group.dn),
          ])
      ]
    }
    return []
  }

  /// The groups that companies have chosen for signing in (DOM-09).
  static func chosen(_ seen: inout ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    guard let chosen = seen.wishes.chosenGroups else {
      return [seen.finding(.chosenGroupsUnknown)]
    }
    let reader = GroupReader(preset: seen.preset)
    let members = seen.preset.groupKinds.map(\.member)
    var findings: [Finding] = []
    for case .group(let id, let name) in chosen {
      let facts = [Fact(.name, name), Fact(.values, id.text)]
      let found = try seen.first(
        2, under: seen.configuration.groups, [reader.named(id)], members, typesOnly: true)
      guard let group = found.first else {
        findings.append(seen.finding(.chosenGroupMissing, facts))
        continue
      }
      // The members of a primary group of Active Directory are not listed in it.
      let isEmpty =
        seen.rootDSE?.kind() != .activeDirectory && !members.contains { group.has($0) }
      findings.append(
        seen.finding(
          isEmpty ? .chosenGroupEmpty : .chosenGroupFound, facts + [Fact(.first, group.dn)]))
    }
    return findings
  }
}
