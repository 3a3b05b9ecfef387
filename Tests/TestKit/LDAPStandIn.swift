import CLinux
import COpenSSL
import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 that speaks LDAP and says what a test wants said: what no server at hand does,
/// or only broken ones do. It knows no directory; a closure answers each request.
///
///     let standIn = try await LDAPStandIn.start { request in
///       switch request.operation {
///       case .bind: [.done(.init(49, text: "80090308: ... data 532, v1db1"))]
///       default: [.done(.success)]
///       }
///     }
public final class LDAPStandIn: Sendable {
  public typealias Script = @Sendable (Request) -> [Answer]

  private let listener: LoopbackListener
  private let received: Log
  private let certificates: (SlapdCertificates, TemporaryFolder)?

  private final class Log: Sendable {
    let requests = Mutex<[Request]>([])
  }

  public var port: UInt16 { listener.port }
  public var ldapURL: String { "ldap://127.0.0.1:\(port)" }
  public var ldapsURL: String { "ldaps://127.0.0.1:\(port)" }
  /// The authority of its certificate; empty without TLS.
  public var caFile: String { certificates?.0.caFile ?? "" }

  /// All requests so far, StartTLS among them.
  public var requests: [Request] { received.requests.withLock { $0 } }
  /// Connections accepted so far.
  public var accepted: Int { listener.accepted }

  /// How it does TLS.
  public enum Security: Sendable {
    /// Not at all: StartTLS is refused.
    case none
    /// After StartTLS (RFC 4511, 4.14).
    case startTLS
    /// From the first byte (`ldaps`).
    case ldaps
  }

  public static func start(
    _ security: Security = .none, _ script: @escaping Script
  ) async throws -> LDAPStandIn {
    guard security != .none else {
      return try LDAPStandIn(security, nil, script)
    }
    let folder = try TemporaryFolder()
    return try LDAPStandIn(
      security, (try await SlapdCertificates.shared(in: folder), folder), script)
  }

  private init(
    _ security: Security, _ certificates: (SlapdCertificates, TemporaryFolder)?,
    _ script: @escaping Script
  ) throws {
    self.certificates = certificates
    let received = Log()
    self.received = received
    let files = certificates.map { ($0.0.certificateFile, $0.0.keyFile) }
    let connections = Mutex(0)
    let number: @Sendable () -> Int = {
      connections.withLock { count in
        count += 1
        return count
      }
    }
    listener = try LoopbackListener { descriptor in
      var wire = LDAPStandInWire(descriptor)
      defer { wire.close() }
      let connection = number()
      if security == .ldaps, let files, !wire.secure(files) { return }
      while let message = wire.message() {
        guard var request = Request(message) else { return }
        request.connection = connection
        let known = request
        received.requests.withLock { $0.append(known) }
        if case .extended(Self.startTLS) = request.operation {
          let isWanted = security == .startTLS && !wire.isSecure
          let result = Result(isWanted ? 0 : 2)
          guard wire.send(result.encoded(id: request.id, as: request)) else { return }
          if isWanted {
            guard let files, wire.secure(files) else { return }
          }
          continue
        }
        if case .unbind = request.operation { return }
        for answer in script(request) {
          guard answer.give(to: request, on: &wire) else { return }
        }
      }
    }
  }

  static let startTLS = "1.3.6.1.4.1.1466.20037"

  /// Closes everything; its threads end.
  public func stop() { listener.stop() }
}

/// One connection of a stand-in, in clear or under TLS; used by its thread alone.
struct LDAPStandInWire {
  private let descriptor: Int32
  private var session: OpaquePointer?
  private var unread: [UInt8] = []

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  var isSecure: Bool { session != nil }

  mutating func close() {
    if let session { SSL_free(session) }
    session = nil
  }

  /// The TLS handshake, as the server.
  mutating func secure(_ files: (certificate: String, key: String)) -> Bool {
    guard let context = SSL_CTX_new(TLS_server_method()) else { return false }
    // The session keeps what it needs of it.
    defer { SSL_CTX_free(context) }
    guard SSL_CTX_use_certificate_file(context, files.certificate, SSL_FILETYPE_PEM) == 1,
      SSL_CTX_use_PrivateKey_file(context, files.key, SSL_FILETYPE_PEM) == 1,
      let session = SSL_new(context)
    else { return false }
    SSL_set_fd(session, descriptor)
    guard SSL_accept(session) == 1 else {
      SSL_free(session)
      return false
    }
    self.session = session
    unread = []
    return true
  }

  /// The next whole message; nil when the client has gone, or sends none of LDAP.
  mutating func message() -> [UInt8]? {
    while true {
      var reader = BER.Reader(unread)
      if reader.next() != nil {
        let count = unread.count - reader.rest.count
        defer { unread.removeFirst(count) }
        return Array(unread[..<count])
      }
      var buffer = [UInt8](repeating: 0, count: 65536)
      let count = read(&buffer)
      guard count > 0, unread.count + count <= 17 << 20 else { return nil }
      unread += buffer[..<count]
    }
  }

  private func read(_ buffer: inout [UInt8]) -> Int {
    if let session { return Int(SSL_read(session, &buffer, Int32(buffer.count))) }
    return Glibc.read(descriptor, &buffer, buffer.count)
  }

  /// - Returns: whether all of it went out.
  func send(_ bytes: [UInt8]) -> Bool {
    guard !bytes.isEmpty else { return true }
    if let session { return SSL_write(session, bytes, Int32(bytes.count)) == bytes.count }
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { rest in
        Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Reads on and answers nothing, until the client or `stop` ends it.
  mutating func fallSilent() {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while read(&buffer) > 0 {}
  }
}
