/// What a password that people choose here must be: 12 to 256 characters, used exactly as sent, not among
/// the commonest ones, and not made of what everybody knows of its owner. Nothing else: no forced kinds of characters, no forced change.
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

  /// As above, and whether the password is made of words about its owner.
  func fault(in password: Secret, of card: Employee) -> Fault? {
    if let fault = fault(in: password) { return fault }
    let isMade = password.withText { Self.isMade($0, of: Self.words(about: card)) }
    return isMade == true ? .passwordNamesOwner : nil
  }

  /// The words that a password may hold but not consist of: the product's name, and the parts of login,
  /// name and e-mail address. docs/operations.md lists them.
  static func words(about card: Employee) -> [String] {
    let texts = ["brama", card.login.text, card.name, card.email ?? ""]
    let parts = texts.flatMap { PolishText.folded($0).split { !$0.isLetter }.map(String.init) }
    // Longer ones first, so that a short one does not break them up.
    return Set(parts.filter { $0.count >= 3 }).sorted { ($1.count, $0) < ($0.count, $1) }
  }

  /// Whether nothing but digits and signs is left when the words are taken out, accents and letter case
  /// aside.
  private static func isMade(_ password: String, of words: [String]) -> Bool {
    let folded = PolishText.folded(password)
    // Scalar by scalar: what grows on the last letter of a word does not hide the word.
    let rest = words.reduce(folded.unicodeScalars) {
      $0.replacing($1.unicodeScalars, with: " ".unicodeScalars)
    }
    return String(rest) != folded && !String(rest).contains(where: \.isLetter)
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
