internal import CLDAP
import Identity

/// What the password policy control of an answer says (draft-behera-ldap-password-policy-10, 6.2).
struct PasswordPolicy: Sendable, Equatable {
  enum Problem: Int, Sendable {
    case passwordExpired = 0
    case accountLocked = 1
    case changeAfterReset = 2
    case modificationNotAllowed = 3
    case mustSupplyOldPassword = 4
    case insufficientQuality = 5
    case tooShort = 6
    case tooYoung = 7
    case inHistory = 8
  }

  var problem: Problem?
  /// The password has expired and this many more binds are let in with it.
  var graceLeft: Int?
}

extension LDAPHandle {
  private static let policyResponse = "1.3.6.1.4.1.42.2.27.8.5.1"

  /// Sends a request with the control that asks for a `PasswordPolicy` in the answer.
  func sendAskingForPolicy(
    _ send: (UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>) -> Int32
  ) throws(ConnectionFailure) {
    var control: UnsafeMutablePointer<LDAPControl>?
    guard ldap_create_passwordpolicy_control(ld, &control) == 0, let control else {
      throw ConnectionFailure(.notSent, .unavailable, "out of memory")
    }
    defer { ldap_control_free(control) }
    var controls: [UnsafeMutablePointer<LDAPControl>?] = [control, nil]
    let code = send(&controls)
    guard code == 0 else { throw sendFailure(code) }
  }

  /// The result that a message carries, with the policy control's where it has one.
  func parseWithPolicy(_ message: borrowing LDAPMessageBox)
    throws(ConnectionFailure) -> (code: ResultCode, message: String, policy: PasswordPolicy)
  {
    var policy = PasswordPolicy()
    let result = try parse(message) { controls in
      guard let control = ldap_control_find(Self.policyResponse, controls, nil) else { return true }
      var expires: ber_int_t = -1
      var grace: ber_int_t = -1
      var error = LDAPPasswordPolicyError(rawValue: 0)
      guard ldap_parse_passwordpolicy_control(ld, control, &expires, &grace, &error) == 0 else {
        return false
      }
      policy.problem = PasswordPolicy.Problem(rawValue: Int(error.rawValue))
      policy.graceLeft = grace >= 0 ? Int(grace) : nil
      return true
    }
    return (result.code, result.message, policy)
  }
}
