import Identity

extension JSON {
  /// A card with what the administrator's page shows beside it; never a password or its hash (GEN-09).
  init(_ view: EmployeeView) {
    let employee = view.employee
    let hasPassword: Bool
    if case .password(let hash) = employee.access {
      hasPassword = hash != nil
    } else {
      hasPassword = false
    }
    let member: JSON =
      employee.link.map {
        [
          "domain": .string($0.domain.text), "id": .string($0.member.text),
          "found": .bool(!employee.memberNotFound),
        ]
      } ?? .null
    self = [
      "id": .string("\(employee.id)"), "company": .string("\(employee.company)"),
      "login": .string(employee.login.text), "name": .string(employee.name),
      "email": .optional(employee.email), "role": .string(employee.role.rawValue),
      "origin": .string(employee.origin.rawValue), "state": .string(employee.state.rawValue),
      "domainSignIn": .bool(employee.link != nil), "domainMember": member,
      "hasPassword": .bool(hasPassword),
      "mustChangePassword": .bool(employee.mustChangePassword),
      "erpLogin": .string(employee.erpLogin.rawValue),
      "secondFactor": [
        "enrolled": .bool(view.isEnrolled), "locked": .bool(view.isSecondFactorLocked),
      ],
      "sessions": .integer(Int64(view.sessions)), "createdAt": .moment(employee.createdAt),
    ]
  }
}
