import Identity

/// How it is told who is in the chosen group, nested groups included.
enum GroupScope: Sendable {
  /// Everybody under the people's base.
  case all
  /// Those of whom this filter is true: the server keeps the groups of each entry itself.
  case filter(Filter)
  /// Those whom the groups list.
  case roll(GroupRoll)

  /// What a search can ask for.
  var filters: [Filter] {
    if case .filter(let filter) = self { return [filter] }
    return []
  }

  /// What is left to be looked at in what a search has found.
  /// - Throws: `.badAnswer` when the group lists logins and this entry's cannot be read.
  func holds(_ entry: Entry, login attribute: AttributeName) throws(DirectoryError) -> Bool {
    guard case .roll(let roll) = self else { return true }
    if roll.names.contains(entry.dn) { return true }
    guard roll.logins.count > 0 else { return false }
    let logins = entry.texts(attribute)
    guard !logins.isEmpty else {
      throw DirectoryError(.badAnswer, detail: "“\(entry.dn)”: no readable \(attribute)")
    }
    return logins.contains { roll.logins.contains($0) }
  }
}
