import COpenSSL

/// One `SSL_CTX`, freed with its last owner; sessions keep a reference of their own.
///
/// Unchecked: OpenSSL counts its references atomically, and after `init` nothing here writes to it.
final class TLSContext: @unchecked Sendable {
  private let context: OpaquePointer

  init(certificateFile: String, keyFile: String) throws {
    ERR_clear_error()
    let problem = { (reason: String) in
      EngineError.unusableCertificate(
        certificate: certificateFile, key: keyFile, reason: reason)
    }
    guard let context = SSL_CTX_new(TLS_server_method()) else { throw problem(TLSReason.last()) }
    self.context = context
    // From here on `deinit` frees it, also when this initialiser throws.
    guard copenssl_prepare_server(context) == 1,
      SSL_CTX_use_certificate_chain_file(context, certificateFile) == 1,
      SSL_CTX_use_PrivateKey_file(context, keyFile, SSL_FILETYPE_PEM) == 1,
      SSL_CTX_check_private_key(context) == 1
    else { throw problem(TLSReason.last()) }
  }

  deinit { SSL_CTX_free(context) }

  func newSession(_ descriptor: Int32) -> TLSSession? {
    guard let session = SSL_new(context) else { return nil }
    guard SSL_set_fd(session, descriptor) == 1 else {
      SSL_free(session)
      return nil
    }
    SSL_set_accept_state(session)
    return TLSSession(session)
  }
}

/// What OpenSSL says about the last failure of this thread.
enum TLSReason {
  static func last() -> String {
    // The first entry is the cause; those after it are its consequences.
    let code = ERR_get_error()
    ERR_clear_error()
    guard code != 0 else { return "unknown reason" }
    var text = [CChar](repeating: 0, count: 256)
    ERR_error_string_n(code, &text, text.count)
    let whole = String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // `error:0A000088:SSL routines::the reason`
    return whole.split(separator: ":").last.map(String.init) ?? whole
  }
}
