import Identity

/// The result codes of RFC 4511, appendix A, that mean something here.
struct ResultCode: Sendable, Equatable {
  let number: Int32

  static let success = ResultCode(number: 0)
  static let protocolError = ResultCode(number: 2)
  static let timeLimitExceeded = ResultCode(number: 3)
  static let sizeLimitExceeded = ResultCode(number: 4)
  static let strongerAuthRequired = ResultCode(number: 8)
  /// The server does not hold what was asked for and names others (RFC 4511, 4.1.10). Nothing was done.
  static let referral = ResultCode(number: 10)
  static let adminLimitExceeded = ResultCode(number: 11)
  static let unavailableCriticalExtension = ResultCode(number: 12)
  static let confidentialityRequired = ResultCode(number: 13)
  static let constraintViolation = ResultCode(number: 19)
  static let noSuchObject = ResultCode(number: 32)
  static let inappropriateAuthentication = ResultCode(number: 48)
  static let invalidCredentials = ResultCode(number: 49)
  static let insufficientAccessRights = ResultCode(number: 50)
  static let busy = ResultCode(number: 51)
  static let unavailable = ResultCode(number: 52)
  static let unwillingToPerform = ResultCode(number: 53)
  /// The server cannot tell what changed since the cookie (RFC 4533, 2.6).
  static let syncRefreshRequired = ResultCode(number: 4096)

  /// What an answer with this code means where no better is known.
  var error: DirectoryError.Code {
    switch self {
    case .noSuchObject: .noSuchObject
    case .strongerAuthRequired, .confidentialityRequired: .unprotected
    case .busy: .busy
    case .unavailable, .timeLimitExceeded: .unavailable
    case .referral: .referral
    default: .badAnswer
    }
  }
}
