import Identity

/// Does the member filter find people, and people alone?
enum PeopleSteps {
  static func run(_ probe: RawProbe) throws(RawProbe.Lost) -> [Finding] {
    let configuration = probe.terms.configuration
    let preset = configuration.preset
    let filter = preset.memberFilter
    var search = Search(configuration.people, .subtree, filter, [])
    search.firstEntries = 1
    let found = try probe.search(search)
    let facts = [
      Fact(.base, configuration.people.description), Fact(.filter, filter.description),
    ]
    guard found.entries.isEmpty else { return [probe.finding(.peopleFound, facts)] }
    return [probe.finding(.peopleFilterFindsNobody, facts)]
  }
}
