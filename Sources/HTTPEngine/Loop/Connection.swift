import CLinux

/// One connection: its descriptor, what was read and not yet used, and where in its life it is.
///
/// Owned by its slot in one loop and touched by that loop's thread alone. The states follow one another
/// `handshake → head → body → waiting → writing → head ...`; a closing answer ends in `lingering`.
final class Connection {
  enum State {
    /// TLS is being agreed on.
    case handshake
    /// A request head is awaited or incomplete.
    case head
    /// The head is complete, the body is not.
    case body
    /// The handler has the request. Nothing is read: that is the back pressure on pipelining.
    case waiting
    /// An answer is being sent.
    case writing
    /// The closing answer is sent; input is thrown away until the client has closed, too.
    case lingering
  }

  let slot: Int
  let transport: Transport
  let address: PeerAddress
  var state: State

  var input = InputBuffer()
  var parser: HeadParser
  var chunks: ChunkedBody?
  /// A body that came with its length lies in the input, here.
  var bodyRange = ByteRange()
  /// What the descriptor did not take yet.
  private(set) var output: [UInt8] = []
  private(set) var outputSent = 0

  /// The request that may be answered; 0 is none.
  var serial: UInt64 = 0
  /// Kept apart: when a later answer comes, the input with the method is gone.
  var isHeadRequest = false
  /// In the loop's milliseconds.
  var deadline = 0
  /// Whether the first byte of the request was seen; before it, the connection is idle.
  var isBegun = true
  /// Since when it has been waited for its next request, in the loop's milliseconds.
  var since = 0
  /// Tells the older of two that came in the same millisecond.
  var arrival: UInt64 = 0
  /// Whether a whole request of it has come before.
  var hasAsked = false
  var closesAfterAnswer = false
  /// Whether to read on after a closing answer before the descriptor is closed.
  var lingers = false
  /// Whether the input ended; what is in the buffer is still answered.
  var isInputEnded = false
  /// Whether the last read stopped before it had everything, so that epoll will not report the rest:
  /// TLS reads ahead.
  var hasUnreadInput = false
  /// Whether whole requests may lie in the input that this turn had no room for; until they are
  /// answered nothing more is read.
  var isCutShort = false
  /// Whether it has given back what only a busy connection needs.
  private(set) var isResting = false
  /// Whether it waits in the loop's list for its next turn.
  var isReady = false
  /// What epoll watches for now.
  var events: UInt32 = 0

  init(slot: Int, transport: consuming Transport, address: PeerAddress, limits: Limits) {
    self.slot = slot
    state = transport.isSecure ? .handshake : .head
    self.transport = transport
    self.address = address
    parser = HeadParser(longestHead: limits.headBytes, mostFields: limits.fields)
  }

  deinit {
    discardAllInput()
    output.wipe()
  }

  var peer: Peer { address.peer }
  var head: RequestHead { _read { yield parser.head } }
  var hasOutput: Bool { outputSent < output.count }
  /// Whether requests are read and taken from it now.
  var takesInput: Bool { state == .head || state == .body }
  /// Between two requests, with nothing of the next one.
  var isIdle: Bool { state == .head && input.isEmpty }

  func withInput<R>(_ body: (Span<UInt8>) throws -> R) rethrows -> R { try input.withSpan(body) }

  func withBody<R>(_ body: (Span<UInt8>) throws -> R) rethrows -> R {
    if let chunks { return try chunks.withBytes(body) }
    return try input.withSpan { try body($0.extracting(bodyRange.start..<bodyRange.end)) }
  }

  /// The `Accept-Language` of the request under way, its fields joined as one list (RFC 9110 section
  /// 5.3); `nil` where there is none, or the head was not read so far.
  var acceptLanguage: String? {
    guard parser.hasReadLines else { return nil }
    return withInput { input in
      var list: String?
      // No offset of a head that has gone may ever bring the server down.
      for field in head.fields
      where field.value.end <= input.count
        && input.holds(lowercase: "accept-language", at: field.name)
      {
        list = (list.map { $0 + "," } ?? "") + input.text(field.value)
      }
      return list
    }
  }

  /// Only between two requests: offsets move.
  func discardUsedInput() {
    guard input.position > 0 else { return }
    input.discardUsed()
    parser.forgetLines()
  }

  /// Keeps little memory while nothing is asked.
  func rest() {
    guard !isResting else { return }
    isResting = true
    transport.freeBuffers()
  }

  func discardAllInput() {
    input.discardAll()
    parser.forgetLines()
    bodyRange = ByteRange()
    discardChunks()
  }

  func discardChunks() {
    chunks?.discard()
    chunks = nil
  }

  func parseHead() -> Verdict {
    isResting = false
    return input.withSpan { parser.parse($0, from: input.position) }
  }

  func readChunks() -> Verdict {
    var position = input.position
    defer { input.position = position }
    return input.withSpan { chunks?.read($0, &position) ?? .complete }
  }

  func keepUnsent(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { output.wipingAppend($0) }
  }

  func writePending() -> Transfer {
    output.withUnsafeBytes { transport.write(UnsafeRawBufferPointer(rebasing: $0[outputSent...])) }
  }

  func sent(_ count: Int) {
    outputSent += count
    guard !hasOutput else { return }
    output.wipe()
    output = []
    outputSent = 0
  }
}
