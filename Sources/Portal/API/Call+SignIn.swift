import HTTPEngine
import Identity

/// The steps of a sign-in. Members that nobody asked for are ignored here, so that older and newer
/// clients can both sign in.
extension Call {
  func signIn() async throws -> Response {
    var fields = try body()
    let login = fields.text("login", limit: .max) ?? ""
    let password = fields.secret("password") ?? Secret("")
    let company = fields.text("company", isNullable: true) ?? ""
    let client = fields.word("client", of: ClientKind.self) ?? .api
    let remember = fields.flag("remember") ?? false
    let known = CompanyID(company)
    let attempt = SignInAttempt(
      login: login, password: password, company: known,
      companyIsUnknown: known == nil && !company.isEmpty, client: client, remember: remember,
      origin: origin)
    try await fields.finish(unknown: .ignored) { await gate.signIn.refuseForm(of: attempt) }
    return try answer(await gate.signIn.begin(attempt))
  }

  func secondFactor() async throws -> Response {
    var fields = try body()
    let ticket = fields.requiredSecret("ticket")
    let code = fields.requiredText("code")
    try fields.finish(unknown: .ignored)
    return try answer(
      await gate.signIn.secondFactor(ticket: ticket, code: code, from: origin))
  }

  func enrolment() async throws -> Response {
    var fields = try body()
    let ticket = fields.requiredSecret("ticket")
    try fields.finish(unknown: .ignored)
    switch await gate.signIn.enrolment(ticket: ticket, from: origin) {
    case .pending(let offer): return answer(JSON(offer))
    case .refused(let refusal): throw refused(refusal)
    }
  }

  func confirmEnrolment() async throws -> Response {
    var fields = try body()
    let ticket = fields.requiredSecret("ticket")
    let code = fields.requiredText("code")
    try fields.finish(unknown: .ignored)
    return try answer(
      await gate.signIn.confirmEnrolment(ticket: ticket, code: code, from: origin))
  }

  func signInPassword() async throws -> Response {
    var fields = try body()
    let ticket = fields.requiredSecret("ticket")
    let password = fields.requiredSecret("newPassword")
    try await fields.finish(unknown: .ignored) {
      gate.access.faults(in: password, field: "newPassword")
    }
    return try answer(
      await gate.signIn.changePassword(ticket: ticket, newPassword: password, from: origin))
  }

  func elsewhere() async throws -> Response {
    var fields = try body()
    let ticket = fields.requiredSecret("ticket")
    let decision = fields.requiredWord(
      "decision", of: ElsewhereDecision.self, or: .keepOther)
    try fields.finish(unknown: .ignored)
    return try answer(
      await gate.signIn.elsewhere(ticket: ticket, decision: decision, from: origin))
  }

  func activate() async throws -> Response {
    let (code, password) = try await accessCode()
    try await gate.access.activate(code: code, password: password, from: origin)
    return Self.noContent
  }

  func setUp() async throws -> Response {
    let (code, password) = try await accessCode()
    try await gate.access.setUp(code: code, password: password, from: origin)
    return Self.noContent
  }

  private func accessCode() async throws -> (code: String, password: Secret) {
    var fields = try body()
    let code = fields.requiredText("code")
    let password = fields.requiredSecret("password")
    try await fields.finish(unknown: .ignored) {
      gate.access.faults(in: password, field: "password")
    }
    return (code, password)
  }

  private func answer(_ outcome: SignInOutcome) throws -> Response {
    if case .refused(let refusal) = outcome { throw refused(refusal) }
    let json = JSON(outcome)
    if case .string(let state)? = json["state"] { portal.observe(.signIn(outcome: state)) }
    return answer(json)
  }

  private func refused(_ refusal: Refusal) -> Problem {
    let problem = Problem(refusal)
    portal.observe(.signIn(outcome: problem.kind.rawValue))
    return problem
  }
}
