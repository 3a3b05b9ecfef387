import Identity
import Synchronization

/// The open listings of a domain.
final class Cursors: Sendable {
  typealias Query = CursorTable<Listing>.Query

  private let table: Mutex<CursorTable<Listing>>
  private let limits: DirectoryLimits
  private let random: any RandomSource
  private let timekeeper: Timekeeper
  private let events: @Sendable (DirectoryEvent) -> Void

  init(
    _ limits: DirectoryLimits, _ random: any RandomSource, _ timekeeper: Timekeeper,
    _ events: @escaping @Sendable (DirectoryEvent) -> Void
  ) {
    self.limits = limits
    self.random = random
    self.timekeeper = timekeeper
    self.events = events
    table = Mutex(CursorTable(limit: limits.cursors, idleTime: limits.cursorIdleTime))
  }

  /// - Throws: `.busy` when as many listings are open as may be.
  func begin() throws(DirectoryError) {
    let hasPlace = table.withLock { $0.begin() }
    guard hasPlace else {
      throw DirectoryError(.busy, detail: "\(limits.cursors) listings are open")
    }
    report()
  }

  func end() {
    table.withLock { $0.end() }
    report()
  }

  func hold(_ listing: Listing, reader: String, query: Query) -> DirectoryCursor {
    let text = random.bytes(16).map(hexText).joined().lowercased()
    table.withLock { $0.hold(listing, text, reader: reader, query: query, now: .now) }
    _ = timekeeper.at(.now + limits.cursorIdleTime) { [weak self] in self?.sweep() }
    return DirectoryCursor(text: text)
  }

  /// - Throws: `.cursorExpired`.
  func take(_ cursor: DirectoryCursor, reader: String, query: Query)
    throws(DirectoryError) -> Listing
  {
    let listing = table.withLock {
      $0.take(cursor.text, reader: reader, query: query, now: .now)
    }
    guard let listing else { throw DirectoryError(.cursorExpired) }
    return listing
  }

  func close() {
    for listing in table.withLock({ $0.removeAll() }) { listing.close() }
  }

  private func sweep() {
    for listing in table.withLock({ $0.removeExpired(now: .now) }) { listing.close() }
    report()
  }

  private func report() { events(.cursors(open: table.withLock { $0.open })) }
}
