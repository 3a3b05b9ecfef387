import HTTPEngine
import Identity
import Messages

extension Problem {
  /// `type` is this and the kind's word. It names the kind and leads nowhere: RFC 9457, section 3.1.1,
  /// lets a type be an identifier only.
  static let typePrefix = "/problems/"

  /// The problem in words, as `application/problem+json`.
  func response(in catalogue: Catalogue) -> Response {
    var members: [JSON.Member] = []
    func add(_ name: String, _ value: JSON) {
      members.append(JSON.Member(name: name, value: value))
    }
    add("type", .string(Self.typePrefix + kind.rawValue))
    add("title", .string(catalogue.title(kind.title)))
    add("status", .integer(Int64(status)))
    add("detail", .string(sentence(in: catalogue)))
    if !errors.isEmpty {
      add(
        "errors",
        .list(errors) { error in
          [
            "field": .string(error.field), "code": .string(error.code),
            "message": .string(error.sentence(in: catalogue)),
          ]
        })
    }
    if let retryAfter { add("retryAfter", .integer(Int64(retryAfter))) }
    if let serverTime { add("serverTime", .moment(serverTime)) }
    if !uses.isEmpty {
      let sorted = uses.sorted { $0.key < $1.key }
      add("uses", .object(sorted.map { .init(name: $0.key, value: .integer(Int64($0.value))) }))
    }
    var headers = Headers([
      .init(name: "Content-Type", value: "application/problem+json"),
      .init(name: "Content-Language", value: catalogue.language.code),
    ])
    if let retryAfter { headers.add("Retry-After", String(retryAfter)) }
    if !allow.isEmpty { headers.add("Allow", allow.joined(separator: ", ")) }
    if kind == .unauthenticated { headers.add("WWW-Authenticate", "Bearer") }
    return Response(status: status, headers: headers, body: JSON.object(members).serialized())
  }

  /// The detail for people; several faults of fields as one text, each sentence once.
  private func sentence(in catalogue: Catalogue) -> String {
    switch detail {
    case .wire(let fault): catalogue.text(fault)
    case .refusal(let refusal): catalogue.text(refusal)
    case .rejection(.invalid):
      errors.map { $0.sentence(in: catalogue) }.reduce(into: [String]()) { seen, next in
        if !seen.contains(next) { seen.append(next) }
      }.joined(separator: " ")
    case .rejection(let rejection): catalogue.text(rejection)
    }
  }
}

extension FieldProblem {
  func sentence(in catalogue: Catalogue) -> String {
    switch fault {
    case .identity(let fault): catalogue.text(FieldFault(field, fault))
    case .notText: catalogue.text(.wrongType(field: field, expected: "string"))
    case .notTrueOrFalse: catalogue.text(.wrongType(field: field, expected: "boolean"))
    case .notAnIdentifier: catalogue.text(.wrongType(field: field, expected: "UUID"))
    case .notAMoment: catalogue.text(.wrongType(field: field, expected: "date-time (RFC 3339)"))
    case .notANumber(let range):
      catalogue.text(
        .wrongType(field: field, expected: "integer \(range.lowerBound)-\(range.upperBound)"))
    case .notACursor: catalogue.text(WireFault.badParameter(field))
    case .unknownField: catalogue.text(WireFault.unknownField(field))
    case .givenTwice: catalogue.text(WireFault.duplicateKey(field))
    case .wrongCode: catalogue.text(Refusal.wrongCode(serverTime: Timestamp(milliseconds: 0)))
    }
  }
}

extension ProblemKind {
  var title: ProblemTitle {
    switch self {
    case .malformedRequest, .malformedJSON: .badRequest
    case .unauthenticated: .unauthenticated
    case .wrongCredentials, .ticketExpired, .wrongAccessCode: .wrongCredentials
    case .wrongCode: .wrongCode
    case .forbidden, .externalSystem, .secondFactorLocked: .forbidden
    case .passwordExpired, .passwordMustChange, .passwordChangeNotPermitted, .passwordChangeUnknown,
      .passwordChanged:
      .domainPassword
    case .accountDisabled, .accountExpired, .accountLocked, .accountRestricted: .wrongCredentials
    case .notFound: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .inUse, .lastAdministrator, .notForThisCard, .secondFactorObligatory, .notEnrolled,
      .alreadyEnrolled:
      .conflict
    case .cursorExpired: .gone
    case .stale: .stale
    case .timedOut: .timedOut
    case .tooLarge, .headTooLarge: .tooLarge
    case .notSupported: .notSupported
    case .unsupportedMediaType: .unsupportedMediaType
    case .invalidFields: .invalidInput
    case .versionRequired: .preconditionRequired
    case .blocked: .blocked
    case .directoryUnavailable: .directoryUnavailable
    case .overloaded: .overloaded
    case .storeUnavailable: .storeUnavailable
    case .internalFault: .internalFault
    }
  }
}

extension WireFault {
  init(_ error: JSONScanError) {
    switch error {
    case .notUTF8: self = .notUTF8
    case .duplicateName(let name): self = .duplicateKey(name)
    case .malformed, .tooDeep, .numberOutOfRange: self = .malformedJSON
    }
  }
}
