import HTTPEngine
import Identity

/// One's own password and second factor.
extension Call {
  func changePassword() async throws -> Response {
    let caller = try sessionCaller()
    var fields = try body()
    let current = fields.requiredSecret("current")
    let new = fields.requiredSecret("new")
    let code = fields.text("code", isNullable: true).flatMap { $0.isEmpty ? nil : $0 }
    try await fields.finish(unknown: .refused) {
      try await gate.account.faults(current: current, new: new, code: code, by: caller)
    }
    try await gate.account.changePassword(current: current, new: new, code: code, by: caller)
    return Self.noContent
  }

  func beginOwnEnrolment() async throws -> Response {
    let caller = try sessionCaller()
    var fields = try body()
    let password = fields.secret("password")
    let code = fields.text("code")
    try fields.finish(unknown: .refused)
    return answer(
      JSON(try await gate.account.beginEnrolment(password: password, code: code, by: caller)))
  }

  func confirmOwnEnrolment() async throws -> Response {
    let (caller, code) = try ownCode()
    return recoveryCodes(try await gate.account.confirmEnrolment(code: code, by: caller))
  }

  func disableSecondFactor() async throws -> Response {
    let (caller, code) = try ownCode()
    try await gate.account.disable(code: code, by: caller)
    return Self.noContent
  }

  func renewRecoveryCodes() async throws -> Response {
    let (caller, code) = try ownCode()
    return recoveryCodes(try await gate.account.renewRecoveryCodes(code: code, by: caller))
  }

  private func ownCode() throws -> (Caller, String) {
    let caller = try sessionCaller()
    var fields = try body()
    let code = fields.requiredText("code")
    try fields.finish(unknown: .refused)
    return (caller, code)
  }

  private func recoveryCodes(_ codes: [String]) -> Response {
    answer(["recoveryCodes": .list(codes, JSON.string)])
  }
}
