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
  /// In lower case: `ServerPreset.ignoredReferences`.
  private let ignoredReferences: [String]

  /// Takes the socket over, also when it throws.
  init(socket: Int32, server: ServerAddress, ignoredReferences: [String] = [])
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
    self.ignoredReferences = ignoredReferences.map { $0.lowercased() }
    set(LDAP_OPT_PROTOCOL_VERSION, 3)
    set(LDAP_OPT_DEREF, 0)
    set(LDAP_OPT_SIZELIMIT, 0)
    set(LDAP_OPT_TIMELIMIT, 0)
    ldap_set_option(ld, LDAP_OPT_REFERRALS, nil)  // LDAP_OPT_OFF
    // Deadlines are kept by `ldap_result`'s time-out and the watch. A network time-out would make the
    // socket non-blocking, on which a hung handshake spins.
    ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, nil)
    ldap_set_option(ld, LDAP_OPT_TIMEOUT, nil)
    limitMessages(to: 64 << 10)
  }

  deinit { ldap_unbind_ext(ld, nil, nil) }

  private func set(_ option: Int32, _ value: Int32) {
    withUnsafePointer(to: value) { _ = ldap_set_option(ld, option, $0) }
  }

  private func set(_ option: Int32, _ value: String) { ldap_set_option(ld, option, value) }

  /// A longer message is refused before it is read.
  func limitMessages(to bytes: Int) {
    var buffer: OpaquePointer?
    guard ldap_get_option(ld, LDAP_OPT_SOCKBUF, &buffer) == 0, let buffer else { return }
    var limit = ber_len_t(bytes)
    ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &limit)
  }

  /// Puts TLS on the connection: certificate and host name must be right (DOM-40).
  /// - Parameter caFile: the only authority that counts; `nil`: the system's.
  func protect(startTLS: Bool, caFile: String?, peerHasClosed: () -> Bool)
    throws(ConnectionFailure)
  {
    set(LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_DEMAND)
    set(LDAP_OPT_X_TLS_CACERTFILE, caFile ?? "/etc/ssl/certs/ca-certificates.crt")
    ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTDIR, nil)
    ldap_set_option(ld, LDAP_OPT_X_TLS_CERTFILE, nil)
    ldap_set_option(ld, LDAP_OPT_X_TLS_KEYFILE, nil)
    // In a GnuTLS build this is a priority string: TLS 1.2 and 1.3 alone.
    set(LDAP_OPT_X_TLS_CIPHER_SUITE, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2")
    var isServer: Int32 = 0
    guard ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &isServer) == 0 else {
      throw ConnectionFailure(.lost, .untrusted, "\(server): the CA file cannot be read")
    }
    if startTLS {
      let code = ldap_start_tls_s(ld, nil, nil)
      // A positive code is the server's answer: it does not do StartTLS.
      if code > 0 {
        throw ConnectionFailure(
          .lost, .unprotected, "\(server): StartTLS refused: \(Self.text(code)) \(diagnostic)")
      }
      try checkHandshake(code, peerHasClosed)
    } else {
      try checkHandshake(ldap_install_tls(ld), peerHasClosed)
    }
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
      let key = url.lowercased()
      if !ignoredReferences.contains(where: { key.hasPrefix($0) }) {
        return String(url.prefix(200))
      }
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
    ConnectionFailure(.lost, .unavailable, "\(server): \(Self.text(code))")
  }

  /// The next message that answers request `id` (or any, -1).
  func nextMessage(_ id: Int32, by deadline: Deadline) throws(ConnectionFailure) -> LDAPMessageBox {
    var message: OpaquePointer?
    var time = deadline.timeval
    errno = 0
    let type = ldap_result(ld, id, 0, &time, &message)  // LDAP_MSG_ONE
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
      throw ConnectionFailure(
        .lost, isGarbage ? .badAnswer : .unavailable,
        "\(server): \(Self.text(code))\(isGarbage ? " (not understood, or too long)" : "")")
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
    case 0x61, 0x65, 0x78: .result
    default: .other
    }
  }
}
