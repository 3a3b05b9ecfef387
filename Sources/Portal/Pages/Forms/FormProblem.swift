import Identity
import Messages

/// What stands above a form that was not accepted.
struct FormProblem: Sendable, Equatable {
  /// The sentence from the catalogue.
  let message: String
  /// A second line: the server's time beside a wrong code.
  var more: String?
  /// The field that is marked and gets the focus.
  var field: String?
  /// What is wrong with each field at fault, by its name in the form (GEN-11).
  var faults: [String: String] = [:]
  /// The status the page leaves with.
  let status: Int
  var retryAfter: Int?

  init(_ refusal: Refusal, in catalogue: Catalogue) {
    let problem = Problem(refusal)
    message = catalogue.text(refusal)
    status = problem.status
    retryAfter = problem.retryAfter
    switch refusal {
    case .incomplete(let faults): field = faults.first?.field
    case .newPassword: field = "newPassword"
    case .wrongCode(let time):
      field = "code"
      more = FormProblem.serverTime(time, in: catalogue)
    case .malformedCode: field = "code"
    case .wrongCredentials: field = "login"
    default: field = nil
    }
  }

  init(_ rejection: Rejection, in catalogue: Catalogue) {
    let problem = Problem(rejection)
    message = catalogue.text(rejection)
    status = problem.status
    retryAfter = problem.retryAfter
    switch rejection {
    case .invalid(let faults):
      field = faults.first.map { FormProblem.formNames[$0.field] ?? $0.field }
      for fault in faults {
        self.faults[FormProblem.formNames[fault.field] ?? fault.field] = catalogue.text(fault.fault)
      }
    case .wrongCode(let time):
      field = "code"
      more = FormProblem.serverTime(time, in: catalogue)
    case .wrongAccessCode: field = "code"
    default: field = nil
    }
  }

  /// A fault of the form itself, like two passwords that differ.
  init(_ label: Label, field: String, in catalogue: Catalogue) {
    message = catalogue.text(label)
    self.field = field
    status = 422
  }

  /// Fields whose name in the API differs from the form's.
  private static let formNames = ["new": "newPassword"]

  private static func serverTime(_ time: Timestamp, in catalogue: Catalogue) -> String {
    catalogue.text(.serverTime(String(time.rfc3339.dropFirst(11).prefix(8))))
  }
}
