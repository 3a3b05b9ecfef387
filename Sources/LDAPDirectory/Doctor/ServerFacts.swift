import Identity

/// What follows from the root DSE: the kind of server, and StartTLS.
enum ServerFacts {
  /// - Parameter base: the entry of the base, where it could be read.
  static func findings(_ probe: RawProbe, _ rootDSE: RootDSE?, base: Entry?) -> [Finding] {
    guard let rootDSE else {
      return [probe.finding(.rootDSEHidden), probe.finding(.kindNotTold)]
    }
    var facts = rootDSE.namingContexts.prefix(8).map { Fact(.base, $0) }
    if !rootDSE.vendor.isEmpty { facts.insert(Fact(.vendor, rootDSE.vendor), at: 0) }
    var findings = [probe.finding(.rootDSERead, facts), kind(probe, rootDSE, base)]
    let isPlain = !probe.server.isProtectedByItself && !probe.terms.configuration.startTLS
    if isPlain, rootDSE.has(extension: "1.3.6.1.4.1.1466.20037") {
      findings.append(probe.finding(.startTLSOffered))
    }
    return findings
  }

  private static func kind(_ probe: RawProbe, _ rootDSE: RootDSE, _ base: Entry?) -> Finding {
    guard let found = rootDSE.kind(base: base) else { return probe.finding(.kindNotTold) }
    let wanted = probe.terms.configuration.preset.kind
    // Whoever names everything may name what fits any server; FreeIPA shows what it is in its base
    // alone, which this account may not see.
    let fits =
      wanted == .custom || found == wanted || found == .custom
      || wanted == .freeIPA && found == .directoryServer389 && base == nil
    return probe.finding(
      fits ? .kindFits : .kindDiffers,
      [Fact(.found, found.rawValue), Fact(.expected, wanted.rawValue)])
  }
}
