import Identity

/// The number behind `data` with which Active Directory says why it refused a bind (the Windows error, in
/// hexadecimal: `… AcceptSecurityContext error, data 532, v1db1`).
enum AccountSubcode: UInt32, Sendable {
  case noSuchUser = 0x525
  case wrongPassword = 0x52e
  case logonHours = 0x530
  case workstation = 0x531
  case passwordExpired = 0x532
  case accountDisabled = 0x533
  case accountExpired = 0x701
  case passwordMustChange = 0x773
  case accountLocked = 0x775

  /// - Parameter message: the diagnostic message of a result.
  /// - Returns: `nil` where it holds no such number, or one that says nothing here.
  init?(message: String) {
    let mark = "AcceptSecurityContext error, data "
    guard let range = message.firstRange(of: mark) else { return nil }
    let digits = message[range.upperBound...].prefix { $0.isHexDigit }
    guard let number = UInt32(digits, radix: 16), let code = Self(rawValue: number) else {
      return nil
    }
    self = code
  }

  /// What is wrong with the account; `nil`: it is the password.
  ///
  /// The server looks at the password first: all but `locked` is said to its owner alone.
  var problem: AccountProblem? {
    switch self {
    case .noSuchUser, .wrongPassword: nil
    case .logonHours: .outsideHours
    case .workstation: .notFromHere
    case .passwordExpired: .passwordExpired
    case .accountDisabled: .disabled
    case .accountExpired: .expired
    case .passwordMustChange: .passwordMustChange
    case .accountLocked: .locked
    }
  }
}
