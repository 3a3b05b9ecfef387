/// The problem types of RFC 9457 that the API answers with: the stable words after `/problems/`.
///
/// A client may tell problems apart by these; titles and details are for people and change.
enum ProblemKind: String, CaseIterable, Sendable {
  case malformedRequest = "malformed-request"
  case malformedJSON = "malformed-json"
  /// No session where one is needed: missing, unknown, expired and revoked look alike (SIGN-06).
  case unauthenticated
  /// SIGN-B01.
  case wrongCredentials = "wrong-credentials"
  /// TFA-B01, B02; carries `serverTime`.
  case wrongCode = "wrong-code"
  /// TFA-B06.
  case ticketExpired = "ticket-expired"
  /// An activation or set-up code that is wrong, used or expired.
  case wrongAccessCode = "wrong-access-code"
  /// GEN-B03.
  case forbidden
  /// SIGN-B06.
  case externalSystem = "external-system"
  case secondFactorLocked = "second-factor-locked"
  /// The directory wants another password first, and it is not changed here.
  case passwordExpired = "password-expired"
  case passwordMustChange = "password-must-change"
  /// The directory lets nobody change it that Brama can speak for.
  case passwordChangeNotPermitted = "password-change-not-permitted"
  /// No answer came to the change of a directory password.
  case passwordChangeUnknown = "password-change-unknown"
  /// The password was changed, but the sign-in could not go on.
  case passwordChanged = "password-changed"
  /// The account's state in the directory, where the domain reveals it.
  case accountDisabled = "account-disabled"
  case accountExpired = "account-expired"
  case accountLocked = "account-locked"
  /// Not valid yet, or not at this hour, or not from here.
  case accountRestricted = "account-restricted"
  case notFound = "not-found"
  case methodNotAllowed = "method-not-allowed"
  /// COMP-B08; carries `uses`.
  case inUse = "in-use"
  case lastAdministrator = "last-administrator"
  case notForThisCard = "not-for-this-card"
  /// TFA-B05.
  case secondFactorObligatory = "second-factor-obligatory"
  case notEnrolled = "not-enrolled"
  case alreadyEnrolled = "already-enrolled"
  case cursorExpired = "cursor-expired"
  /// GEN-B02.
  case stale
  /// The HTTP engine's: the request did not come in time.
  case timedOut = "request-timed-out"
  case tooLarge = "too-large"
  /// The HTTP engine's: the request line and the fields are past their limit.
  case headTooLarge = "head-too-large"
  /// The HTTP engine's: a part of HTTP that Brama does not speak (417, 501, 505).
  case notSupported = "not-supported"
  case unsupportedMediaType = "unsupported-media-type"
  /// Carries `errors`, one for every field at fault.
  case invalidFields = "invalid-fields"
  case versionRequired = "version-required"
  /// SIGN-B04; carries `retryAfter`.
  case blocked
  /// SIGN-B07, DOM-B03, DOM-B04.
  case directoryUnavailable = "directory-unavailable"
  case overloaded
  case storeUnavailable = "store-unavailable"
  case internalFault = "internal-fault"

  /// The status that goes with it.
  var status: Int {
    switch self {
    case .malformedRequest, .malformedJSON: 400
    case .unauthenticated, .wrongCredentials, .wrongCode, .ticketExpired, .wrongAccessCode: 401
    case .forbidden, .externalSystem, .secondFactorLocked, .passwordExpired, .passwordMustChange,
      .passwordChangeNotPermitted, .accountDisabled, .accountExpired, .accountLocked,
      .accountRestricted:
      403
    case .notFound: 404
    case .methodNotAllowed: 405
    case .timedOut: 408
    case .inUse, .lastAdministrator, .notForThisCard, .secondFactorObligatory, .notEnrolled,
      .alreadyEnrolled:
      409
    case .cursorExpired: 410
    case .stale: 412
    case .tooLarge: 413
    case .unsupportedMediaType: 415
    case .invalidFields: 422
    case .versionRequired: 428
    case .blocked: 429
    case .headTooLarge: 431
    case .internalFault: 500
    case .notSupported: 501
    case .directoryUnavailable, .overloaded, .storeUnavailable, .passwordChangeUnknown,
      .passwordChanged:
      503
    }
  }
}
