import Foundation
import HTTPEngine
import Synchronization
import TestKit

/// An engine under test with routes that show what it made of a request; stops with its last owner.
final class ServedEngine: Sendable {
  let server: Server
  let held: HeldAnswers
  let tls: HTTPClientTLS?

  var port: UInt16 { server.boundPorts[0] }

  init(
    limits: Limits = Limits(), identity: TLSIdentity? = nil, client: HTTPClientTLS? = nil,
    endpoints: [Endpoint] = [.tcp(host: "127.0.0.1", port: 0)], headers: Headers = Headers(),
    threads: Int = 2
  ) throws {
    let held = HeldAnswers()
    self.held = held
    tls = identity == nil ? nil : client ?? HTTPClientTLS()
    server = Server(
      endpoints: endpoints.map { ($0, tls: identity) },
      handler: { request, responder in Self.handle(request, responder, held) },
      limits: limits, headers: headers, threads: threads)
    try server.start()
  }

  deinit { server.stop() }

  func client(receiveBuffer: Int32? = nil) throws -> HTTPRawClient {
    try HTTPRawClient(port: port, tls: tls, receiveBuffer: receiveBuffer)
  }

  private static func handle(
    _ request: borrowing Request, _ responder: Responder, _ held: HeldAnswers
  ) -> Outcome {
    if request.pathEquals("/later") {
      // Answered from another thread, twice on purpose: the second is dropped.
      Thread {
        responder.send(text(200, "later"))
        responder.send(text(500, "twice"))
      }.start()
      return .later
    }
    if request.pathEquals("/held") {
      held.hold(responder)
      return .later
    }
    if request.pathEquals("/big") { return .now(Response(status: 200, body: bigBody)) }
    if request.pathEquals("/echo") {
      let body = request.withBody { bytes in bytes.withUnsafeBufferPointer { Array($0) } }
      return .now(Response(status: 200, body: body))
    }
    if request.pathEquals("/bad-header") {
      return .now(
        Response(
          status: 200, headers: Headers([.init(name: "X", value: "a\r\nSet-Cookie: b")])))
    }
    if request.pathEquals("/empty") { return .now(Response(status: 204)) }
    if request.pathEquals("/closes") {
      return .now(Response(status: 200, body: Array("bye".utf8), closes: true))
    }
    return .now(text(200, "\(request.method) \(request.path) \(request.query ?? "-")"))
  }

  /// 8 MiB whose pieces cannot be swapped unseen.
  static let bigBody: [UInt8] = {
    var bytes = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
    for _ in 0..<7 { bytes += bytes }
    return bytes
  }()

  static func text(_ status: Int, _ text: String) -> Response {
    Response(
      status: status, headers: Headers([.init(name: "Content-Type", value: "text/plain")]),
      body: Array(text.utf8))
  }
}

/// Requests that wait until the test answers them.
final class HeldAnswers: Sendable {
  private let responders = Mutex<[Responder]>([])

  var count: Int { responders.withLock { $0.count } }

  func hold(_ responder: Responder) { responders.withLock { $0.append(responder) } }

  func answerAll(_ text: String = "held") {
    let all = responders.withLock { responders in
      defer { responders = [] }
      return responders
    }
    for responder in all { responder.send(ServedEngine.text(200, text)) }
  }
}

/// Waits for a condition, looking every few milliseconds, within a bound.
func eventually(
  within bound: Duration = .seconds(10), _ condition: () -> Bool
) -> Bool {
  let deadline = ContinuousClock.now + bound
  while ContinuousClock.now < deadline {
    if condition() { return true }
    usleep(2_000)
  }
  return condition()
}
