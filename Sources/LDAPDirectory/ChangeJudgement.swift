import Identity

/// What a server's answer to a change of a password means.
enum ChangeJudgement {
  /// - Parameter isOwn: asked for as the person, not as the service account.
  /// - Throws: for an answer that says nothing of password or policy; nothing was changed.
  static func result(_ answer: ChangeAnswer, isOwn: Bool)
    throws(DirectoryError) -> PasswordChangeResult
  {
    let words = "\(answer.code.number) \(answer.message)"
    if answer.code == .success { return .changed }
    if let fault = policyFault(answer.policy.problem) { return .refused(fault, words: words) }
    switch answer.code {
    case .constraintViolation, .unwillingToPerform:
      // Active Directory begins its words with the Windows error in hexadecimal: ERROR_INVALID_PASSWORD
      // is a wrong old password, ERROR_PASSWORD_RESTRICTION the policy's no.
      if answer.message.hasPrefix("00000056") { return .wrongOldPassword }
      if answer.code == .unwillingToPerform, !answer.message.hasPrefix("0000052D") {
        // OpenLDAP: "unwilling to verify old password", of a wrong one and to an account that may not.
        // The person's own bind has just shown that it is right.
        return .notPermitted(words: words)
      }
      return .refused(fault(in: answer.message), words: words)
    case .invalidCredentials:
      return isOwn ? .wrongOldPassword : .notPermitted(words: words)
    case .insufficientAccessRights: return .notPermitted(words: words)
    default:
      throw DirectoryError(
        answer.code.error == .noSuchObject ? .badAnswer : answer.code.error,
        detail: "change of password: result \(words)")
    }
  }

  private static func policyFault(_ problem: PasswordPolicy.Problem?) -> NewPasswordFault? {
    switch problem {
    case .tooShort: .tooShort(minimum: nil)
    case .tooYoung: .tooYoung
    case .inHistory: .inHistory
    // 389 Directory Server says so of a short one too.
    case .insufficientQuality: .notComplex
    default: nil
    }
  }

  /// Servers that do not send the control say it in words.
  private static func fault(in message: String) -> NewPasswordFault {
    let words = message.lowercased()
    if words.contains("too short") || words.contains("characters long") {
      return .tooShort(minimum: number(in: words))
    }
    if words.contains("history") || words.contains("already used") { return .inHistory }
    if words.contains("too young") || words.contains("minimum age") { return .tooYoung }
    if words.contains("complexity") || words.contains("syntax") || words.contains("quality") {
      return .notComplex
    }
    return .other
  }

  /// The number before "characters".
  private static func number(in words: String) -> Int? {
    let parts = words.split { !$0.isLetter && !$0.isNumber }
    guard let place = parts.firstIndex(where: { $0.hasPrefix("character") }), place > 0 else {
      return nil
    }
    return Int(parts[place - 1]).flatMap { (1...256).contains($0) ? $0 : nil }
  }
}
