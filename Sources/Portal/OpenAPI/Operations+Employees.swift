import Identity

extension Operation {
  private static let tagged = ["ETag"]
  private static let cursor = Schema.parameter("cursor", "`next` of the page before.")
  private static let limit = Schema.parameter(
    "limit", "How many at most.",
    [
      "type": "integer", "minimum": 1, "maximum": .integer(Int64(Call.pageLimit)),
      "default": .integer(Int64(Call.usualPage)),
    ])

  static func employees(_ route: Route) -> Operation {
    switch route {
    case .employees:
      Operation(
        tag: .employees, summary: "The cards, by login.", access: .administrator,
        query: [
          Schema.parameter("company", "Of one company.", Schema.identifier),
          Schema.parameter("search", "A part of login, name or e-mail."),
          Schema.parameter("role", "Of one role.", Schema.word(Employee.Role.self)),
          Schema.parameter("state", "In one state.", Schema.word(Employee.State.self)),
          Schema.parameter("domain", "Linked with one domain."), cursor, limit,
        ], answer: .init(description: "A page of cards.", schema: "Employees"))
    case .addEmployee:
      Operation(
        tag: .employees, summary: "Add a card.", access: .administrator, body: "EmployeeAddition",
        answer: .init(
          status: 201, description: "Added.", schema: "Employee", headers: tagged + ["Location"]),
        problems: [404, 409])
    case .employee:
      Operation(
        tag: .employees, summary: "One card.", access: .administrator,
        answer: .init(description: "The card.", schema: "Employee", headers: tagged))
    case .changeEmployee:
      Operation(
        tag: .employees, summary: "Change a card.",
        description: "Fields that are not given stay as they are.", access: .administrator,
        ifMatch: .required, body: "EmployeeChange",
        answer: .init(description: "Changed.", schema: "Employee", headers: tagged),
        problems: [409])
    case .removeEmployee:
      Operation(
        tag: .employees, summary: "Remove a card.", access: .administrator,
        answer: .init(status: 204, description: "Removed."), problems: [409, 412])
    case .audit:
      Operation(
        tag: .audit, summary: "The audit log, newest first.", access: .administrator,
        query: [
          Schema.parameter("action", "One kind of event.", Schema.word(AuditAction.self)),
          Schema.parameter("subject", "About one person.", Schema.identifier),
          Schema.parameter("from", "Not before.", Schema.moment),
          Schema.parameter("until", "Before.", Schema.moment),
          Schema.parameter("reason", "With one reason."), cursor, limit,
        ], answer: .init(description: "A page of events.", schema: "AuditEntries"))
    default: link(route)
    }
  }

  private static func link(_ route: Route) -> Operation {
    switch route {
    case .linkMember:
      Operation(
        tag: .employees, summary: "Link a card with a member of a domain.",
        description: "Login, name and e-mail are taken over from the domain.",
        access: .administrator, body: "MemberChoice",
        answer: .init(description: "Linked.", schema: "LinkedEmployee", headers: tagged),
        problems: [409, 412])
    case .refreshMember:
      Operation(
        tag: .employees, summary: "Take name and e-mail over from the domain now.",
        access: .administrator,
        answer: .init(description: "As it is now.", schema: "Employee", headers: tagged),
        problems: [409, 412])
    case .unlinkMember:
      Operation(
        tag: .employees, summary: "Remove the link; a new local password is needed then.",
        access: .administrator,
        answer: .init(description: "Unlinked.", schema: "Employee", headers: tagged),
        problems: [409, 412])
    case .resetSecondFactor:
      Operation(
        tag: .employees, summary: "Forget a person's second factor.",
        description: "Also opens a locked one.", access: .administrator,
        answer: .init(status: 204, description: "Reset."), problems: [409, 412])
    case .issueActivation:
      Operation(
        tag: .employees, summary: "Make a code that lets a person set their password.",
        access: .administrator,
        answer: .init(description: "The code, shown once.", schema: "AccessCode"),
        problems: [409, 412])
    case .employeeSessions:
      Operation(
        tag: .employees, summary: "A person's sessions.", access: .administrator,
        answer: .init(description: "Newest first.", schema: "Sessions"))
    default:
      Operation(
        tag: .employees, summary: "End a person's sessions.", access: .administrator,
        answer: .init(description: "How many were ended.", schema: "Ended"), problems: [409, 412])
    }
  }
}
