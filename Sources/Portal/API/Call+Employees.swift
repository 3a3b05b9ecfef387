import HTTPEngine
import Identity
import Messages

/// Employee cards, their link to a domain member, and their way in.
extension Call {
  static let pageLimit = 200
  static let usualPage = 50

  func employees() async throws -> Response {
    let caller = try caller()
    var query = try query()
    var filter = EmployeeFilter()
    filter.company = query.identifier("company", of: Company.self)
    filter.phrase = query.text("search")
    filter.role = query.word("role", of: Employee.Role.self)
    filter.state = query.word("state", of: Employee.State.self)
    if let domain = query.text("domain") {
      filter.domain = DomainName(domain)
      if filter.domain == nil { query.note("domain", .identity(.noSuchDomain(domain))) }
    }
    let after = query.cursor(of: "employees") { EmployeeID($0) }
    let limit = query.number("limit", in: 1...Self.pageLimit) ?? Self.usualPage
    try query.finish(unknown: .refused)
    let page = try await gate.employees.list(filter, after: after, limit: limit, by: caller)
    return answer([
      "employees": .list(page.employees) { JSON($0) },
      "next": .optional(page.next.map { Cursor.text("employees", after: "\($0)") }),
    ])
  }

  func employee() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    return card(try await gate.employees.find(try identifier(), by: caller))
  }

  func addEmployee() async throws -> Response {
    let caller = try caller()
    var fields = try body()
    let company = fields.identifier("company", of: Company.self)
    var draft = employeeDraft(&fields)
    draft.origin = fields.text("origin")
    draft.company = company
    try await fields.finish(unknown: .refused) { [draft] in
      try await gate.employees.faults(in: draft, by: caller)
    }
    let view = try await gate.employees.add(draft, by: caller)
    return answer(
      JSON(view), status: 201, version: view.employee.version,
      location: "\(Route.employees.template)/\(view.employee.id)")
  }

  func changeEmployee() async throws -> Response {
    let caller = try caller()
    let id: EmployeeID = try identifier()
    var fields = try body()
    let draft = employeeDraft(&fields)
    try await fields.finish(unknown: .refused) {
      try await gate.employees.faults(in: draft, of: id, by: caller)
    }
    let version = try EntityTag.required(request.headers)
    return card(try await gate.employees.change(id, draft, version: version, by: caller))
  }

  func removeEmployee() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    try await gate.employees.remove(try identifier(), by: caller)
    return Self.noContent
  }

  /// DOM-18, 19; a member without an e-mail address is linked with a warning (DOM-B09).
  func linkMember() async throws -> Response {
    let caller = try caller()
    let id: EmployeeID = try identifier()
    var fields = try body()
    let domain = fields.requiredText("domain")
    let member = fields.requiredText("member")
    try await fields.finish(unknown: .refused) {
      try await gate.employees.linkFaults(id, domain: domain, member: member, by: caller)
    }
    let linked = try await gate.employees.link(id, domain: domain, member: member, by: caller)
    let warnings = linked.noEmail ? [warning("no-email", .noEmailInDomain)] : []
    return card(linked.view, more: ["warnings": .array(warnings)])
  }

  /// DOM-33, on request.
  func refreshMember() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    return card(try await gate.employees.refresh(try identifier(), by: caller))
  }

  func unlinkMember() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    return card(try await gate.employees.unlink(try identifier(), by: caller))
  }

  func resetSecondFactor() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    try await gate.employees.resetSecondFactor(try identifier(), by: caller)
    return Self.noContent
  }

  func issueActivation() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    let issued = try await gate.access.issueActivation(for: try identifier(), by: caller)
    return answer(["code": .text(of: issued.code), "expiresAt": .moment(issued.expiresAt)])
  }

  func employeeSessions() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    let sessions = try await gate.employees.sessions(of: try identifier(), by: caller)
    return answer(["sessions": .list(sessions) { JSON($0) }])
  }

  func endEmployeeSessions() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    let ended = try await gate.employees.endSessions(of: try identifier(), by: caller)
    return answer(["ended": .integer(Int64(ended))])
  }

  private func employeeDraft(_ fields: inout Fields) -> EmployeeDraft {
    var draft = EmployeeDraft()
    draft.login = fields.text("login")
    draft.name = fields.text("name")
    draft.email = fields.text("email", isNullable: true)
    draft.role = fields.text("role")
    draft.state = fields.text("state")
    draft.mustChangePassword = fields.flag("mustChangePassword")
    draft.erpLogin = fields.text("erpLogin")
    return draft
  }

  private func card(_ view: EmployeeView, more: JSON = [:]) -> Response {
    answer(JSON(view).adding(more), version: view.employee.version)
  }
}
