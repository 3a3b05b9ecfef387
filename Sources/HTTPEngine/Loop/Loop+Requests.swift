extension Loop {
  /// What one turn may ask of the handler before other connections get theirs.
  private static let requestBudget = 64

  /// Takes requests out of the input, one after the other, as long as they are whole, each is answered
  /// at once and the turn has room for them.
  func advance(_ connection: Connection) {
    connection.isCutShort = false
    var budget = Self.requestBudget
    var goesOn = true
    while goesOn, isOpen(connection) {
      switch connection.state {
      case .head:
        connection.isCutShort = budget == 0 && !connection.input.isEmpty
        budget -= 1
        goesOn = !connection.isCutShort && !connection.input.isEmpty && takeHead(connection)
      case .body: goesOn = takeBody(connection)
      case .handshake, .waiting, .writing, .lingering: goesOn = false
      }
    }
    if connection.state == .head || connection.state == .waiting { connection.discardUsedInput() }
  }

  private func takeHead(_ connection: Connection) -> Bool {
    if !connection.isBegun {
      connection.isBegun = true
      connection.deadline = now + times.head
    }
    switch connection.parseHead() {
    case .needsMore: return false
    case .refused(let status):
      refuse(connection, status)
      return false
    case .complete: break
    }
    let head = connection.head
    if let length = head.contentLength, length > limits.bodyBytes {
      refuse(connection, 413)
      return false
    }
    connection.input.position = head.end
    connection.parser.restart()
    connection.chunks = head.isChunked ? ChunkedBody(longestBody: limits.bodyBytes) : nil
    connection.bodyRange = ByteRange(start: head.end, end: head.end)
    connection.state = .body
    connection.deadline = now + times.body
    if head.expectsContinue, head.hasBody, connection.input.isEmpty { sendContinue(connection) }
    return true
  }

  private func takeBody(_ connection: Connection) -> Bool {
    if connection.head.isChunked {
      switch connection.readChunks() {
      case .needsMore:
        // Their framing counts, too: kept, one-byte chunks would fill memory under the body limit.
        connection.input.discardUsed(after: connection.head.end)
        return false
      case .refused(let status):
        refuse(connection, status)
        return false
      case .complete: break
      }
    } else if let length = connection.head.contentLength {
      guard connection.input.count >= length else { return false }
      connection.bodyRange.end = connection.bodyRange.start + length
      connection.input.position += length
    }
    handle(connection)
    return true
  }

  private func handle(_ connection: Connection) {
    connection.serial = newSerial()
    connection.hasAsked = true
    connection.isHeadRequest = connection.withInput {
      $0.holds("HEAD", at: connection.head.method)
    }
    connection.state = .waiting
    connection.deadline = now + times.waiting
    let responder = Responder(loop: self, slot: connection.slot, serial: connection.serial)
    switch settings.handler(Request(connection), responder) {
    case .now(let response): answer(connection, response)
    case .later: watch(connection, Poll.hangUp)
    }
    connection.discardChunks()
  }

  /// The deadline of a connection has come.
  func expire(_ connection: Connection) {
    switch connection.state {
    case .waiting:
      // The handler's own answer will find another serial.
      answer(connection, refusal(connection, 503))
      serve(connection, reads: false)
    case .body: refuse(connection, 408)
    case .head where !connection.input.isEmpty: refuse(connection, 408)
    case .head, .handshake, .writing, .lingering: drop(connection)
    }
  }
}
