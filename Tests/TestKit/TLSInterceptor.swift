import CLinux
import COpenSSL
import Foundation
import Glibc

/// The man in the middle: ends TLS on 127.0.0.1 with another certificate that clients trust (the authority
/// was careless, or the attacker has a key of one of its servers), opens TLS to the real server and passes
/// on what both say.
public final class TLSInterceptor: Sendable {
  private let listener: LoopbackListener

  public var port: UInt16 { listener.port }
  public var ldapsURL: String { "ldaps://127.0.0.1:\(port)" }
  /// Connections accepted so far.
  public var accepted: Int { listener.accepted }

  /// - Parameters:
  ///   - target: the real server's port for TLS.
  ///   - certificates: of these it shows the other one.
  ///   - replacing: in what the server says the first text becomes the second, which is as long: the
  ///     lengths in LDAP's messages stay right.
  public init(
    to target: UInt16, _ certificates: SlapdCertificates,
    replacing: (String, with: String)? = nil
  ) throws {
    let files = (certificates.otherCertificateFile, certificates.otherKeyFile)
    let wanted = replacing.map { (Data($0.0.utf8), Data($0.with.utf8)) }
    precondition(wanted.map { $0.0.count == $0.1.count } ?? true, "texts of different lengths")
    listener = try LoopbackListener { client in
      guard let inner = TLSEnd(accepting: client, files) else { return }
      let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      defer { close(server) }
      let isConnected = withUnsafePointer(to: loopback(target)) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard isConnected, let outer = TLSEnd(connecting: server) else { return }
      Self.pass(inner, outer, wanted)
    }
  }

  /// Closes everything; its threads end.
  public func stop() { listener.stop() }

  private static func pass(_ client: TLSEnd, _ server: TLSEnd, _ replacing: (Data, Data)?) {
    while true {
      var polled = [client, server].map { end in
        pollfd(fd: end.descriptor, events: Int16(POLLIN), revents: 0)
      }
      if !client.hasRead && !server.hasRead { guard poll(&polled, 2, -1) > 0 else { return } }
      for (number, (from, to)) in [(client, server), (server, client)].enumerated() {
        guard polled[number].revents != 0 || from.hasRead else { continue }
        guard var bytes = from.read() else { return }
        if number == 1, let (old, new) = replacing {
          while let range = bytes.range(of: old) { bytes.replaceSubrange(range, with: new) }
        }
        guard to.write(bytes) else { return }
      }
    }
  }
}

/// One end of a TLS connection; used by one thread.
private final class TLSEnd {
  let descriptor: Int32
  private let session: OpaquePointer

  init?(accepting descriptor: Int32, _ files: (certificate: String, key: String)) {
    guard let context = SSL_CTX_new(TLS_server_method()) else { return nil }
    // The session keeps what it needs of it.
    defer { SSL_CTX_free(context) }
    guard SSL_CTX_use_certificate_file(context, files.certificate, SSL_FILETYPE_PEM) == 1,
      SSL_CTX_use_PrivateKey_file(context, files.key, SSL_FILETYPE_PEM) == 1,
      let session = Self.session(context, descriptor)
    else { return nil }
    self.descriptor = descriptor
    self.session = session
    guard SSL_accept(session) == 1 else { return nil }
  }

  /// Whatever the server shows is good enough.
  init?(connecting descriptor: Int32) {
    guard let context = SSL_CTX_new(TLS_client_method()) else { return nil }
    defer { SSL_CTX_free(context) }
    guard let session = Self.session(context, descriptor) else { return nil }
    self.descriptor = descriptor
    self.session = session
    guard SSL_connect(session) == 1 else { return nil }
  }

  private static func session(_ context: OpaquePointer, _ descriptor: Int32) -> OpaquePointer? {
    // A record that carries no data, a session ticket for one, must not make a read wait for more
    // (SSL_CTX_set_mode(3)).
    SSL_CTX_ctrl(context, SSL_CTRL_CLEAR_MODE, Int(SSL_MODE_AUTO_RETRY), nil)
    guard let session = SSL_new(context) else { return nil }
    SSL_set_fd(session, descriptor)
    return session
  }

  deinit { SSL_free(session) }

  /// There is something to read that `poll` does not see.
  var hasRead: Bool { SSL_pending(session) > 0 }

  /// What has come, perhaps nothing; `nil`: the end.
  func read() -> Data? {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = SSL_read(session, &buffer, Int32(buffer.count))
    if count > 0 { return Data(buffer[..<Int(count)]) }
    return SSL_get_error(session, count) == SSL_ERROR_WANT_READ ? Data() : nil
  }

  func write(_ bytes: Data) -> Bool {
    bytes.isEmpty || SSL_write(session, Array(bytes), Int32(bytes.count)) == bytes.count
  }
}
