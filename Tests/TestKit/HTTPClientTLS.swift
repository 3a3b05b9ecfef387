import COpenSSL
import Glibc

/// How a test client does TLS: whom it trusts and which versions it speaks.
public struct HTTPClientTLS: Sendable {
  public enum Version: Sendable { case tls11, tls12, tls13 }

  /// A PEM file of trusted authorities; `nil` trusts everyone.
  public var authorityFile: String?
  /// The name that the certificate must hold, when an authority is given.
  public var serverName: String
  public var highest = Version.tls13
  /// Application protocols to offer; empty offers none.
  public var protocols: [String] = []

  public init(authorityFile: String? = nil, serverName: String = "localhost") {
    self.authorityFile = authorityFile
    self.serverName = serverName
  }

  /// OpenSSL writes without MSG_NOSIGNAL: to a connection that the server has closed, too.
  private static let ignoresBrokenPipes: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return true
  }()

  func handshake(_ descriptor: Int32) throws -> (context: OpaquePointer, session: OpaquePointer) {
    _ = Self.ignoresBrokenPipes
    guard let context = SSL_CTX_new(TLS_client_method()) else {
      throw HTTPRawClient.Failure.handshake("no context")
    }
    var session: OpaquePointer?
    do {
      session = try connect(descriptor, context)
      guard let session else { throw HTTPRawClient.Failure.handshake("no session") }
      return (context, session)
    } catch {
      if let session { SSL_free(session) }
      SSL_CTX_free(context)
      throw error
    }
  }

  private func connect(_ descriptor: Int32, _ context: OpaquePointer) throws -> OpaquePointer? {
    ERR_clear_error()
    let highest =
      switch highest {
      case .tls11: TLS1_1_VERSION
      case .tls12: TLS1_2_VERSION
      case .tls13: TLS1_3_VERSION
      }
    guard copenssl_set_versions(context, min(highest, TLS1_2_VERSION), highest) == 1 else {
      throw HTTPRawClient.Failure.handshake(Self.reason())
    }
    // Debian's default security level would keep us from even offering TLS 1.1.
    if self.highest == .tls11 { SSL_CTX_set_security_level(context, 0) }
    if let authorityFile {
      guard SSL_CTX_load_verify_locations(context, authorityFile, nil) == 1 else {
        throw HTTPRawClient.Failure.handshake(Self.reason())
      }
      SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    }
    guard let session = SSL_new(context) else { return nil }
    if authorityFile != nil { SSL_set1_host(session, serverName) }
    _ = copenssl_set_host_name(session, serverName)
    if !protocols.isEmpty {
      let list = protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
      SSL_set_alpn_protos(session, list, UInt32(list.count))
    }
    SSL_set_fd(session, descriptor)
    guard SSL_connect(session) == 1 else {
      let reason = Self.reason()
      SSL_free(session)
      throw HTTPRawClient.Failure.handshake(reason)
    }
    return session
  }

  private static func reason() -> String {
    let code = ERR_get_error()
    ERR_clear_error()
    guard code != 0, let text = ERR_reason_error_string(code) else { return "connection closed" }
    return String(cString: text)
  }
}

extension HTTPRawClient {
  /// The TLS version spoken, as OpenSSL names it: `TLSv1.3`.
  public var tlsVersion: String? {
    session.map { String(cString: SSL_get_version($0)) }
  }

  /// The application protocol agreed on, if any.
  public var applicationProtocol: String? {
    guard let session else { return nil }
    var bytes: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    SSL_get0_alpn_selected(session, &bytes, &count)
    guard let bytes, count > 0 else { return nil }
    return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
  }

  /// The common name of the server's certificate.
  public var serverCommonName: String? {
    guard let session, let certificate = SSL_get1_peer_certificate(session) else { return nil }
    defer { X509_free(certificate) }
    var text = [CChar](repeating: 0, count: 256)
    let count = X509_NAME_get_text_by_NID(
      X509_get_subject_name(certificate), NID_commonName, &text, Int32(text.count))
    guard count > 0 else { return nil }
    return String(decoding: text[..<Int(count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
