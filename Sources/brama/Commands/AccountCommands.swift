import Identity
import Messages

/// `brama setup`, `second-factor`, `unblock` and `session`: who may come in, and who is in.
enum AccountCommands {
  static let setup = Command.command(
    "setup", "Make the one-time code that sets the first Administrator's password",
    notes: "The code is valid for 24 hours and void after its use or five wrong tries."
  ) { context in
    try await context.withAPI { api in
      let issued = try await api.post("/local/setup-code")
      if context.wantsJSON { return try context.print(issued.json) }
      try context.say(.setupCodeIssued(validHours: AccessCode.validHours))
      try Terminal.print(issued.json["code"].shown)
    }
  }

  static let secondFactor = Command.group(
    "second-factor", "Two-step verification", [enforce, reset])

  private static let enforce = Command.command(
    "enforce", "Demand two-step verification of everybody, or not, or tell",
    arguments: [
      .init(name: "WISH", summary: "what is wanted", values: .oneOf(["on", "off", "status"]))
    ]
  ) { context in
    let wish = try context.invocation.required("WISH")
    try await context.withAPI { api in
      var status = try await api.get("/settings/two-step")
      if wish != "status" {
        status = try await api.put(
          "/settings/two-step", ["enforced": .bool(wish == "on")], ifMatch: status.etag)
      }
      if context.wantsJSON { return try context.print(status.json) }
      try context.say(status.json["enforced"].bool == true ? .enforcementOn : .enforcementOff)
      try context.say(.notEnrolled(Int(status.json["notEnrolled"].integer ?? 0)))
    }
  }

  private static let reset = Command.command(
    "reset", "Forget a person's second factor, so that they can set up a new one",
    arguments: [.init(name: "LOGIN", summary: "the card's login or id")], options: [.company]
  ) { context in
    try await context.withAPI { api in
      let card = try await api.employee(
        context.invocation.required("LOGIN"), in: api.company(of: context))
      try await api.delete("/employees/\(card.json["id"].shown)/second-factor")
      try context.report(
        ["login": card.json["login"], "reset": true],
        .secondFactorReset(card.json["login"].shown))
    }
  }

  static let unblock = Command.command(
    "unblock", "Forget the wrong passwords and codes that block a login",
    arguments: [.init(name: "LOGIN", summary: "the login as it was typed")], options: [.company]
  ) { context in
    let login = try context.invocation.required("LOGIN")
    try await context.withAPI { api in
      var body: [String: JSON] = ["login": .string(login)]
      if let company = try await api.company(of: context) { body["company"] = .string(company) }
      let answer = try await api.post("/local/unblock", .object(body))
      try context.report(
        answer.json, .unblocked(login: login, count: Int(answer.json["removed"].integer ?? 0)))
    }
  }

  static let session = Command.group("session", "Who is signed in", [list, revoke])

  private static let list = Command.command(
    "list", "List the live sessions",
    arguments: [
      .init(name: "LOGIN", summary: "only of this card (login or id)", isOptional: true)
    ],
    options: [.company]
  ) { context in
    try await context.withAPI { api in
      let sessions: JSON
      var owner = ""
      if let login = context.invocation.argument("LOGIN") {
        let card = try await api.employee(login, in: api.company(of: context))
        owner = card.json["login"].shown
        sessions = try await api.get("/employees/\(card.json["id"].shown)/sessions").json
      } else {
        sessions = try await api.get("/local/sessions").json
      }
      let titles: [Label] = [.login, .clientKind, .address, .startedAt, .lastSeenAt, .endsAt]
      var table = Table(titles.map { context.catalogue.text($0) } + ["Id"])
      for session in sessions["sessions"].array {
        table.add([
          session["employee"]["login"].string ?? owner, session["client"].shown,
          session["address"].shown, session["createdAt"].shown, session["lastSeenAt"].shown,
          session["expiresAt"].shown, session["id"].shown,
        ])
      }
      try context.show(sessions, table: table)
    }
  }

  private static let revoke = Command.command(
    "revoke", "End a session, or all sessions of a person",
    arguments: [.init(name: "SESSION", summary: "the session's id", isOptional: true)],
    options: [.text("of", "LOGIN", "all sessions of this card (login or id)"), .company]
  ) { context in
    let words = context.invocation
    switch (words.argument("SESSION"), words.value("of")) {
    case (let id?, nil):
      guard SessionID(id) != nil else {
        throw CommandFailure(.notFound, context.catalogue.text(.noSuchSession(id)))
      }
      try await context.withAPI { api in
        do { try await api.delete("/local/sessions/\(id.lowercased())") } catch let failure
          as CommandFailure where failure.code == .notFound
        {
          throw CommandFailure(.notFound, context.catalogue.text(.noSuchSession(id)))
        }
        try context.report(["ended": 1], .sessionsEnded(1))
      }
    case (nil, let login?):
      try await context.withAPI { api in
        let card = try await api.employee(login, in: api.company(of: context))
        let ended = try await api.delete("/employees/\(card.json["id"].shown)/sessions").json
        try context.report(ended, .sessionsEnded(Int(ended["ended"].integer ?? 0)))
      }
    default: throw CommandFailure.usage("give a session's id or --of LOGIN, one of the two")
    }
  }
}
