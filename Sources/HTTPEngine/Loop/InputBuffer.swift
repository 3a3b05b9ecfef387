/// What a connection has read and not yet used up. It may hold passwords: memory that is given back or
/// used again is zeroed first.
struct InputBuffer {
  private var bytes: [UInt8] = []
  /// Where the unused input begins.
  var position = 0

  var isEmpty: Bool { position == bytes.count }
  var count: Int { bytes.count - position }
  /// What it holds, used bytes too.
  var totalCount: Int { bytes.count }

  /// All of it, used bytes too, so that offsets hold.
  func withSpan<R>(_ body: (Span<UInt8>) throws -> R) rethrows -> R { try body(bytes.span) }

  mutating func append(_ new: UnsafeRawBufferPointer) { bytes.wipingAppend(new) }

  /// Gives the memory of used input back; offsets move.
  mutating func discardUsed() {
    if isEmpty {
      // An idle connection keeps a small buffer, not that of its largest request.
      bytes.wipe()
      bytes.removeAll(keepingCapacity: bytes.capacity <= 4096)
    } else {
      bytes.wipe(removing: 0..<position)
    }
    position = 0
  }

  /// Gives what was used after an offset back; offsets up to there hold.
  mutating func discardUsed(after offset: Int) {
    guard position > offset else { return }
    bytes.wipe(removing: offset..<position)
    position = offset
  }

  mutating func discardAll() {
    bytes.wipe()
    bytes = []
    position = 0
  }
}
