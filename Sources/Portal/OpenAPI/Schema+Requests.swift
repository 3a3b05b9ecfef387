import Identity

extension Schema {
  /// The bodies of requests.
  static let requests: JSON = [
    "SignIn": object(
      [
        "login": ["type": "string", "minLength": 1],
        "password": ["type": "string", "minLength": 1, "format": "password"],
        "company": [
          "type": ["string", "null"], "description": "The `id` of `GET /companies`.",
        ],
        "client": word(ClientKind.self).adding(["default": "api"]),
        "remember": flag.adding(["default": false]),
      ], optional: ["company", "client", "remember"]),
    "TicketBody": object(["ticket": secret]),
    "TicketAndCode": object(["ticket": secret, "code": code]),
    "TicketAndPassword": object(["ticket": secret, "newPassword": secret]),
    "TicketAndDecision": object(["ticket": secret, "decision": word(ElsewhereDecision.self)]),
    "CodeAndPassword": object(["code": code, "password": secret]),
    "PasswordChange": change(
      [
        "current": secret, "new": secret,
        "code": ["type": ["string", "null"], "description": "With a second factor."],
      ], required: ["current", "new"]),
    "EnrolmentRequest": change(["password": secret, "code": code]),
    "CodeBody": change(["code": code], required: ["code"]),
    "Enforcement": change(["enforced": flag], required: ["enforced"]),
    "DomainUseChange": change(domainUse),
    "CompanyDefinition": change(
      ([
        "name": text,
        "displayName": ["type": ["string", "null"], "description": "Kind `optima` only."],
        "kind": word(Company.Kind.self),
      ] as JSON).adding(domainUse)),
    "EmployeeAddition": change(
      ([
        "company": [
          "type": "string", "format": "uuid",
          "description": "Absent: the installation's own company.",
        ],
        "origin": word(Employee.Origin.self),
      ] as JSON).adding(employee), required: ["login", "name"]),
    "EmployeeChange": change(employee),
    "MemberChoice": change(
      ["domain": text, "member": ["type": "string", "description": "The member's stable id."]],
      required: ["domain", "member"]),
  ]

  private static let code: JSON = ["type": "string", "format": "password"]

  private static let domainUse: JSON = [
    "useDomain": flag, "domain": text,
    "group": ["type": "string", "description": "`all`, or the `id` of a group."],
  ]

  private static let employee: JSON = [
    "login": text, "name": text,
    "email": ["type": ["string", "null"], "description": "`null` removes it."],
    "role": word(Employee.Role.self),
    "state": word(Employee.State.self).adding([
      "description":
        "`anonymised` takes a person's data off the card for good; not for administrators."
    ]),
    "mustChangePassword": [
      "type": "boolean", "description": "Native cards only: at the next sign-in.",
    ],
    "erpLogin": word(Employee.ERPLogin.self).adding([
      "description": "Whose login a cooperating ERP is signed in to with."
    ]),
  ]
}
