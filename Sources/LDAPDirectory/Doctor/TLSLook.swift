internal import CLinux
internal import COpenSSL
import Glibc

/// A TLS handshake that takes whatever the server has, to see what that is. Nothing is sent over it.
///
/// libldap names every failure of TLS “unknown error code”; this says which one it is (DOM-40).
struct TLSLook {
  enum Outcome {
    case seen(TLSSight)
    /// The server's alert, or what OpenSSL could not understand.
    case failed(reason: String, isAlert: Bool)
    /// The server closed or reset the connection.
    case closed
  }

  /// Blocks; the caller's watch shuts the socket down at the deadline.
  /// - Parameters:
  ///   - descriptor: a connected, blocking socket, which stays the caller's.
  ///   - host: the name or address that the certificate is to be for.
  static func take(_ descriptor: Int32, host: String, trust: TrustedAuthorities) -> Outcome {
    ERR_clear_error()
    guard let context = SSL_CTX_new(TLS_client_method()) else {
      return .failed(reason: lastReason(), isAlert: false)
    }
    defer { SSL_CTX_free(context) }
    guard copenssl_accept_anything(context) == 1, let session = SSL_new(context) else {
      return .failed(reason: lastReason(), isAlert: false)
    }
    defer { SSL_free(session) }
    // The chain is judged afterwards: here everything is accepted.
    SSL_set_verify(session, SSL_VERIFY_NONE, nil)
    if !isAddress(host) { _ = copenssl_set_host_name(session, host) }
    guard SSL_set_fd(session, descriptor) == 1 else {
      return .failed(reason: lastReason(), isAlert: false)
    }
    ERR_clear_error()
    let result = SSL_connect(session)
    guard result == 1 else { return failure(session, result) }
    guard let leaf = SSL_get0_peer_certificate(session) else {
      return .failed(reason: "no certificate", isAlert: false)
    }
    let sight = TLSSight(session, leaf: leaf, host: host, trust: trust)
    SSL_shutdown(session)
    return .seen(sight)
  }

  private static func failure(_ session: OpaquePointer, _ result: Int32) -> Outcome {
    let kind = SSL_get_error(session, result)
    let code = ERR_peek_error()
    guard kind == SSL_ERROR_SSL, code != 0 else { return .closed }
    let reason = ERR_GET_REASON(code)
    if reason == SSL_R_UNEXPECTED_EOF_WHILE_READING { return .closed }
    // Alerts of the other side are numbered from SSL_AD_REASON_OFFSET on.
    return .failed(reason: lastReason(), isAlert: reason >= SSL_AD_REASON_OFFSET)
  }

  static func lastReason() -> String {
    let code = ERR_get_error()
    ERR_clear_error()
    guard code != 0, let text = ERR_reason_error_string(code) else { return "unknown" }
    return String(cString: text)
  }

  static func isAddress(_ host: String) -> Bool {
    var four = in_addr()
    var six = in6_addr()
    return inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1
  }
}

/// What a server showed in a handshake, and what is wrong with it.
struct TLSSight: Sendable {
  /// As in `TLSv1.3`.
  let version: String
  let cipher: String
  /// Brama itself speaks TLS 1.2 and 1.3 alone.
  let isOldVersion: Bool
  /// The server's own certificate first, then what it sent with it.
  let sent: [CertificateText]
  let hasRightName: Bool
  /// Each problem of the chain with the certificate that has it.
  let problems: [Problem]

  struct Problem: Sendable, Equatable {
    /// `X509_V_ERR_…`
    let code: Int32
    /// 0: the server's own certificate.
    let depth: Int32
    let certificate: CertificateText?

    var text: String { String(cString: X509_verify_cert_error_string(Int(code))) }
  }

  fileprivate init(
    _ session: OpaquePointer, leaf: OpaquePointer, host: String, trust: TrustedAuthorities
  ) {
    version = String(cString: SSL_get_version(session))
    cipher = SSL_get_current_cipher(session).map { String(cString: SSL_CIPHER_get_name($0)) } ?? ""
    isOldVersion = SSL_version(session) < TLS1_2_VERSION
    let chain = SSL_get_peer_cert_chain(session)
    var sent: [CertificateText] = []
    for index in 0..<max(0, OPENSSL_sk_num(chain)) {
      guard let pointer = OPENSSL_sk_value(chain, index) else { continue }
      sent.append(CertificateText(OpaquePointer(pointer)))
    }
    self.sent = sent.isEmpty ? [CertificateText(leaf)] : sent
    hasRightName =
      TLSLook.isAddress(host)
      ? X509_check_ip_asc(leaf, host, 0) == 1 : X509_check_host(leaf, host, 0, 0, nil) == 1
    problems = Self.judge(leaf, chain, trust)
  }

  private final class Collected {
    var problems: [Problem] = []
  }

  private static func judge(
    _ leaf: OpaquePointer, _ chain: OpaquePointer?, _ trust: TrustedAuthorities
  ) -> [Problem] {
    let collected = Collected()
    guard let context = X509_STORE_CTX_new() else { return [] }
    defer { X509_STORE_CTX_free(context) }
    guard X509_STORE_CTX_init(context, trust.store, leaf, chain) == 1 else { return [] }
    X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER)
    // The context lives no longer than this call, which keeps `collected`.
    X509_STORE_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(collected).toOpaque())
    X509_STORE_CTX_set_verify_cb(context) { isGood, context in
      guard isGood == 0, let context, let data = X509_STORE_CTX_get_ex_data(context, 0) else {
        return 1
      }
      let certificate = X509_STORE_CTX_get_current_cert(context).map { CertificateText($0) }
      Unmanaged<Collected>.fromOpaque(data).takeUnretainedValue().problems.append(
        Problem(
          code: X509_STORE_CTX_get_error(context), depth: X509_STORE_CTX_get_error_depth(context),
          certificate: certificate))
      // Going on finds what else is wrong.
      return 1
    }
    let isGood = withExtendedLifetime(collected) { X509_verify_cert(context) == 1 }
    if !isGood, collected.problems.isEmpty {
      collected.problems.append(
        Problem(code: X509_STORE_CTX_get_error(context), depth: 0, certificate: nil))
    }
    ERR_clear_error()
    return collected.problems
  }
}
