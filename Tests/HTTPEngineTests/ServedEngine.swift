import Diagnostics
import Foundation
import HTTPEngine
import Synchronization
import TestKit

/// An engine under test with routes that show what it made of a request; stops with its last owner.
final class ServedEngine: Sendable {
  let server: Server
  let held: HeldAnswers
  let tls: HTTPClientTLS?
  /// Its files must live as long as clients read them.
  private let authority: TestAuthority?

  var port: UInt16 { server.boundPorts[0] }

  init(
    limits: Limits = Limits(),
    endpoints: [Endpoint] = [.tcp(host: "127.0.0.1", port: 0)], headers: Headers = Headers(),
    threads: Int = 2, metrics: Metrics? = nil
  ) throws {
    let held = HeldAnswers()
    self.held = held
    tls = nil
    authority = nil
    server = Server(
      endpoints: endpoints.map { ($0, tls: nil) },
      handler: { request, responder in Self.handle(request, responder, held) },
      limits: limits, headers: headers, threads: threads, metrics: metrics)
    try server.start()
  }

  /// An engine over TLS, with an authority that the clients of `client()` trust.
  init(authority: TestAuthority, limits: Limits = Limits()) throws {
    let certificate = try authority.issue()
    let identity = try TLSIdentity(
      certificateFile: certificate.certificateFile, keyFile: certificate.keyFile)
    let held = HeldAnswers()
    self.held = held
    tls = HTTPClientTLS(authorityFile: authority.certificateFile)
    self.authority = authority
    server = Server(
      endpoints: [(.tcp(host: "127.0.0.1", port: 0), tls: identity)],
      handler: { request, responder in Self.handle(request, responder, held) }, limits: limits)
    try server.start()
  }

  deinit {
    server.stop()
    held.forgetAll()
  }

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
    if request.pathEquals("/header") {
      let value = request.withHeader("x-one") { bytes in
        bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
      }
      return .now(text(200, value ?? "nil"))
    }
    if request.pathEquals("/detached") {
      held.keep(request.detached())
      return .now(text(200, ""))
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
  private let requests = Mutex<[DetachedRequest]>([])

  /// The last request of `/detached`.
  var lastRequest: DetachedRequest? { requests.withLock { $0.last } }

  func keep(_ request: DetachedRequest) { requests.withLock { $0.append(request) } }

  var count: Int { responders.withLock { $0.count } }

  func hold(_ responder: Responder) { responders.withLock { $0.append(responder) } }

  /// A responder holds its loop, the loop the handler, and the handler this: unanswered, they would keep
  /// each other for ever.
  func forgetAll() { responders.withLock { $0 = [] } }

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

/// How the bytes travel; what holds for one must hold for the other.
enum Wire: CaseIterable, Sendable {
  case plain, tls

  func engine(_ limits: Limits = Limits()) throws -> ServedEngine {
    switch self {
    case .plain: try ServedEngine(limits: limits)
    case .tls: try ServedEngine(authority: TestAuthority(), limits: limits)
    }
  }
}
