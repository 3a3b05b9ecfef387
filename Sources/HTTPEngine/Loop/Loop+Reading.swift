import Glibc

extension Loop {
  /// What one turn may take in before other connections get theirs.
  private static let readBudget = 65_536

  /// What epoll says about a connection.
  func take(_ events: UInt32, _ connection: Connection) {
    if Poll.isBroken(events) {
      drop(connection)
      return
    }
    switch connection.state {
    case .waiting:
      // A client that has finished sending may still read: it is answered. No more events, for this
      // one would come again at once.
      watch(connection, Poll.nothing)
    case .writing:
      flush(connection)
      serve(connection, reads: false)
    case .lingering:
      discardInput(connection)
    case .handshake:
      shakeHands(connection)
      serve(connection, reads: true)
    case .head, .body:
      // One turn a round, however often the client makes itself heard.
      if !connection.isReady { serve(connection, reads: true) }
    }
  }

  func watch(_ connection: Connection, _ events: UInt32) {
    guard events != connection.events, isOpen(connection) else { return }
    connection.events = events
    poll.change(connection.transport.descriptor, events, UInt64(connection.slot))
  }

  /// One turn of a connection: reads and answers what there is, within a budget. What is left then waits
  /// for the next round, so that no client, however much it sends, keeps the loop from the others.
  func serve(_ connection: Connection, reads: Bool) {
    guard isOpen(connection) else { return }
    if reads, connection.takesInput, !connection.isCutShort { fill(connection) }
    advance(connection)
    guard isOpen(connection), connection.takesInput else { return }
    if connection.isCutShort || connection.hasUnreadInput {
      putInLine(connection)
    } else if connection.isInputEnded {
      // The rest of a half-closed client's input was answered; nothing can follow.
      connection.transport.finishSending()
      drop(connection)
    }
  }

  private func shakeHands(_ connection: Connection) {
    switch connection.transport.handshake() {
    case .bytes: connection.state = .head
    case .wantsRead: watch(connection, Poll.readable)
    case .wantsWrite: watch(connection, Poll.writable)
    case .ended, .failed: drop(connection)
    }
  }

  /// Takes in what has arrived. TLS must be read until nothing is left in it: what it has read ahead, epoll
  /// does not report.
  private func fill(_ connection: Connection) {
    connection.hasUnreadInput = false
    var budget = Self.readBudget
    while budget > 0 {
      switch connection.transport.read(into: readBuffer) {
      case .bytes(let count):
        let read = UnsafeMutableRawBufferPointer(rebasing: readBuffer[..<count])
        connection.input.append(UnsafeRawBufferPointer(read))
        read.wipe()
        budget -= count
        if !connection.transport.hasReadAhead() {
          watch(connection, Poll.readable)
          return
        }
      case .wantsRead:
        watch(connection, Poll.readable)
        return
      case .wantsWrite:
        watch(connection, Poll.writable)
        return
      case .ended:
        connection.isInputEnded = true
        return
      case .failed:
        drop(connection)
        return
      }
    }
    connection.hasUnreadInput = true
  }

  /// After a closing answer: until the client closes or the linger deadline.
  private func discardInput(_ connection: Connection) {
    switch connection.transport.readRaw(into: readBuffer) {
    case .bytes(let count): UnsafeMutableRawBufferPointer(rebasing: readBuffer[..<count]).wipe()
    case .wantsRead, .wantsWrite: break
    case .ended, .failed: drop(connection)
    }
  }
}
