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
  func holds(dn: String, login: String) -> Bool {
    guard case .roll(let roll) = self else { return true }
    return roll.names.contains(dn) || roll.logins.contains(login)
  }
}
