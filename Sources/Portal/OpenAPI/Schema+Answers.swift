import Identity

extension Schema {
  /// The bodies of answers.
  static let answers: JSON = signInAnswers.adding(settingsAnswers).adding(serviceAnswers)

  private static let signInAnswers: JSON = [
    "SignInAnswer": [
      "oneOf": .list(Array(states.map(\.name)), reference),
      "discriminator": [
        "propertyName": "state",
        "mapping": .object(
          states.map {
            .init(name: $0.state, value: .string("#/components/schemas/\($0.name)"))
          }),
      ],
    ],
    "SignedIn": object(
      [
        "state": constant("signed-in"),
        "session": object(["token": secret, "expiresAt": optionalMoment]),
        "employee": reference("Person"), "recoveryCodes": texts,
      ], optional: ["recoveryCodes"]),
    "PasswordChangeNeeded": object([
      "state": constant("password-change"), "ticket": secret,
      "reason": ["type": "string", "enum": ["must-change", "expired"]],
    ]),
    "SecondFactorNeeded": object(["state": constant("second-factor"), "ticket": secret]),
    "EnrolmentNeeded": object(["state": constant("enrolment"), "ticket": secret]),
    "SignedInElsewhere": object(
      [
        "state": constant("signed-in-elsewhere"), "ticket": secret,
        "clients": ["type": "array", "items": word(ClientKind.self)], "recoveryCodes": texts,
      ], optional: ["recoveryCodes"]),
    "NotSignedIn": object(["state": constant("not-signed-in")]),
    "EnrolmentOffer": object([
      "secret": secret.adding(["description": "Base32."]),
      "uri": ["type": "string", "description": "`otpauth://totp/...`"],
      "qr": ["type": "string", "description": "An SVG document."],
    ]),
    "RecoveryCodes": object(["recoveryCodes": texts]),
    "ShownCompanies": object([
      "companies": ["type": "array", "items": object(["id": identifier, "name": text])]
    ]),
    "Person": object([
      "id": identifier, "login": text, "name": text, "email": optionalText,
      "role": word(Employee.Role.self), "domainSignIn": flag, "enrolled": flag,
    ]),
    "Session": object(session),
    "CurrentSession": object(["session": reference("Session"), "employee": reference("Person")]),
    "OwnSessions": object([
      "sessions": ["type": "array", "items": object(session.adding(["current": flag]))]
    ]),
    "Sessions": object(["sessions": array(of: "Session")]),
    "Ended": object(["ended": count]),
  ]

  private static let states: [(state: String, name: String)] = [
    ("signed-in", "SignedIn"), ("password-change", "PasswordChangeNeeded"),
    ("second-factor", "SecondFactorNeeded"), ("enrolment", "EnrolmentNeeded"),
    ("signed-in-elsewhere", "SignedInElsewhere"), ("not-signed-in", "NotSignedIn"),
  ]

  private static let session: JSON = [
    "id": identifier, "company": identifier, "client": word(ClientKind.self), "address": text,
    "userAgent": optionalText, "remembered": flag, "createdAt": moment, "lastSeenAt": moment,
    "expiresAt": optionalMoment,
  ]

  private static let warnings: JSON = [
    "warnings": ["type": "array", "items": object(["code": text, "message": text])]
  ]

  private static let domainUse: JSON = [
    "useDomain": flag, "domain": optionalText,
    "group": [
      "type": ["string", "null"], "description": "`all`, or the group's stable id.",
    ],
    "groupName": optionalText,
  ]

  private static let settingsAnswers: JSON = [
    "TwoStep": object(
      (["enforced": flag, "notEnrolled": count] as JSON).adding(warnings)),
    "DomainUse": object(domainUse),
    "Company": object(
      ([
        "id": identifier, "name": text, "displayName": optionalText, "shownName": text,
        "kind": word(Company.Kind.self),
      ] as JSON).adding(domainUse)),
    "Companies": object(["companies": array(of: "Company")]),
    "Domains": object(["domains": ["type": "array", "items": object(["name": text])]]),
    "Groups": object([
      "groups": ["type": "array", "items": object(["id": text, "name": text])],
      "next": optionalText, "more": flag,
    ]),
    "Members": object([
      "members": [
        "type": "array",
        "items": object(["id": text, "login": text, "name": text, "email": optionalText]),
      ],
      "next": optionalText, "more": flag,
    ]),
    "Employee": object(employee),
    "LinkedEmployee": object(employee.adding(warnings)),
    "Employees": object(["employees": array(of: "Employee"), "next": optionalText]),
    "AccessCode": object(["code": secret, "expiresAt": moment]),
    "AuditEntries": object([
      "entries": [
        "type": "array",
        "items": object([
          "sequence": count, "at": moment, "action": text,
          "caller": object(["kind": text, "name": text]), "subject": optionalIdentifier,
          "company": optionalIdentifier, "reason": optionalText, "details": textObject,
          "personal": [
            "type": ["object", "null"], "additionalProperties": text,
            "description": "`null` where the person was anonymised.",
          ],
        ]),
      ],
      "next": optionalText,
    ]),
  ]

  private static let textObject: JSON = ["type": "object", "additionalProperties": text]

  private static let employee: JSON = [
    "id": identifier, "company": identifier, "login": text, "name": text, "email": optionalText,
    "role": word(Employee.Role.self), "origin": word(Employee.Origin.self),
    "state": word(Employee.State.self), "domainSignIn": flag,
    "domainMember": [
      "oneOf": [
        ["type": "null"], object(["domain": text, "id": text, "found": flag]),
      ]
    ],
    "hasPassword": flag, "mustChangePassword": flag, "erpLogin": word(Employee.ERPLogin.self),
    "secondFactor": object(["enrolled": flag, "locked": flag]),
    "sessions": count, "createdAt": moment,
  ]

  private static let serviceAnswers: JSON = [
    "Health": object(["status": constant("up")]),
    "Readiness": object([
      "status": ["type": "string", "enum": ["ready", "not-ready"]],
      "store": ["type": "string", "enum": ["up", "down"]],
      "directories": [
        "type": "object",
        "additionalProperties": [
          "type": "string", "enum": ["reachable", "unreachable", "unconfirmed"],
        ],
      ],
    ]),
    "Document": ["type": "object"],
  ]
}
