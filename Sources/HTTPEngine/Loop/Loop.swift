import CLinux
import Diagnostics
import Glibc
import Synchronization

/// One thread that serves its connections by epoll; a server has one for each core.
///
/// Unchecked: `post` and `count` may be used from any thread and are safe by the mutex and the atomic;
/// everything else is touched by the loop's own thread alone, or before that thread is started.
final class Loop: @unchecked Sendable {
  /// What the loops of a server share.
  struct Settings: Sendable {
    let handler: Handler
    let limits: Limits
    let encoder: ResponseEncoder
    var refusal: (@Sendable (_ status: Int, _ acceptLanguage: String?) -> Response)?
    let quota: ConnectionQuota
    let metrics: EngineMetrics?
    let log: Log
  }

  /// How long a connection asks nothing until it gives the buffers of its TLS back, in milliseconds: to do
  /// so between any two requests would take and wipe 16 KiB for each.
  private static let restAfter = 1_000

  private struct Inbox {
    var mail: [Mail] = []
    var isClosed = false
  }

  let settings: Settings
  let times: LoopTimes
  let poll: Poll
  private let inbox = Mutex(Inbox())
  /// Connections dealt to this loop; the acceptor deals to the loop with the fewest.
  let count = Atomic<Int>(0)

  // The acceptor's part, used by the first loop only.
  var acceptor: Acceptor?

  var slots: [Connection?] = []
  var freeSlots: [Int] = []
  /// Emptied to make room, while events of their last connections may still be at hand.
  var heldBackSlots: [Int] = []
  /// Before this there is nothing to give back: it was looked for a moment ago.
  var nextGivingBack = 0
  private var lastSerial: UInt64 = 0
  /// Milliseconds, read once a round.
  var now = LoopClock.now()
  var isDraining = false
  private var hardEnd = Int.max
  private var nextSweep = 0
  private var mail: [Mail] = []
  /// Connections whose turn ended before their input did.
  private var ready: [Connection] = []
  var date = DateLine()
  var encoder: ResponseEncoder
  /// Answers are encoded here, so that idle connections hold no buffer.
  var scratch: [UInt8] = []
  let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32_768, alignment: 16)

  /// - Throws: `EngineError.outOfResources`.
  init(_ settings: Settings) throws {
    self.settings = settings
    times = LoopTimes(settings.limits)
    encoder = settings.encoder
    poll = try Poll()
  }

  deinit { readBuffer.deallocate() }

  var limits: Limits { settings.limits }

  /// From any thread. The eventfd is written for the first mail only: the loop takes all at once.
  /// - Returns: `false` when the loop has ended.
  @discardableResult
  func post(_ mail: Mail) -> Bool {
    let (isTaken, isFirst) = inbox.withLock { inbox in
      guard !inbox.isClosed else { return (false, false) }
      inbox.mail.append(mail)
      return (true, inbox.mail.count == 1)
    }
    if isFirst { poll.wake() }
    return isTaken
  }

  /// The thread's body; returns when the loop has drained.
  func run() {
    let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 256)
    defer { events.deallocate() }
    while !isFinished {
      // Without connections there are no deadlines: an idle server sleeps.
      let needsSweep =
        count.load(ordering: .relaxed) > 0 || isDraining || acceptor?.isPaused == true
      let patience = needsSweep ? times.sweepInterval : -1
      let count = poll.wait(events, ready.isEmpty ? patience : 0)
      now = LoopClock.now()
      date.refresh()
      for index in 0..<count { take(events[index]) }
      if !heldBackSlots.isEmpty {
        freeSlots += heldBackSlots
        heldBackSlots.removeAll(keepingCapacity: true)
      }
      takeMail()
      if now >= nextSweep { sweep() }
      serveReady()
    }
    // The acceptor holds the loops, this one too.
    acceptor = nil
    inbox.withLock { $0.isClosed = true }
    ready = []
    // What was dealt to this loop in its last moment.
    takeMail()
    for slot in slots.indices {
      if let connection = slots[slot] { drop(connection) }
    }
  }

  private var isFinished: Bool {
    isDraining && count.load(ordering: .relaxed) == 0
  }

  /// A batch holds one event for each descriptor, and a slot is only emptied by its own event, by mail or
  /// by the sweep, or held back until the batch is through: so an event never meets another connection in
  /// its slot.
  private func take(_ event: epoll_event) {
    let mark = event.data.u64
    if mark == Poll.wakeMark {
      poll.clearWake()
    } else if mark >= Poll.listenerMark {
      accept(Int(mark - Poll.listenerMark))
    } else if let connection = slots[Int(mark)] {
      take(event.events, connection)
    }
  }

  func takeMail() {
    inbox.withLock { swap(&$0.mail, &mail) }
    guard !mail.isEmpty else { return }
    for item in mail {
      switch item {
      case .answer(let slot, let serial, let response):
        guard let connection = slots[slot], connection.serial == serial,
          connection.state == .waiting
        else { continue }
        answer(connection, response)
        serve(connection, reads: false)
      case .adopt(let socket): adopt(socket)
      case .makeRoom(let places): giveBack(places)
      case .drain(let milliseconds): drain(milliseconds)
      }
    }
    mail.removeAll(keepingCapacity: true)
  }

  /// Gives a connection another turn in the next round.
  func putInLine(_ connection: Connection) {
    guard !connection.isReady else { return }
    connection.isReady = true
    ready.append(connection)
  }

  /// One turn each; who has still more waits for the next round.
  private func serveReady() {
    guard !ready.isEmpty else { return }
    var line: [Connection] = []
    swap(&line, &ready)
    for connection in line {
      connection.isReady = false
      serve(connection, reads: true)
    }
  }

  func newSerial() -> UInt64 {
    lastSerial += 1
    return lastSerial
  }

  /// Looks at every deadline.
  func sweep() {
    nextSweep = now + times.sweepInterval
    acceptor?.resume(poll)
    for slot in slots.indices {
      guard let connection = slots[slot] else { continue }
      if now >= hardEnd {
        drop(connection)
      } else if connection.deadline <= now {
        expire(connection)
      } else if connection.isIdle, now - connection.since >= Self.restAfter {
        connection.rest()
      }
    }
  }

  private func drain(_ milliseconds: Int) {
    isDraining = true
    hardEnd = min(hardEnd, now + milliseconds)
    nextSweep = 0
    acceptQueued()
    acceptor?.close(poll)
    for slot in slots.indices {
      if let connection = slots[slot] { finishOff(connection) }
    }
  }

  /// Answers what has come but was not reported yet, and drops a connection that asks for nothing.
  func finishOff(_ connection: Connection) {
    if connection.isIdle { serve(connection, reads: true) }
    if isOpen(connection), connection.isIdle || connection.state == .handshake {
      connection.transport.finishSending()
      drop(connection)
    }
  }
}
