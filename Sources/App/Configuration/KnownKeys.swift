/// The names that one of the two tables gives, those of secrets' files among them.
struct KnownKeys: Sendable {
  enum Role { case key, section }

  static let global = KnownKeys(
    ConfigurationKeys.global, further: [ConfigurationKeys.domains])
  /// Without `domains.NAME.`.
  static let ofDomain = KnownKeys(ConfigurationKeys.domain, further: [])

  let names: [String]
  /// Keys of secrets themselves.
  let secrets: Set<String>
  /// Tables that hold keys.
  let sections: Set<String>

  private init<Root>(_ keys: [ConfigurationKey<Root>], further: [String]) {
    names = keys.flatMap {
      $0.isSecret ? [$0.name, ConfigurationKeys.file(of: $0.name)] : [$0.name]
    }
    secrets = Set(keys.filter(\.isSecret).map(\.name))
    sections = Set(
      names.compactMap { name in
        name.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(name[..<$0]) }
      } + further)
  }

  func role(of name: String) -> Role? {
    if names.contains(name) { return .key }
    return sections.contains(name) ? .section : nil
  }
}
