import Identity

/// The rules of cursors as a pure state machine: how many there are, whose they are, when they end. A
/// cursor is good for one call; the page that it brings has the next one.
struct CursorTable<Listing> {
  typealias Instant = ContinuousClock.Instant

  /// What a cursor goes on with.
  enum Query: Hashable, Sendable {
    case groups
    case members(GroupChoice)
  }

  private struct Held {
    let listing: Listing
    let reader: String
    let query: Query
    let since: Instant
  }

  private let limit: Int
  private let idleTime: Duration
  private var held: [String: Held] = [:]
  /// Places taken: cursors held, and calls that are making one.
  private(set) var open = 0

  init(limit: Int, idleTime: Duration) {
    self.limit = limit
    self.idleTime = idleTime
  }

  /// Takes a place for a listing that begins.
  mutating func begin() -> Bool {
    guard open < limit else { return false }
    open += 1
    return true
  }

  mutating func end() { open -= 1 }

  /// Keeps a listing until its next page is asked for; its place stays taken.
  mutating func hold(_ listing: Listing, _ text: String, reader: String, query: Query, now: Instant)
  {
    held[text] = Held(listing: listing, reader: reader, query: query, since: now)
  }

  /// - Returns: the listing, with its place; `nil` for a cursor that is unknown, another's or too old.
  mutating func take(_ text: String, reader: String, query: Query, now: Instant) -> Listing? {
    guard let found = held[text], found.reader == reader, found.query == query,
      now < found.since + idleTime
    else { return nil }
    held[text] = nil
    return found.listing
  }

  /// What has lain too long; its places are free.
  mutating func removeExpired(now: Instant) -> [Listing] {
    let old = held.filter { now >= $0.value.since + idleTime }
    for text in old.keys { held[text] = nil }
    open -= old.count
    return old.values.map(\.listing)
  }

  mutating func removeAll() -> [Listing] {
    defer {
      open -= held.count
      held = [:]
    }
    return held.values.map(\.listing)
  }
}
