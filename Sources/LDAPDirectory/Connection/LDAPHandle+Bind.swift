internal import CLDAP
import Identity

/// What a server said to a simple bind.
struct BindAnswer: Sendable, Equatable {
  let code: ResultCode
  let policy: PasswordPolicy
  let message: String

  /// The server lets SASL in only where it signs, and Brama signs nothing that TLS protects: Samba with
  /// `ldap server require strong auth = yes`.
  func wantsSigning(_ bind: ServiceBind, isProtected: Bool) -> Bool {
    code == .strongerAuthRequired && isProtected && bind.mechanism != nil
  }

  /// The server has another TLS channel than the one that the bind was bound to: in the words of libsasl2
  /// and of Active Directory (SEC_E_BAD_BINDINGS). For Kerberos libsasl2 says nothing of the kind.
  var seesAnotherChannel: Bool {
    code != .success
      && ["hannel binding", "80090346"].contains { message.contains($0) }
  }
}

extension LDAPHandle {
  /// One simple bind. The password goes out as bytes with their length.
  /// - Precondition: the password is not empty (an empty one would be an "unauthenticated bind" that
  ///   some servers answer with success: RFC 4513, 5.1.2).
  func simpleBind(_ dn: String, _ password: Secret, by deadline: Deadline)
    throws(ConnectionFailure) -> BindAnswer
  {
    guard !password.isEmpty, !dn.isEmpty, !dn.utf8.contains(0) else {
      throw ConnectionFailure(.answered, .badAnswer, "a bind without a name or a password")
    }
    try limitMessages(to: 64 << 10)
    var id: Int32 = 0
    try sendAskingForPolicy { controls in
      password.withBerval { credentials in
        var credentials = credentials
        return ldap_sasl_bind(ld, dn, nil, &credentials, controls, nil, &id)
      }
    }
    let answer = try parseWithPolicy(try nextMessage(id, by: deadline))
    return BindAnswer(code: answer.code, policy: answer.policy, message: answer.message)
  }

  /// The result that a message carries; `readControls` says whether it understood them.
  func parse(
    _ message: borrowing LDAPMessageBox,
    readControls: (UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?) -> Bool = { _ in true
    }
  ) throws(ConnectionFailure) -> (code: ResultCode, message: String) {
    guard message.kind == .result else {
      throw ConnectionFailure(.lost, .badAnswer, "an answer of type \(message.type)")
    }
    var number: Int32 = 0
    var text: UnsafeMutablePointer<CChar>?
    var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
    var referrals: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let code = ldap_parse_result(
      ld, message.pointer, &number, nil, &text, &referrals, &controls, 0)
    defer {
      ldap_memfree(text)
      if let referrals {
        ber_memvfree(
          UnsafeMutableRawPointer(referrals).assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
      }
      ldap_controls_free(controls)
    }
    guard code == 0, readControls(controls) else {
      throw ConnectionFailure(.lost, .badAnswer, "an answer that is not understood")
    }
    var diagnostic = text.map { String(String(cString: $0).prefix(200)) } ?? ""
    if let url = referrals?[0] { diagnostic += " (\(String(cString: url).prefix(200)))" }
    return (ResultCode(number: number), diagnostic)
  }
}
