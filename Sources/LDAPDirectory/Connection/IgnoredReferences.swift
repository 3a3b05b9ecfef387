/// References to other servers that leave an answer complete (`ServerPreset.ignoredReferences`,
/// `ignoredPartitions`); any other makes it one in part (RFC 4511, 4.5.3).
struct IgnoredReferences: Sendable {
  private let beginnings: [String]
  private let partitions: Set<String>

  init(_ preset: ServerPreset) {
    beginnings = preset.ignoredReferences.map { $0.lowercased() }
    partitions = Set(preset.ignoredPartitions.map { $0.lowercased() })
  }

  func covers(_ url: String) -> Bool {
    let key = url.lowercased()
    if beginnings.contains(where: { key.hasPrefix($0) }) { return true }
    return Self.firstPart(of: key).map { partitions.contains($0) } ?? false
  }

  /// The part of the entry's name nearest to it, as in `cn=configuration` of
  /// `ldap://firma.example/cn=configuration,dc=firma,dc=example??base` (RFC 4516, 2).
  private static func firstPart(of url: String) -> String? {
    guard let scheme = url.firstRange(of: "://"),
      let slash = url[scheme.upperBound...].firstIndex(of: "/")
    else { return nil }
    let name = url[url.index(after: slash)...].prefix { $0 != "?" }
    return name.split(separator: ",", maxSplits: 1).first.map(String.init)
  }
}
