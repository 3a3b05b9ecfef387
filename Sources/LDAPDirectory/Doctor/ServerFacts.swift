import Identity

/// What follows from the root DSE: the kind of server, and StartTLS.
enum ServerFacts {
  static func findings(_ probe: RawProbe, _ rootDSE: RootDSE?, expecting kind: RootDSE.Kind?)
    -> [Finding]
  {
    guard let rootDSE else {
      return [probe.finding(.rootDSEHidden), probe.finding(.kindNotTold)]
    }
    var facts = rootDSE.namingContexts.prefix(8).map { Fact(.base, $0) }
    if !rootDSE.vendor.isEmpty { facts.insert(Fact(.vendor, rootDSE.vendor), at: 0) }
    var findings = [probe.finding(.rootDSERead, facts)]
    if let found = rootDSE.kind {
      let isAsked = kind == nil || kind == .other || kind == found
      findings.append(
        probe.finding(
          isAsked ? .kindFits : .kindDiffers,
          [Fact(.found, found.rawValue)] + (kind.map { [Fact(.expected, $0.rawValue)] } ?? [])))
    } else {
      findings.append(probe.finding(.kindNotTold))
    }
    let isPlain = !probe.server.isProtectedByItself && !probe.terms.configuration.startTLS
    if isPlain, rootDSE.has(extension: "1.3.6.1.4.1.1466.20037") {
      findings.append(probe.finding(.startTLSOffered))
    }
    return findings
  }
}
