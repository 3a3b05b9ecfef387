internal import Glibc
public import Identity
import Synchronization

extension LDAPDirectory {
  /// How the server tells what changed.
  enum ChangeFeed: Sendable {
    /// RFC 4533: exact, deletions too.
    case contentSync
    /// MS-ADTS 3.1.1.3.4.1.3, under this naming context.
    case dirSync(DN)
    /// Entries stamped since a moment; deletions are not told.
    case stamps(AttributeName)
  }

  /// A mark is valid for the way it was made in alone.
  private static let syncPrefix = "sync:"
  private static let stampPrefix = "stamp:"
  /// Seconds that stamps are asked for again: servers stamp before others see the entry, and their clocks
  /// differ.
  private static let overlap = 600
  /// The same for the first mark, which is of this machine's clock.
  private static let firstOverlap = 3600
  /// When an entry changed, on Active Directory; `modifyTimestamp` cannot be searched there.
  static let whenChanged: AttributeName = "whenChanged"

  public func members(_ ids: [StableID]) async throws(DirectoryError) -> [StableID: Member] {
    let deadline = totalDeadline
    var found: [StableID: Member] = [:]
    for batch in ids.batches(of: 100) {
      var search = memberSearch([.any(batch.map { reader.named($0) })])
      search.bounds.entries = batch.count
      let entries = try await switchboard.search(search, by: deadline).entries
      // Compared as servers compare: without regard to letter case.
      let members = Dictionary(
        try await members(entries, by: deadline).map { ($0.id.text.lowercased(), $0) }
      ) { first, _ in first }
      for id in batch { found[id] = members[id.text.lowercased()] }
    }
    return found
  }

  public func changes(since mark: DirectoryMark?) async throws(DirectoryError) -> DirectoryChanges?
  {
    switch try await changeFeed() {
    case .contentSync: try await synced(since: mark)
    case .dirSync(let root): try await dirSynced(since: mark, under: root)
    case .stamps(let attribute): try await stamped(since: mark, attribute)
    }
  }

  /// The cheapest way that the server has, as its root DSE tells.
  private func changeFeed() async throws(DirectoryError) -> ChangeFeed {
    let capabilities: AttributeName = "supportedCapabilities"
    let controls: AttributeName = "supportedControl"
    let search = Search(
      DN(parts: []), .base, .everything, [controls, capabilities, "namingContexts"])
    let root = try await switchboard.search(search, by: totalDeadline).entries.first
    // LDAP_CAP_ACTIVE_DIRECTORY_OID (MS-ADTS, 3.1.1.3.4.3.1).
    if let root, root.texts(capabilities).contains("1.2.840.113556.1.4.800") {
      // Its answers name entries by `objectGUID`.
      guard root.texts(controls).contains(DirSync.control), preset.stableID == "objectGUID",
        !lacksSync.withLock({ $0 }), let context = namingContext(root)
      else { return .stamps(Self.whenChanged) }
      return .dirSync(context)
    }
    let hasSync = root?.texts(controls).contains("1.3.6.1.4.1.4203.1.9.1.1") == true
    // Its answers name entries by `entryUUID`.
    return hasSync && preset.stableID == "entryUUID" && !lacksSync.withLock { $0 }
      ? .contentSync : .stamps("modifyTimestamp")
  }

  private func synced(since mark: DirectoryMark?) async throws(DirectoryError) -> DirectoryChanges?
  {
    var cookie: [UInt8]?
    if let mark {
      guard mark.text.hasPrefix(Self.syncPrefix) else { throw DirectoryError(.cursorExpired) }
      cookie = Array(mark.text.dropFirst(Self.syncPrefix.count).utf8)
    }
    var search = memberSearch([])
    search.attributes = []
    // The mark of this moment alone: nothing is asked for.
    if mark == nil { search.filter = .not(.everything) }
    let answer: SyncAnswer
    do throws(DirectoryError) {
      answer = try await switchboard.sync(
        search, cookie: cookie, most: configuration.limits.groupMembers,
        by: .after(configuration.limits.syncTime))
    } catch {
      // The server knows the control and the base does not have it (RFC 4511, 4.1.11), or is not there.
      // An answer to a mark that makes no sense leads to everybody being read, which needs none.
      if mark != nil, error.code == .badAnswer {
        throw DirectoryError(.cursorExpired, detail: error.detail)
      }
      guard error.code == .noSuchObject else { throw error }
      noteLackOfSync(error)
      guard mark == nil else { throw DirectoryError(.cursorExpired, detail: error.detail) }
      return try await stamped(since: nil, "modifyTimestamp")
    }
    // Without a new cookie nothing has changed.
    guard let text = String(validating: answer.cookie ?? cookie ?? [], as: UTF8.self),
      !text.isEmpty
    else {
      // To a cookie that it made nothing of: from the beginning.
      let code: DirectoryError.Code = mark == nil ? .badAnswer : .cursorExpired
      throw DirectoryError(code, detail: "a synchronisation without a usable cookie")
    }
    let new = DirectoryMark(text: Self.syncPrefix + text)
    guard mark != nil else { return DirectoryChanges(way: .contentSync, mark: new) }
    return DirectoryChanges(
      way: .contentSync, changed: Self.ids(answer.changed), gone: Self.ids(answer.deleted),
      unchanged: answer.isWhole ? Self.ids(answer.present) : nil, mark: new)
  }

  /// Told once: from now on times of change are asked for.
  func noteLackOfSync(_ error: DirectoryError) {
    let isFirst = lacksSync.withLock { lacks in
      defer { lacks = true }
      return !lacks
    }
    if isFirst { events(.changesByTime(reason: error.detail)) }
  }

  private static func ids(_ texts: Set<String>) -> Set<StableID> {
    Set(texts.compactMap { StableID($0) })
  }

  func stamped(since mark: DirectoryMark?, _ attribute: AttributeName)
    async throws(DirectoryError) -> DirectoryChanges?
  {
    guard let mark else {
      let start = ChangeStamp(seconds: time(nil)) - (Self.firstOverlap - Self.overlap)
      let text = start.text(withFraction: false)
      return DirectoryChanges(way: .stamps, mark: DirectoryMark(text: Self.stampPrefix + text))
    }
    guard mark.text.hasPrefix(Self.stampPrefix),
      let since = ChangeStamp(String(mark.text.dropFirst(Self.stampPrefix.count)))
    else { throw DirectoryError(.cursorExpired) }
    let from = (since - Self.overlap).text(withFraction: attribute == Self.whenChanged)
    let stableID = preset.stableID
    var search = memberSearch([
      Filter(.comparison(attribute, .atLeast, Array(from.utf8)))
    ])
    search.attributes = [stableID, attribute]
    let start: (ids: Set<StableID>, latest: ChangeStamp) = ([], since)
    let reader = reader
    let found = try await switchboard.walk(
      search, pageSize: 1000, from: start, by: .after(configuration.limits.syncTime)
    ) { found, entries throws(DirectoryError) in
      for entry in entries {
        found.ids.insert(try reader.id(entry))
        if let stamp = entry.first(attribute).flatMap({ ChangeStamp($0) }) {
          found.latest = max(found.latest, stamp)
        }
      }
      return true
    }
    let text = found.latest.text(withFraction: false)
    return DirectoryChanges(
      way: .stamps, changed: found.ids, mark: DirectoryMark(text: Self.stampPrefix + text))
  }
}
