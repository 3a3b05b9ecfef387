internal import CLDAP
import Identity

/// What a server said to a simple bind.
struct BindAnswer: Sendable, Equatable {
  /// The errors of the password policy control (draft-behera-ldap-password-policy-10, 6.2).
  enum PolicyError: Int, Sendable {
    case passwordExpired = 0
    case accountLocked = 1
    case changeAfterReset = 2
  }

  let code: ResultCode
  let policy: PolicyError?
  let message: String
}

extension LDAPHandle {
  private static let policyResponse = "1.3.6.1.4.1.42.2.27.8.5.1"

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
    var control: UnsafeMutablePointer<LDAPControl>?
    guard ldap_create_passwordpolicy_control(ld, &control) == 0, let control else {
      throw ConnectionFailure(.notSent, .unavailable, "out of memory")
    }
    defer { ldap_control_free(control) }
    var id: Int32 = 0
    let code = password.withBytes { bytes in
      // libldap reads the bytes only, whatever the type of the pointer says.
      var credentials = berval(
        bv_len: ber_len_t(bytes.count),
        bv_val: UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(
          to: CChar.self))
      var controls: [UnsafeMutablePointer<LDAPControl>?] = [control, nil]
      return ldap_sasl_bind(ld, dn, nil, &credentials, &controls, nil, &id)
    }
    guard code == 0 else { throw sendFailure(code) }
    let message = try nextMessage(id, by: deadline)
    return try bindAnswer(message)
  }

  private func bindAnswer(_ message: borrowing LDAPMessageBox)
    throws(ConnectionFailure) -> BindAnswer
  {
    var policy: BindAnswer.PolicyError?
    let result = try parse(message) { controls in
      guard let control = ldap_control_find(Self.policyResponse, controls, nil) else { return true }
      var expires: ber_int_t = 0
      var grace: ber_int_t = 0
      var error = LDAPPasswordPolicyError(rawValue: 0)
      guard ldap_parse_passwordpolicy_control(ld, control, &expires, &grace, &error) == 0 else {
        return false
      }
      policy = BindAnswer.PolicyError(rawValue: Int(error.rawValue))
      return true
    }
    return BindAnswer(code: result.code, policy: policy, message: result.message)
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
