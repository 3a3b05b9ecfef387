import Identity

/// The one bind of the service account on a server.
enum BindStep {
  /// - Returns: what came of it, and whether questions may follow.
  static func run(_ probe: RawProbe, by deadline: Deadline) -> (finding: Finding, isBound: Bool) {
    let account = probe.terms.configuration.serviceAccount
    let name = Fact(.name, account.bind.mechanism ?? account.dn.description)
    var answer: BindAnswer?
    do throws(ConnectionFailure) {
      try probe.terms.serviceGate.pass(probe.server, by: deadline) {
        () throws(ConnectionFailure) in
        let given = try probe.bind(account, by: deadline)
        answer = given
        guard given.code != .success else { return }
        // What other servers are then asked is no second guess: the password was not judged.
        let isUnjudged = [
          ResultCode.strongerAuthRequired, .confidentialityRequired, .busy, .unavailable,
        ].contains(given.code)
        throw ConnectionFailure(
          .answered, isUnjudged ? .unavailable : .serviceAccountRefused, given.message)
      }
    } catch {
      guard let answer else {
        // The password went out and no answer came, or it was never sent.
        if error.kind == .answered || error.error.detail.contains("another's bind") {
          return (probe.finding(.bindNotTried, [name]), false)
        }
        return (probe.lost(error), false)
      }
      return (
        probe.finding(
          probe.wantsSigning(answer, account) ? .bindNotOverTLS : code(of: answer),
          [
            name, Fact(.result, LDAPHandle.text(answer.code.number)),
            Fact(.message, answer.message),
          ]), false
      )
    }
    guard answer?.policy.problem != .changeAfterReset else {
      return (probe.finding(.bindPasswordMustChange, [name]), false)
    }
    return (probe.finding(.bindGood, [name]), true)
  }

  static func code(of answer: BindAnswer) -> FindingCode {
    if answer.seesAnotherChannel { return .bindChannelDiffers }
    return switch (answer.code, answer.policy.problem) {
    case (.invalidCredentials, .passwordExpired): .bindPasswordExpired
    case (.invalidCredentials, .accountLocked): .bindLocked
    case (.invalidCredentials, _): ofActiveDirectory(answer.message) ?? .bindRefused
    case (.noSuchObject, _): .bindRefused
    // 389 Directory Server tells locked and disabled accounts by these.
    case (.constraintViolation, _): .bindLocked
    case (.unwillingToPerform, _), (.inappropriateAuthentication, _),
      (.insufficientAccessRights, _):
      .bindDisabled
    case (.strongerAuthRequired, _), (.confidentialityRequired, _): .bindNeedsTLS
    // invalidDNSyntax (RFC 4511, appendix A).
    case (ResultCode(number: 34), _): .bindBadName
    default: .bindFailed
    }
  }

  private static func ofActiveDirectory(_ message: String) -> FindingCode? {
    switch AccountSubcode(message: message)?.problem {
    case .passwordExpired: .bindPasswordExpired
    case .passwordMustChange: .bindPasswordMustChange
    case .disabled: .bindDisabled
    case .expired: .bindExpired
    case .locked: .bindLocked
    case .outsideHours, .notFromHere, .notYetValid: .bindNotAllowedHere
    case nil: nil
    }
  }
}
