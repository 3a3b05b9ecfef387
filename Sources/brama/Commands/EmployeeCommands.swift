import Identity
import Messages

/// `brama employee`: cards, their link to a domain member, their way in (CLI-04).
enum EmployeeCommands {
  static let all = Command.group(
    "employee", "Employee cards",
    [add, list, show, set, link, unlink, activate, remove])

  private static let card = Command.Argument(name: "EMPLOYEE", summary: "the card's login or id")
  private static let roles = Command.Values.oneOf(Employee.Role.allCases.map(\.rawValue))
  private static let states = Command.Values.oneOf(Employee.State.allCases.map(\.rawValue))

  private static let add = Command.command(
    "add", "Add an employee card",
    arguments: [.init(name: "LOGIN", summary: "the login")],
    options: [
      .init(name: "name", value: "NAME", summary: "first and last name", isRequired: true),
      .text("email", "ADDRESS", "e-mail address"),
      .init(name: "role", value: "ROLE", summary: "what the person may do", values: roles),
      .company,
    ],
    notes: """
      The card has no password and no link yet: `brama employee activate` lets the person set a
      password, `brama employee link` binds the card to a member of a domain.
      """
  ) { context in
    let login = try context.invocation.required("LOGIN")
    try await context.withAPI { api in
      var body: [String: JSON] = ["login": .string(login)]
      for field in ["name", "email", "role"] {
        if let value = context.invocation.value(field) { body[field] = .string(value) }
      }
      if let company = try await api.company(of: context) { body["company"] = .string(company) }
      let added = try await api.post("/employees", .object(body))
      try context.report(added.json, .employeeAdded(login))
    }
  }

  private static let list = Command.command(
    "list", "List employee cards",
    arguments: [
      .init(name: "PHRASE", summary: "a part of login, name or e-mail", isOptional: true)
    ],
    options: [
      .init(name: "role", value: "ROLE", summary: "only this role", values: roles),
      .init(name: "state", value: "STATE", summary: "only this state", values: states),
      .text("domain", "DOMAIN", "only cards linked to this domain"),
      .company,
    ]
  ) { context in
    try await context.withAPI { api in
      let cards = try await api.employees([
        ("search", context.invocation.argument("PHRASE")),
        ("company", try await api.company(of: context)),
        ("role", context.invocation.value("role")),
        ("state", context.invocation.value("state")),
        ("domain", context.invocation.value("domain")),
      ])
      let titles: [Label] = [.login, .name, .email, .role, .state, .domain]
      var table = Table(titles.map { context.catalogue.text($0) } + ["Id"])
      for card in cards {
        table.add(
          ["login", "name", "email", "role", "state"].map { card[$0].shown }
            + [card["domainMember"]["domain"].shown, card["id"].shown])
      }
      try context.show(["employees": .array(cards)], table: table)
    }
  }

  private static let show = Command.command(
    "show", "Show one employee card", arguments: [card], options: [.company]
  ) { context in
    try await context.withAPI { api in
      let card = try await api.employee(
        context.invocation.required("EMPLOYEE"), in: api.company(of: context))
      try context.show(card.json, fields: context.fields(ofCard: card.json))
    }
  }

  private static let set = Command.command(
    "set", "Change an employee card", arguments: [card],
    options: [
      .text("login", "LOGIN", "the new login"),
      .text("name", "NAME", "first and last name"),
      .text("email", "ADDRESS", "e-mail address; an empty one removes it"),
      .init(name: "role", value: "ROLE", summary: "what the person may do", values: roles),
      .init(name: "state", value: "STATE", summary: "whether the card is in use", values: states),
      .init(
        name: "must-change-password", value: "WISH",
        summary: "whether the next sign-in asks for a new password", values: .oneOf(["on", "off"])),
      .company,
    ]
  ) { context in
    var body: [String: JSON] = [:]
    for field in ["login", "name", "email", "role", "state"] {
      if let value = context.invocation.value(field) { body[field] = .string(value) }
    }
    if let wish = context.invocation.value("must-change-password") {
      body["mustChangePassword"] = .bool(wish == "on")
    }
    guard !body.isEmpty else { throw CommandFailure.usage("nothing to change is given") }
    let changes = body
    try await context.withAPI { api in
      let card = try await api.employee(
        context.invocation.required("EMPLOYEE"), in: api.company(of: context))
      let changed = try await api.patch(path(card), .object(changes), ifMatch: card.etag)
      try context.report(changed.json, .employeeChanged(card.json["login"].shown))
    }
  }

