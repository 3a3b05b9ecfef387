/// What a handler decides at once.
public enum Outcome: Sendable {
  /// The answer, given on the engine's own thread; nothing that blocks may have made it.
  case now(Response)
  /// The answer comes by the `Responder`, from any thread; after `Limits.waiting` without one the
  /// engine answers 503 in its place.
  case later
}

/// Called for each whole request, on a thread of the engine: it must not block.
public typealias Handler = @Sendable (borrowing Request, Responder) -> Outcome

/// Names one request of one connection; a value that may travel to any thread.
///
/// It holds no connection: a second answer, an answer after the client has gone and an answer after the
/// waiting limit find no such request and are dropped. It does hold its loop, and with it the handler: a
/// handler that keeps responders must let go of them, answered or not.
public struct Responder: Sendable {
  let loop: Loop
  let slot: Int
  /// Never used twice by one loop.
  let serial: UInt64

  public func send(_ response: Response) {
    loop.post(.answer(slot: slot, serial: serial, response))
  }
}
