extension LDAPStandIn {
  /// A group's values of `member` as Active Directory gives them (MS-ADTS 3.1.1.3.1.3.3): when there are
  /// more than `cut`, the first ones as `member;range=0-1499`, and others on request; the last part ends
  /// with a star.
  public struct RangedValues: Sendable {
    public let attribute: String
    public let values: [String]
    public let cut: Int

    public init(_ values: [String], attribute: String = "member", cut: Int = 1500) {
      self.values = values
      self.attribute = attribute
      self.cut = cut
    }

    /// What an entry holds of it when these attributes are asked for; empty: it was not asked for, or the
    /// range starts behind the end.
    public func answer(to requested: [String]) -> [(String, [[UInt8]])] {
      for name in requested {
        let parts = name.lowercased().split(separator: ";")
        guard parts.first.map(String.init) == attribute.lowercased() else { continue }
        guard let option = parts.dropFirst().first(where: { $0.hasPrefix("range=") }) else {
          if values.count <= cut { return [(attribute, values.map { Array($0.utf8) })] }
          return part(0, nil)
        }
        let bounds = option.dropFirst("range=".count).split(separator: "-")
        guard bounds.count == 2, let start = Int(bounds[0]) else { return [] }
        return part(start, Int(bounds[1]))
      }
      return []
    }

    private func part(_ start: Int, _ end: Int?) -> [(String, [[UInt8]])] {
      guard start < values.count else { return [] }
      let last = min(end ?? .max, start + cut - 1, values.count - 1)
      guard last >= start else { return [] }
      let name = "\(attribute);range=\(start)-\(last == values.count - 1 ? "*" : "\(last)")"
      return [(name, values[start...last].map { Array($0.utf8) })]
    }
  }
}
