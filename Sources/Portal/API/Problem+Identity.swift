import Identity

extension Problem {
  /// The answer to a refused step of a sign-in.
  init(_ refusal: Refusal) {
    switch refusal {
    case .incomplete(let faults):
      self.init(fields: faults.map(FieldProblem.init))
      detail = .refusal(refusal)
    case .wrongCredentials: self.init(.wrongCredentials, detail: .refusal(refusal))
    case .blocked(let seconds):
      self.init(.blocked, detail: .refusal(refusal))
      retryAfter = seconds
    case .wrongCode(let time):
      self.init(.wrongCode, detail: .refusal(refusal))
      serverTime = time
    case .malformedCode:
      self.init(fields: [FieldProblem(field: "code", fault: .identity(.malformedCode))])
      detail = .refusal(refusal)
    case .ticketExpired: self.init(.ticketExpired, detail: .refusal(refusal))
    case .secondFactorLocked: self.init(.secondFactorLocked, detail: .refusal(refusal))
    case .externalSystem: self.init(.externalSystem, detail: .refusal(refusal))
    case .directoryUnavailable:
      self.init(.directoryUnavailable, detail: .refusal(refusal))
      retryAfter = Self.usualRetry
    case .overloaded(let seconds):
      self.init(.overloaded, detail: .refusal(refusal))
      retryAfter = seconds
    case .storeUnavailable:
      self.init(.storeUnavailable, detail: .refusal(refusal))
      retryAfter = Self.usualRetry
    case .newPassword(let fault):
      self.init(fields: [FieldProblem(fault)])
      detail = .refusal(refusal)
    case .passwordOutdated(let reason):
      self.init(
        reason == .expired ? .passwordExpired : .passwordMustChange, detail: .refusal(refusal))
    case .passwordChangeNotPermitted:
      self.init(.passwordChangeNotPermitted, detail: .refusal(refusal))
    case .passwordChangeUnknown:
      self.init(.passwordChangeUnknown, detail: .refusal(refusal))
      retryAfter = Self.usualRetry
    case .passwordChanged:
      self.init(.passwordChanged, detail: .refusal(refusal))
      retryAfter = Self.usualRetry
    case .accountUnusable(let problem): self.init(ProblemKind(problem), detail: .refusal(refusal))
    }
  }

  /// The answer to an operation that was not done.
  init(_ rejection: Rejection) {
    switch rejection {
    case .invalid(let faults): self.init(fields: faults.map(FieldProblem.init))
    case .inUse(let uses):
      self.init(.inUse, detail: .rejection(rejection))
      self.uses = uses
    case .wrongCode(let time):
      // Whoever asks has a session; a 401 would say that it is gone.
      self.init(.wrongCode, detail: .rejection(rejection))
      otherStatus = 422
      errors = [FieldProblem(field: "code", fault: .wrongCode)]
      serverTime = time
    case .blocked(let seconds):
      self.init(.blocked, detail: .rejection(rejection))
      retryAfter = seconds
    case .overloaded(let seconds):
      self.init(.overloaded, detail: .rejection(rejection))
      retryAfter = seconds
    case .storeUnavailable:
      self.init(.storeUnavailable, detail: .rejection(rejection))
      retryAfter = Self.usualRetry
    case .directory(let code): self.init(directory: code)
    default: self.init(ProblemKind(rejection), detail: .rejection(rejection))
    }
  }

  private init(directory code: DirectoryError.Code) {
    switch code {
    case .cursorExpired: self.init(.cursorExpired, detail: .rejection(.cursorExpired))
    case .noSuchObject: self.init(.notFound, detail: .rejection(.directory(code)))
    default:
      self.init(.directoryUnavailable, detail: .rejection(.directory(code)))
      retryAfter = Self.usualRetry
    }
  }
}

extension ProblemKind {
  init(_ problem: AccountProblem) {
    self =
      switch problem {
      case .disabled: .accountDisabled
      case .expired: .accountExpired
      case .locked: .accountLocked
      case .notYetValid, .outsideHours, .notFromHere: .accountRestricted
      case .passwordExpired: .passwordExpired
      case .passwordMustChange: .passwordMustChange
      }
  }

  init(_ rejection: Rejection) {
    self =
      switch rejection {
      case .unauthenticated: .unauthenticated
      case .forbidden: .forbidden
      case .notFound: .notFound
      case .invalid: .invalidFields
      case .stale: .stale
      case .inUse: .inUse
      case .lastAdministrator: .lastAdministrator
      case .notForThisCard: .notForThisCard
      case .secondFactorObligatory: .secondFactorObligatory
      case .notEnrolled: .notEnrolled
      case .alreadyEnrolled: .alreadyEnrolled
      case .wrongCode: .wrongCode
      case .wrongAccessCode: .wrongAccessCode
      case .blocked: .blocked
      case .secondFactorLocked: .secondFactorLocked
      case .directory: .directoryUnavailable
      case .cursorExpired: .cursorExpired
      case .overloaded: .overloaded
      case .storeUnavailable: .storeUnavailable
      }
  }
}

extension FieldProblem {
  /// The stable word for the fault, for programs.
  var code: String {
    switch fault {
    case .identity(let fault): Self.word(for: fault)
    case .notText: "not-a-text"
    case .notTrueOrFalse: "not-a-boolean"
    case .notAnIdentifier: "not-an-identifier"
    case .notAMoment: "not-a-date-time"
    case .notANumber: "not-a-number-in-range"
    case .notACursor: "not-a-cursor"
    case .unknownField: "unknown-field"
    case .givenTwice: "given-twice"
    case .wrongCode: "wrong-code"
    }
  }

  private static func word(for fault: Identity.Fault) -> String {
    switch fault {
    case .enterLoginAndPassword: "enter-login-and-password"
    case .chooseCompany: "choose-company"
    case .enterCompanyName: "enter-company-name"
    case .chooseKind: "choose-kind"
    case .nameTaken: "name-taken"
    case .displayNameNotForKind: "display-name-not-for-kind"
    case .chooseDomainAndGroup: "choose-domain-and-group"
    case .chooseDomain: "choose-domain"
    case .chooseGroup: "choose-group"
    case .noSuchDomain: "no-such-domain"
    case .noSuchGroup: "no-such-group"
    case .phraseTooShort: "phrase-too-short"
    case .memberNotFound: "member-not-found"
    case .comesFromDomain: "comes-from-domain"
    case .alreadyLinked: "already-linked"
    case .loginTaken: "login-taken"
    case .loginNotAllowed: "login-not-allowed"
    case .emailNotAllowed: "email-not-allowed"
    case .required: "required"
    case .tooLong: "too-long"
    case .notOneOf: "not-one-of"
    case .noSuchCompany: "no-such-company"
    case .malformedCode: "malformed-code"
    case .passwordTooShort: "password-too-short"
    case .passwordTooLong: "password-too-long"
    case .passwordTooCommon: "password-too-common"
    case .passwordNamesOwner: "password-names-owner"
    case .passwordUnchanged: "password-unchanged"
    case .passwordRefused(let fault): "password-\(fault.word)"
    case .wrongCurrentPassword: "wrong-current-password"
    case .wrongServicePassword: "wrong-service-password"
    }
  }
}