  private static let link = Command.command(
    "link", "Link a card to a member of a domain",
    arguments: [
      card, .init(name: "DOMAIN", summary: "the domain's name"),
      .init(name: "MEMBER", summary: "the member's login or stable id"),
    ],
    options: [.company]
  ) { context in
    let domain = try context.invocation.required("DOMAIN")
    let member = try context.invocation.required("MEMBER")
    try await context.withAPI { api in
      let card = try await api.employee(
        context.invocation.required("EMPLOYEE"), in: api.company(of: context))
      let linked = try await api.put(
        "\(path(card))/domain-member",
        ["domain": .string(domain), "member": .string(api.member(member, of: domain))])
      try context.report(
        linked.json, .memberLinked(member: member, card: card.json["login"].shown))
      try context.sayWarnings(of: linked.json)
    }
  }

  private static let unlink = Command.command(
    "unlink", "Remove a card's link to its domain", arguments: [card], options: [.company]
  ) { context in
    try await context.withAPI { api in
      let card = try await api.employee(
        context.invocation.required("EMPLOYEE"), in: api.company(of: context))
      let unlinked = try await api.delete("\(path(card))/domain-member")
      try context.report(unlinked.json, .memberUnlinked(card: card.json["login"].shown))
    }
  }

  private static let activate = Command.command(
    "activate", "Make a one-time code that lets the person set a password",
    arguments: [card], options: [.company]
  ) { context in
    try await context.withAPI { api in
      let card = try await api.employee(
        context.invocation.required("EMPLOYEE"), in: api.company(of: context))
      let issued = try await api.post("\(path(card))/activation")
      if context.wantsJSON { return try context.print(issued.json) }
      try context.say(
        .activationCodeIssued(login: card.json["login"].shown, validHours: AccessCode.validHours))
      try Terminal.print(issued.json["code"].shown)
    }
  }

  private static let remove = Command.command(
    "remove", "Delete an employee card", arguments: [card], options: [.company]
  ) { context in
    try await context.withAPI { api in
      let card = try await api.employee(
        context.invocation.required("EMPLOYEE"), in: api.company(of: context))
      try await api.delete(path(card))
      try context.report(card.json, .employeeRemoved(card.json["login"].shown))
    }
  }

  private static func path(_ card: API.Document) -> String {
    "/employees/\(card.json["id"].shown)"
  }
}

extension CommandContext {
  /// The document, or the sentence that says what was done.
  func report(_ json: JSON, _ message: CommandMessage) throws {
    if wantsJSON { try print(json) } else { try say(message) }
  }

  /// What was done, but should be known.
  func sayWarnings(of json: JSON) throws {
    guard !wantsJSON else { return }
    for warning in json["warnings"].array { try Terminal.print(warning["message"].shown) }
  }

  func fields(ofCard card: JSON) -> [(String, JSON)] {
    let known: [(Label, JSON)] = [
      (.login, card["login"]), (.name, card["name"]), (.email, card["email"]),
      (.role, card["role"]), (.state, card["state"]), (.origin, card["origin"]),
      (.company, card["company"]), (.domain, card["domainMember"]["domain"]),
      (.member, card["domainMember"]["id"]),
    ]
    return known.map { (catalogue.text($0.0), $0.1) }
      + [
        (catalogue.text(Label.secondFactorTitle), card["secondFactor"]["enrolled"]),
        ("Id", card["id"]),
      ]
  }
}

extension AccessCode {
  static let validHours = Int(lifetime.milliseconds / Interval.hours(1).milliseconds)
}
