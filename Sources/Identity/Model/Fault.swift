/// What is wrong with one field of a request. The sentence for it is in Messages.
public struct FieldFault: Error, Sendable, Equatable {
  /// The field's name on the wire, as in `newPassword`.
  public let field: String
  public let fault: Fault

  public init(_ field: String, _ fault: Fault) {
    self.field = field
    self.fault = fault
  }
}

/// Every way in which a field can be at fault.
public enum Fault: Sendable, Equatable {
  /// SIGN-B02.
  case enterLoginAndPassword
  /// SIGN-B03.
  case chooseCompany
  /// COMP-B02.
  case enterCompanyName
  /// COMP-B03, with the allowed kinds.
  case chooseKind
  /// COMP-B04.
  case nameTaken
  /// COMP-16, 17: only kind Optima has a display name.
  case displayNameNotForKind
  /// COMP-B05.
  case chooseDomainAndGroup
  /// DOM-B01.
  case chooseDomain
  /// DOM-B02.
  case chooseGroup
  /// CLI-B01.
  case noSuchDomain(String)
  case noSuchGroup(String)
  /// CLI-B02, DOM-30.
  case phraseTooShort(minimum: Int)
  /// DOM-B05.
  case memberNotFound
  /// DOM-B07.
  case comesFromDomain
  /// DOM-B08, with the name of the first card.
  case alreadyLinked(card: String)
  case loginTaken
  case loginNotAllowed
  case emailNotAllowed
  case required
  case tooLong(limit: Int)
  case notOneOf([String])
  case noSuchCompany
  /// TFA-B03.
  case malformedCode
  case passwordTooShort(minimum: Int)
  case passwordTooLong(maximum: Int)
  case passwordTooCommon
  /// Made of words about its owner.
  case passwordNamesOwner
  case passwordUnchanged
  /// The directory's policy refuses it.
  case passwordRefused(NewPasswordFault)
  /// The current password was wrong (own account).
  case wrongCurrentPassword
  /// Not the service password that the configuration has for the domain.
  case wrongServicePassword
}

/// Why a settings operation was not done; nothing was changed.
public enum Rejection: Error, Sendable, Equatable {
  /// GEN-08, SIGN-06.
  case unauthenticated
  /// GEN-07.
  case forbidden
  case notFound
  /// GEN-11: every field at fault.
  case invalid([FieldFault])
  /// GEN-12, GEN-B02.
  case stale
  /// COMP-B08: what still refers to it, as counts by kind (`employees`, `sessions`).
  case inUse([String: Int])
  case lastAdministrator
  /// The operation does not fit the card: a password for a domain card, a link where one is set.
  case notForThisCard
  /// TFA-B05.
  case secondFactorObligatory
  case notEnrolled
  case alreadyEnrolled
  /// TFA-B01, B02, with the server's time.
  case wrongCode(serverTime: Timestamp)
  /// An activation or set-up code that is wrong, used or expired.
  case wrongAccessCode
  case blocked(retryAfter: Int)
  case secondFactorLocked
  case directory(DirectoryError.Code)
  /// 410: the cursor has expired; start the listing again.
  case cursorExpired
  case overloaded(retryAfter: Int)
  case storeUnavailable
}
