public import Identity

/// What a domain of Active Directory is called in logins: `KIT\name` and `name@kit.example` (DOM-47).
public struct DomainNames: Sendable, Equatable {
  /// What stands before the backslash; `nil` where the server does not show it.
  public let netBIOS: String?
  /// What may stand after `@`: the domain's name in DNS first, then the forest's further suffixes.
  public let suffixes: [String]
}

extension LDAPDirectory {
  /// The names that the directory itself gives the domain, so that `qualifiers` and `suffixes` can be
  /// compared with them; `nil` for other kinds of server (MS-ADTS 6.1.1.2.1: the partitions container).
  public func domainNames() async throws(DirectoryError) -> DomainNames? {
    guard preset.kind == .activeDirectory else { return nil }
    let deadline = totalDeadline
    let root = try await switchboard.read(
      [readName("")], .everything, ["configurationNamingContext", "defaultNamingContext"],
      by: deadline
    ).first
    guard let forest = root?.first("configurationNamingContext"),
      let domain = root?.first("defaultNamingContext")
    else { throw DirectoryError(.badAnswer, detail: "the root DSE names no partitions") }
    let partitions = try readName("CN=Partitions,\(forest)")
    let search = Search(
      partitions, .subtree, .all([.equal("objectClass", "crossRef"), .equal("nCName", domain)]),
      ["nETBIOSName", "dnsRoot"])
    let reference = try await switchboard.search(search, by: deadline).entries.first
    let further = try await switchboard.read(
      [partitions], .everything, ["uPNSuffixes"], by: deadline)
    return DomainNames(
      netBIOS: reference?.first("nETBIOSName"),
      suffixes: (reference?.texts("dnsRoot") ?? []) + (further.first?.texts("uPNSuffixes") ?? []))
  }
}
