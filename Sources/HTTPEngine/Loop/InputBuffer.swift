/// What a connection has read and not yet used up.
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

  mutating func append(_ new: UnsafeRawBufferPointer) { bytes.append(contentsOf: new) }

  /// Gives the memory of used input back; offsets move.
  mutating func discardUsed() {
    if isEmpty {
      // An idle connection keeps a small buffer, not that of its largest request.
      bytes.removeAll(keepingCapacity: bytes.capacity <= 4096)
    } else {
      bytes.removeSubrange(0..<position)
    }
    position = 0
  }

  /// Gives what was used after an offset back; offsets up to there hold.
  mutating func discardUsed(after offset: Int) {
    guard position > offset else { return }
    bytes.removeSubrange(offset..<position)
    position = offset
  }

  mutating func discardAll() {
    bytes = []
    position = 0
  }
}
