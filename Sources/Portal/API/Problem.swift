import HTTPEngine
import Identity
import Messages

/// An answer that is not what was asked for, before it is put into words (RFC 9457).
struct Problem: Error, Sendable, Equatable {
  /// Seconds that a 503 of no known length asks for.
  static let usualRetry = 5

  /// Where the sentence for people comes from.
  enum Detail: Sendable, Equatable {
    case refusal(Refusal)
    case rejection(Rejection)
    case wire(WireFault)
  }

  var kind: ProblemKind
  var detail: Detail
  var errors: [FieldProblem] = []
  var retryAfter: Int?
  var serverTime: Timestamp?
  var uses: [String: Int] = [:]
  var allow: [String] = []
  /// Overrides the kind's own status.
  var otherStatus: Int?

  var status: Int { otherStatus ?? kind.status }

  init(_ kind: ProblemKind, _ fault: WireFault) {
    self.kind = kind
    detail = .wire(fault)
  }

  init(_ kind: ProblemKind, detail: Detail) {
    self.kind = kind
    self.detail = detail
  }

  init(fields: [FieldProblem]) {
    self.init(.invalidFields, detail: .rejection(.invalid([])))
    errors = fields
  }

  /// No session where one is needed: always the same answer (SIGN-06).
  static let unauthenticated = Problem(.unauthenticated, detail: .rejection(.unauthenticated))
  static let notFound = Problem(.notFound, detail: .rejection(.notFound))

  static func methodNotAllowed(allow: [String]) -> Problem {
    var problem = Problem(.methodNotAllowed, .methodNotAllowed(allow))
    problem.allow = allow
    return problem
  }
}

/// One field at fault, with the name it has on the wire.
struct FieldProblem: Sendable, Equatable {
  enum Fault: Sendable, Equatable {
    /// A rule of Identity's.
    case identity(Identity.Fault)
    case notText
    case notTrueOrFalse
    case notAnIdentifier
    case notAMoment
    case notANumber(ClosedRange<Int>)
    case notACursor
    case unknownField
    case givenTwice
    case wrongCode
  }

  let field: String
  let fault: Fault

  init(field: String, fault: Fault) {
    self.field = field
    self.fault = fault
  }

  init(_ fault: FieldFault) {
    field = fault.field
    self.fault = .identity(fault.fault)
  }
}
