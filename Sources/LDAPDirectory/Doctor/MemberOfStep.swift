import Identity

/// Where `member_of_attribute` is set, membership is read from people: is it kept for everybody, or only
/// for those who were put into a group after the overlay was switched on?
enum MemberOfStep {
  private static let groups = 10
  private static let members = 20

  static func run(_ seen: inout ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    guard let memberOf = seen.preset.memberOf else { return [] }
    let listed = seen.preset.groupKinds.filter { $0.naming == .distinguishedName }.map(\.member)
    let reader = GroupReader(preset: seen.preset)
    let found = try seen.first(
      groups, under: seen.configuration.groups,
      [reader.filter, .any(listed.map { .has($0) })])
    var tried = 0
    for group in found {
      guard let name = try? DN(group.dn) else { continue }
      for person in try people(of: name, listed, memberOf, seen) {
        tried += 1
        let kept = person.texts(memberOf).contains { (try? DN($0)) == name }
        guard !kept else { continue }
        return [
          seen.finding(
            .memberOfNotKept,
            [
              Fact(.attribute, memberOf.text), Fact(.first, person.dn), Fact(.second, group.dn),
            ])
        ]
      }
    }
    return [
      seen.finding(
        tried == 0 ? .memberOfNotTold : .memberOfKept,
        [Fact(.attribute, memberOf.text), Fact(.people, tried)])
    ]
  }

  private static func people(
    of group: DN, _ listed: [AttributeName], _ memberOf: AttributeName, _ seen: ContentSteps.Seen
  ) throws(RawProbe.Lost) -> [Entry] {
    var search = Search(group, .base, .everything, listed)
    search.bounds.messageBytes = seen.configuration.limits.groupBytes
    search.bounds.answerBytes = seen.configuration.limits.groupBytes
    guard let entry = try seen.probe.search(search).entries.first else { return [] }
    var people: [Entry] = []
    for text in listed.flatMap({ entry.texts($0) }).prefix(members) {
      guard let name = try? DN(text) else { continue }
      people += try seen.probe.search(
        Search(name, .base, seen.preset.memberFilter, [memberOf])
      ).entries
    }
    return people
  }
}
