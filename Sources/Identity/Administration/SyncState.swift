import FoundationEssentials

/// What the store keeps of keeping a domain in step.
struct SyncState: Codable, Sendable, Equatable {
  /// Up to here the directory's changes are in the cards.
  var mark: String?
  /// When everybody was read last, in milliseconds since 1970.
  var lastFull: Int64?
  /// The last pass missed so many people that nobody was marked.
  var isDoubted = false
  /// A pass that is under way or was cut off.
  var pass: Pass?

  struct Pass: Codable, Sendable, Equatable {
    let isFull: Bool
    /// What becomes `SyncState.mark` at its end.
    let mark: String?
    /// Stable ids up to this one are done.
    var after = ""
    var done = 0
    var changed = 0
    /// Stable ids that were not found.
    var missing: [String] = []

    init(isFull: Bool, mark: String?) {
      self.isFull = isFull
      self.mark = mark
    }
  }

  private static func setting(_ domain: DomainName) -> String { "directory-sync/\(domain)" }

  static func read(_ domain: DomainName, from store: any Store) async throws -> SyncState {
    let setting = try await store.read { try $0.settings.find(Self.setting(domain)) }
    // What cannot be read is no mark: everybody is read again.
    return setting.flatMap {
      try? JSONDecoder().decode(SyncState.self, from: Data($0.value.utf8))
    } ?? SyncState()
  }

  func save(_ domain: DomainName, in tx: any Transaction) throws {
    let text = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    let name = Self.setting(domain)
    _ = try tx.settings.save(name, value: text, expected: tx.settings.find(name)?.version ?? 0)
  }
}
