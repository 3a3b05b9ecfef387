extension Loop {
  private static let interimAnswer: [UInt8] = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  /// Answers the request that the handler has.
  func answer(_ connection: Connection, _ response: Response) {
    let head = connection.head
    connection.closesAfterAnswer = response.closes || !head.keepsAlive || isDraining
    // A client that did not ask for the end may be sending the next request already.
    connection.lingers = head.keepsAlive || !connection.input.isEmpty
    send(
      connection, response,
      ResponseEncoder.Frame(
        isHead: connection.isHeadRequest, closes: connection.closesAfterAnswer,
        saysKeepAlive: head.minorVersion == 0))
  }

  /// Answers what is no request; nothing after it could be understood.
  func refuse(_ connection: Connection, _ status: Int) {
    connection.closesAfterAnswer = true
    connection.lingers = true
    let response = refusal(connection, status)
    connection.discardAllInput()
    settings.metrics?.refused(status)
    send(connection, response, ResponseEncoder.Frame(closes: true))
  }

  /// The server's words for what the engine itself refuses.
  func refusal(_ connection: Connection, _ status: Int) -> Response {
    guard let word = settings.refusal else { return Problem.response(status) }
    return word(status, connection.acceptLanguage)
  }

  func sendContinue(_ connection: Connection) {
    write(connection, Self.interimAnswer)
  }

  private func send(
    _ connection: Connection, _ response: Response, _ frame: ResponseEncoder.Frame
  ) {
    connection.serial = 0
    connection.isBegun = false
    connection.state = .writing
    connection.deadline = now + times.write
    let status = encoder.encode(response, frame, date: date.bytes, into: &scratch)
    settings.metrics?.answered(status)
    write(connection, scratch)
    // It may have held a session's token.
    scratch.wipe()
    scratch.removeAll(keepingCapacity: scratch.capacity <= 65_536)
    if isOpen(connection) { flush(connection) }
  }

  /// Hands bytes to the descriptor; what it does not take is kept and goes first next time.
  private func write(_ connection: Connection, _ bytes: [UInt8]) {
    guard !connection.hasOutput else {
      connection.keepUnsent(bytes[...])
      return
    }
    let transfer = bytes.withUnsafeBytes { connection.transport.write($0) }
    switch transfer {
    case .bytes(let count):
      if count < bytes.count { connection.keepUnsent(bytes[count...]) }
    case .wantsRead, .wantsWrite: connection.keepUnsent(bytes[...])
    case .ended, .failed: drop(connection)
    }
  }

  /// Sends on; when all is out, the answer is finished.
  func flush(_ connection: Connection) {
    while connection.hasOutput {
      switch connection.writePending() {
      case .bytes(let count): connection.sent(count)
      case .wantsWrite:
        watch(connection, Poll.writable)
        return
      case .wantsRead:
        watch(connection, Poll.readable)
        return
      case .ended, .failed:
        drop(connection)
        return
      }
    }
    finish(connection)
  }

  private func finish(_ connection: Connection) {
    guard connection.closesAfterAnswer else {
      connection.state = .head
      connection.since = now
      connection.deadline = now + times.idle
      watch(connection, Poll.readable)
      return
    }
    connection.transport.finishSending()
    guard connection.lingers, !connection.isInputEnded else {
      drop(connection)
      return
    }
    connection.state = .lingering
    connection.discardAllInput()
    connection.deadline = now + times.linger
    watch(connection, Poll.readable)
  }
}
