import Identity

/// What the service account may read less than it needs, or more.
enum RightsSteps {
  static func run(_ seen: inout ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    guard !seen.people.isEmpty else { return [] }
    var findings: [Finding] = []
    // Every person of Active Directory has this one; elsewhere an account in order has no state.
    let control: AttributeName = "userAccountControl"
    if seen.rootDSE?.kind() == .activeDirectory {
      let isReadable = seen.people.contains { $0.has(control) }
      findings.append(
        seen.finding(
          isReadable ? .accountStateReadable : .accountStateHidden,
          [Fact(.attribute, control.text), Fact(.people, seen.people.count)]))
    }
    // Names of attributes alone: no password is read to see that it could be.
    let password: AttributeName = "userPassword"
    let entries = try seen.first(
      20, under: seen.configuration.people, [seen.preset.memberFilter], [password],
      typesOnly: true)
    if let entry = entries.first(where: { $0.has(password) }) {
      findings.append(
        seen.finding(
          .passwordsReadable, [Fact(.attribute, password.text), Fact(.first, entry.dn)]))
    }
    return findings
  }
}
