import Identity

/// Do the configured bases exist on the server?
enum BaseStep {
  /// Attributes that tell one tree from another of the same name.
  static let ids: [AttributeName] = ["entryUUID", "objectGUID", "nsUniqueId"]

  struct Outcome {
    var finding: Finding
    /// What is there; `nil` where nothing is.
    var entry: Entry?
  }

  static func base(_ probe: RawProbe, _ rootDSE: RootDSE?) throws(RawProbe.Lost) -> Outcome {
    let base = probe.terms.configuration.baseDN
    let answer = try probe.search(Search(base, .base, .everything, ids + ["objectClass", "info"]))
    let name = Fact(.base, base.description)
    if let entry = answer.entries.first {
      return Outcome(finding: probe.finding(.baseFound, [name]), entry: entry)
    }
    let contexts = rootDSE?.namingContexts ?? []
    let held = contexts.contains { text in (try? DN(text)).map { base.isInside($0) } ?? false }
    let facts =
      [name] + contexts.prefix(8).map { Fact(.found, $0) }
      + (answer.isGood ? [] : [Fact(.result, LDAPHandle.text(answer.result.number))])
    // Result 10: referral (RFC 4511, 4.1.10).
    let code: FindingCode =
      answer.result.number == 10 || answer.elsewhere != nil
      ? .baseElsewhere : !contexts.isEmpty && !held ? .baseNotHeld : .baseMissing
    return Outcome(finding: probe.finding(code, facts), entry: nil)
  }

  /// The bases of people and groups, where they are not the base itself.
  static func others(_ probe: RawProbe) throws(RawProbe.Lost) -> [Finding] {
    let configuration = probe.terms.configuration
    var findings: [Finding] = []
    for (base, found, missing) in [
      (configuration.peopleBase, FindingCode.peopleBaseFound, FindingCode.peopleBaseMissing),
      (configuration.groupBase, .groupBaseFound, .groupBaseMissing),
    ] {
      guard let base else { continue }
      let answer = try probe.search(Search(base, .base, .everything, []))
      var facts = [Fact(.base, base.description)]
      if !answer.isGood { facts.append(Fact(.result, LDAPHandle.text(answer.result.number))) }
      findings.append(probe.finding(answer.entries.isEmpty ? missing : found, facts))
    }
    return findings
  }
}
