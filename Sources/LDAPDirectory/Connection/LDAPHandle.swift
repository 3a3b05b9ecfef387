internal import CLDAP
internal import Glibc
import Identity

/// Owner of one `LDAP *` and of its socket. Lives on one connection's thread; nothing of it leaves there
/// but copies.
///
/// Each setting is made on the handle: neither `ldap.conf` nor `LDAP…` variables of the environment nor
/// another domain in this process change what a connection trusts.
final class LDAPHandle {
  let ld: OpaquePointer
  private let server: ServerAddress
  var ignoredReferences: IgnoredReferences?

  /// Takes the socket over, also when it throws.
  init(socket: Int32, server: ServerAddress, ignoredReferences: IgnoredReferences? = nil)
    throws(ConnectionFailure)
  {
    var ld: OpaquePointer?
    let transport: Int32
    if case .unixSocket = server.transport { transport = 3 } else { transport = 1 }  // LDAP_PROTO_…
    // TLS is put on in `protect`, under the eye of the watch: here it is a plain connection always, of
    // which only host and port matter (the host is compared with the certificate).
    var url = server.description
    if url.hasPrefix("ldaps://") { url = "ldap://" + url.dropFirst(8) }
    let code = ldap_init_fd(socket, transport, url, &ld)
    guard code == 0, let ld else {
      if let ld { ldap_unbind_ext(ld, nil, nil) } else { close(socket) }
      throw ConnectionFailure(.lost, .unavailable, "\(server): \(Self.text(code))")
    }
    self.ld = ld
    self.server = server
    self.ignoredReferences = ignoredReferences
    try set(LDAP_OPT_PROTOCOL_VERSION, 3, "protocol version")
    try set(LDAP_OPT_DEREF, 0, "aliases")
    try set(LDAP_OPT_SIZELIMIT, 0, "size limit")
    try set(LDAP_OPT_TIMELIMIT, 0, "time limit")
    try check(ldap_set_option(ld, LDAP_OPT_REFERRALS, nil), "referrals")  // LDAP_OPT_OFF
    // Deadlines are kept by `ldap_result`'s time-out and the watch. A network time-out would make the
    // socket non-blocking, on which a hung handshake spins.
    var none = Deadline.forever
    try check(ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &none), "network time-out")
    try check(ldap_set_option(ld, LDAP_OPT_TIMEOUT, &none), "time-out")
    try limitMessages(to: 64 << 10)
  }

  deinit { ldap_unbind_ext(ld, nil, nil) }

  func set(_ option: Int32, _ value: Int32, _ name: String) throws(ConnectionFailure) {
    try check(withUnsafePointer(to: value) { ldap_set_option(ld, option, $0) }, name)
  }

  /// - Parameter value: `nil`: none.
  func set(_ option: Int32, _ value: String?, _ name: String) throws(ConnectionFailure) {
    try check(
      value.map { ldap_set_option(ld, option, $0) } ?? ldap_set_option(ld, option, nil), name)
  }

  /// A setting that the library does not take is never passed over: it may be what keeps the connection
  /// safe.
  private func check(_ code: Int32, _ name: String) throws(ConnectionFailure) {
    guard code != 0 else { return }
    throw ConnectionFailure(
      .lost, .untrusted, "\(server): the library refuses the setting “\(name)” (\(code))")
  }

  /// A longer message is refused before it is read.
  func limitMessages(to bytes: Int) throws(ConnectionFailure) {
    var buffer: OpaquePointer?
    try check(ldap_get_option(ld, LDAP_OPT_SOCKBUF, &buffer), "longest message")
    var limit = ber_len_t(bytes)
    guard let buffer, ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &limit) == 1 else {
      return try check(-1, "longest message")
    }
  }

  /// In a GnuTLS build this is a priority string: TLS 1.2 and 1.3 alone.
  static let ciphers = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

  /// Puts TLS on the connection: certificate and host name must be right (DOM-40).
  /// - Parameters:
  ///   - caFile: the only authority that counts; `nil`: the system's.
  ///   - pinned: what is read in place of that file.
  ///   - certificate: shown to a server that asks for one.
  func protect(
    startTLS: Bool, caFile: String?, pinned: PinnedAuthority? = nil,
    certificate: ClientCertificate? = nil,
    ciphers: String = LDAPHandle.ciphers,
    by deadline: Deadline, peerHasClosed: () -> Bool
  ) throws(ConnectionFailure) {
    let authority = caFile ?? "/etc/ssl/certs/ca-certificates.crt"
    try set(LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_DEMAND, "demand a certificate")
    let authorityPath = pinned?.path ?? authority
    try set(LDAP_OPT_X_TLS_CACERTFILE, authorityPath, "CA file")
    try set(LDAP_OPT_X_TLS_CACERTDIR, nil, "CA directory")
    try set(LDAP_OPT_X_TLS_CERTFILE, certificate?.file, "own certificate")
    try set(LDAP_OPT_X_TLS_KEYFILE, certificate?.keyFile, "own key")
    try set(LDAP_OPT_X_TLS_CIPHER_SUITE, ciphers, "ciphers")
    let state = TLSContexts.State(
      .init(
        authority: authorityPath, certificate: certificate?.file, key: certificate?.keyFile,
        ciphers: ciphers))
    guard takeContext(state) else {
      // The library does not say which setting it is. Without each in turn it tells: nothing is sent
      // over this connection either way.
      if let certificate {
        try set(LDAP_OPT_X_TLS_CERTFILE, nil, "own certificate")
        try set(LDAP_OPT_X_TLS_KEYFILE, nil, "own key")
        guard newContext() != 0 else {
          throw ConnectionFailure(
            .lost, .untrusted,
            "\(server): the client certificate \(certificate.file) and its key "
              + "\(certificate.keyFile) cannot be used")
        }
      }
      try set(LDAP_OPT_X_TLS_CIPHER_SUITE, nil, "ciphers")
      let isList = newContext() == 0
      let what = isList ? "the list of ciphers “\(ciphers)”" : "the CA file \(authority)"
      throw ConnectionFailure(.lost, .untrusted, "\(server): \(what) cannot be used")
    }
    if startTLS {
      // Not `ldap_start_tls_s`, which keeps all that the server sends meanwhile.
      var id: Int32 = 0
      let code = ldap_start_tls(ld, nil, nil, &id)
      guard code == 0 else { throw sendFailure(code) }
      let answer = try parse(try nextMessage(id, by: deadline))
      guard answer.code == .success else {
        let text = "\(Self.text(answer.code.number)) \(answer.message)"
        throw ConnectionFailure(.lost, .unprotected, "\(server): StartTLS refused: \(text)")
      }
    }
    try checkHandshake(ldap_install_tls(ld), peerHasClosed)
  }

  /// Takes the context of these terms, or makes it.
  private func takeContext(_ state: TLSContexts.State?) -> Bool {
    if let state, let known = TLSContexts.shared.find(state), known.give(to: ld) { return true }
    guard newContext() == 0 else { return false }
    if let state, let context = TLSContext(of: ld) { TLSContexts.shared.keep(context, of: state) }
    return true
  }

  private func newContext() -> Int32 {
    var isServer: Int32 = 0
    return ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &isServer)
  }

  private func checkHandshake(_ code: Int32, _ peerHasClosed: () -> Bool)
    throws(ConnectionFailure)
  {
    guard code != 0 else { return }
    // libldap says the same of a certificate that is not trusted and of a server that went away.
    let why: DirectoryError.Code = peerHasClosed() ? .unavailable : .untrusted
    throw ConnectionFailure(.lost, why, "\(server): TLS: \(Self.text(code)) \(diagnostic)")
  }

  /// Where a reference leads that makes an answer incomplete (RFC 4511, 4.5.3); `nil`: all its addresses
  /// are of those that are ignored.
  func continuation(_ message: borrowing LDAPMessageBox) throws(ConnectionFailure) -> String? {
    var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let code = ldap_parse_reference(ld, message.pointer, &list, nil, 0)
    defer {
      if let list {
        ber_memvfree(
          UnsafeMutableRawPointer(list).assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
      }
    }
    guard code == 0, let list else {
      throw ConnectionFailure(.lost, .badAnswer, "a reference that is not understood")
    }
    var index = 0
    while let pointer = list[index] {
      let url = String(cString: pointer)
      if ignoredReferences?.covers(url) != true { return String(url.prefix(200)) }
      index += 1
    }
    return nil
  }

  /// What the library has to say about the last error; empty when nothing.
  var diagnostic: String {
    var text: UnsafeMutablePointer<CChar>?
    ldap_get_option(ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text)
    guard let text else { return "" }
    defer { ldap_memfree(text) }
    return String(String(cString: text).prefix(200))
  }

  static func text(_ code: Int32) -> String {
    "\(String(cString: ldap_err2string(code))) (\(code))"
  }

  /// The error of a call that could not send its request.
  func sendFailure(_ code: Int32) -> ConnectionFailure {
    // The socket may have taken part of the request: it counts as sent.
    var failure = ConnectionFailure(.lost, .unavailable, "\(server): \(Self.text(code))")
    failure.mayBeGarbage = true
    return failure
  }

  /// The next message, which answers one of the requests under way.
  ///
  /// Whatever comes is taken, so that nothing piles up in the library. What nobody asked for is a notice
  /// of disconnection (RFC 4511, 4.4.1) or nonsense: the connection is of no more use either way.
  func nextMessage(
    by deadline: Deadline, isExpected: (Int32) -> Bool
  ) throws(ConnectionFailure) -> LDAPMessageBox {
    let message = try anyMessage(by: deadline)
    guard isExpected(message.requestID) else {
      throw ConnectionFailure(
        .lost, .unavailable,
        "\(server): it sent message \(message.requestID), which answers nothing")
    }
    return message
  }

  /// The next message, for the only request that is under way.
  func nextMessage(_ id: Int32, by deadline: Deadline) throws(ConnectionFailure) -> LDAPMessageBox {
    try nextMessage(by: deadline) { $0 == id }
  }

  private func anyMessage(by deadline: Deadline) throws(ConnectionFailure) -> LDAPMessageBox {
    var message: OpaquePointer?
    var time = deadline.timeval
    errno = 0
    let type = ldap_result(ld, -1, 0, &time, &message)  // LDAP_RES_ANY, LDAP_MSG_ONE
    let cause = errno
    if type == 0 {
      throw ConnectionFailure(.silent, .unavailable, "\(server): no answer in time")
    }
    guard type > 0, let message else {
      var code: Int32 = 0
      ldap_get_option(ld, LDAP_OPT_RESULT_CODE, &code)
      // -1 is LDAP_SERVER_DOWN; with ERANGE the server is there but what it sends is no LDAP or is
      // longer than allowed (`ber_get_next`).
      let isGarbage = code != -1 || cause == ERANGE
      var failure = ConnectionFailure(
        .lost, isGarbage ? .badAnswer : .unavailable,
        "\(server): \(Self.text(code))\(isGarbage ? " (not understood, or too long)" : "")")
      failure.mayBeGarbage = !isGarbage
      throw failure
    }
    return LDAPMessageBox(message, type: type)
  }
}

/// Owner of one received message.
struct LDAPMessageBox: ~Copyable {
  enum Kind { case entry, reference, result, other }

  let pointer: OpaquePointer
  let type: Int32

  init(_ pointer: OpaquePointer, type: Int32) {
    self.pointer = pointer
    self.type = type
  }

  deinit { ldap_msgfree(pointer) }

  var requestID: Int32 { ldap_msgid(pointer) }

  /// RFC 4511, 4.2 to 4.13: the application tags.
  var kind: Kind {
    switch type {
    case 0x64: .entry
    case 0x73: .reference
    case 0x61, 0x65, 0x67, 0x78: .result
    default: .other
    }
  }
}
