/// What a person or program presents at the first step.
public struct SignInAttempt: Sendable {
  public var login: String
  public var password: Secret
  public var company: CompanyID?
  /// A company that was named but is no identifier at all: judged as an unknown company (SIGN-16).
  public var companyIsUnknown: Bool
  public var client: ClientKind
  public var remember: Bool
  public var origin: ClientOrigin
  /// What the browser has kept of earlier sign-ins.
  public var device: DeviceCookie?

  public init(
    login: String, password: Secret, company: CompanyID? = nil, companyIsUnknown: Bool = false,
    client: ClientKind = .api, remember: Bool = false, origin: ClientOrigin,
    device: DeviceCookie? = nil
  ) {
    self.login = login
    self.password = password
    self.company = company
    self.companyIsUnknown = companyIsUnknown
    self.client = client
    self.remember = remember
    self.origin = origin
    self.device = device
  }
}

/// What comes of a step of a sign-in.
public enum SignInOutcome: Sendable {
  case signedIn(IssuedSession)
  /// In a domain the directory's policy judges the new password, not the rule of native cards. Recovery
  /// codes are shown here when the step before was an enrolment.
  case passwordChange(
    ticket: Secret, reason: PasswordChangeReason, isInDomain: Bool, recoveryCodes: [String])
  case secondFactor(ticket: Secret)
  case enrolment(ticket: Secret)
  /// Recovery codes are shown here when the step before was an enrolment.
  case signedInElsewhere(ticket: Secret, clients: Set<ClientKind>, recoveryCodes: [String])
  /// `keep-other` (SIGN-10).
  case notSignedIn
  case refused(Refusal)
}

public struct IssuedSession: Sendable {
  /// Base64url text of 256 random bits.
  public let token: Secret
  public let session: Session
  public let person: Person
  /// When the session ends without another request.
  public let expiresAt: Timestamp?
  /// Shown once, right after enrolment (TFA-27).
  public let recoveryCodes: [String]
}

/// What a session tells about its owner.
public struct Person: Sendable, Equatable {
  public let employee: EmployeeID
  public let login: String
  public let name: String
  public let email: String?
  public let role: Employee.Role
  /// The card is judged by the directory, not by a password here.
  public let isDomainMember: Bool
  public let isEnrolled: Bool
}

public enum PasswordChangeReason: String, Sendable {
  /// A native card without a password of its own yet, or a password that must be changed (DOM-22).
  case mustChange = "must-change"
  /// In the directory; native passwords do not expire.
  case expired
}

/// Why a step of a sign-in was refused; the true reason of `wrongCredentials` is in the audit log only.
public enum Refusal: Sendable, Equatable {
  /// SIGN-B02, B03: nothing was judged or counted.
  case incomplete([FieldFault])
  /// SIGN-B01 (SIGN-16, SIGN-19, DOM-42, 43).
  case wrongCredentials
  /// SIGN-B04 (SIGN-14).
  case blocked(retryAfter: Int)
  /// TFA-B01, B02.
  case wrongCode(serverTime: Timestamp)
  /// TFA-B03: neither a TOTP nor a recovery code; not counted.
  case malformedCode
  /// TFA-B06, and a ticket at any stage but its own.
  case ticketExpired
  /// 100 wrong codes in a row, or 200 within 30 days; only a reset opens it.
  case secondFactorLocked
  /// SIGN-B06, after the right password.
  case externalSystem
  /// SIGN-B07.
  case directoryUnavailable
  case overloaded(retryAfter: Int)
  case storeUnavailable
  /// The new password breaks a rule, Brama's or the directory's; the ticket stays good.
  case newPassword(FieldFault)
  /// The directory wants another password first and `change_passwords` is off; after the right password.
  case passwordOutdated(PasswordChangeReason)
  /// The directory lets neither the person nor the service account change the password.
  case passwordChangeNotPermitted
  /// No answer came to the change and nothing tells what became of it.
  case passwordChangeUnknown
  /// The password was changed, but the sign-in cannot go on: sign in with the new one.
  case passwordChanged
  /// The state of the account, where the domain reveals it (`reveal_account_state`).
  case accountUnusable(AccountProblem)
}

public enum EnrolmentOutcome: Sendable {
  case pending(EnrolmentOffer)
  case refused(Refusal)
}

/// The secret in the three ways it can be taken over (TFA-14).
public struct EnrolmentOffer: Sendable {
  /// Base32 without padding, RFC 4648.
  public let secret: Secret
  /// `otpauth://totp/…`, issuer Brama.
  public let uri: Secret
  /// An SVG document.
  public let qr: String
}

public enum ElsewhereDecision: String, Sendable, CaseIterable {
  case endOther = "end-other"
  case keepOther = "keep-other"
}
