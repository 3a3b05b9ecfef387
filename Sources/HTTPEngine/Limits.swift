/// What a client may cost. Times are absolute unless said otherwise: sending a byte now and then does
/// not prolong them.
public struct Limits: Sendable {
  /// The request line and all fields, in bytes; more is answered 431.
  public var headBytes = 16_384
  /// Header fields of a request; more is answered 431.
  public var fields = 100
  /// The body, in bytes, chunks summed up; more is answered 413.
  public var bodyBytes = 65_536
  /// From accepting to the end of the first head, the TLS handshake included; for later requests from
  /// their first byte. A head cut off is answered 408.
  public var head = Duration.seconds(10)
  /// From the end of the head to the end of the body; then 408.
  public var body = Duration.seconds(20)
  /// Between two requests of a connection.
  public var idle = Duration.seconds(60)
  /// From an answer's first byte to its last.
  public var write = Duration.seconds(20)
  /// From a handler's `.later` to its answer; then 503.
  public var waiting = Duration.seconds(30)
  /// How long input is still read and thrown away after a closing answer, so that the reset which
  /// unread input provokes does not swallow it (RFC 9112 section 9.6).
  public var linger = Duration.seconds(1)
  /// The hard end of draining: what is not answered then is cut.
  public var drain = Duration.seconds(10)
  /// Connections at a time. When more come, those without a request under way are closed for them, the
  /// longest idle first; where there are none such, the new ones.
  public var connections = 4_000
  /// Connections at a time from one IPv4 address or one IPv6 /64; more are closed as they come. Unix
  /// sockets are not counted here.
  public var connectionsPerAddress = 1_024
  /// Whether many clients come by this one, as by a reverse proxy: then only `connections` bounds it.
  /// Called for each connection on a thread of the engine.
  public var standsForMany: @Sendable (Peer) -> Bool = { _ in false }

  public init() {}

}

/// The times of `Limits` in the loop's milliseconds, worked out once: each request sets four deadlines.
struct LoopTimes: Sendable {
  let head, body, idle, write, waiting, linger: Int
  /// How often deadlines are looked at: often enough for the shortest of them.
  let sweepInterval: Int

  init(_ limits: Limits) {
    head = limits.head.milliseconds
    body = limits.body.milliseconds
    idle = limits.idle.milliseconds
    write = limits.write.milliseconds
    waiting = limits.waiting.milliseconds
    linger = limits.linger.milliseconds
    let shortest = min(head, body, idle, write, waiting, linger, limits.drain.milliseconds)
    sweepInterval = min(250, max(5, shortest / 4))
  }
}

extension Duration {
  var milliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }
}
