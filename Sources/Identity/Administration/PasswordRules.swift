/// What a password that people choose here must be: 12 to 256 characters, used exactly as sent, and not
/// among the commonest ones. Nothing else: no forced kinds of characters, no forced change.
struct PasswordRules: Sendable {
  static let minimum = 12
  static let maximum = 256

  let isCommon: @Sendable (Secret) -> Bool

  init(_ environment: Environment) { isCommon = environment.isCommonPassword }

  /// - Returns: the rule that the password breaks, or `nil`. Characters are Unicode scalars, as in NIST
  ///   SP 800-63B, 5.1.1.2; bytes that are no UTF-8 count one each.
  func fault(in password: Secret) -> Fault? {
    let length = password.withText { $0.unicodeScalars.count } ?? password.count
    if length < Self.minimum { return .passwordTooShort(minimum: Self.minimum) }
    if length > Self.maximum { return .passwordTooLong(maximum: Self.maximum) }
    if isCommon(password) { return .passwordTooCommon }
    return nil
  }

  /// What is looked at before a directory is asked, whose own policy judges the rest.
  func fault(inDirectoryPassword new: Secret, old: Secret) -> Fault? {
    if new.isEmpty { return .required }
    let length = new.withText { $0.unicodeScalars.count } ?? new.count
    if length > Self.maximum { return .passwordTooLong(maximum: Self.maximum) }
    if new.matches(old) { return .passwordUnchanged }
    if isCommon(new) { return .passwordTooCommon }
    return nil
  }

  /// - Throws: `Rejection.invalid` naming `field`.
  func check(_ password: Secret, field: String) throws(Rejection) {
    if let fault = fault(in: password) { throw .invalid([FieldFault(field, fault)]) }
  }
}
