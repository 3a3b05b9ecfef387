import HTTPEngine
import Identity
import Messages

/// Enforcement of two-step verification (TFA-01 to 08).
extension Call {
  func twoStep() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    return answer(try await gate.twoStep.status(by: caller))
  }

  /// `If-Match` is optional here: the same wish twice changes nothing (TFA-31).
  func enforceTwoStep() async throws -> Response {
    let caller = try caller()
    var fields = try body()
    let enforced = fields.requiredFlag("enforced")
    try fields.finish(unknown: .refused)
    let version = try EntityTag.presented(request.headers)
    return answer(try await gate.twoStep.enforce(enforced, version: version, by: caller))
  }

  private func answer(_ status: TwoStepAdministration.Status) -> Response {
    // TFA-29: the present session goes on; the warning tells what comes.
    let warnings =
      status.isEnforced && status.callerNotEnrolled
      ? [warning("caller-not-enrolled", .youAreNotEnrolled)] : []
    return answer(
      [
        "enforced": .bool(status.isEnforced), "notEnrolled": .integer(Int64(status.notEnrolled)),
        "warnings": .array(warnings),
      ], version: status.version)
  }

  /// Something that was done and that its doer should know more about.
  func warning(_ code: String, _ message: CommandMessage) -> JSON {
    ["code": .string(code), "message": .string(catalogue.text(message))]
  }
}
