/// A parsed request head: offsets into the input it was parsed from.
struct RequestHead: Equatable, Sendable {
  struct Field: Equatable, Sendable {
    var name = ByteRange()
    /// Without the blanks around it.
    var value = ByteRange()
  }

  var method = ByteRange()
  /// The raw path; `*` for a request about the server itself.
  var path = ByteRange()
  /// Without the `?`.
  var query: ByteRange?
  var fields: [Field] = []
  /// 0 or 1, of `HTTP/1.x`.
  var minorVersion = 1
  var contentLength: Int?
  var isChunked = false
  var asksToClose = false
  var asksToKeep = false
  var expectsContinue = false
  /// The offset of the first byte after the head.
  var end = 0

  /// Whether another request may follow on the connection (RFC 9112 section 9.3).
  var keepsAlive: Bool { !asksToClose && (minorVersion == 1 || asksToKeep) }

  /// Forgets everything but the memory for the fields.
  mutating func clear(endingAt end: Int) {
    fields.removeAll(keepingCapacity: true)
    method = ByteRange()
    path = ByteRange()
    query = nil
    minorVersion = 1
    contentLength = nil
    isChunked = false
    asksToClose = false
    asksToKeep = false
    expectsContinue = false
    self.end = end
  }

  var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }
}

/// What a parser makes of the bytes so far.
enum Verdict: Equatable, Sendable {
  case needsMore
  case complete
  /// The status to answer with; the connection is closed afterwards.
  case refused(Int)
}
