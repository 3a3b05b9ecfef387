import FoundationEssentials
import Identity
import Messages

/// `brama audit`: reading, checking and shortening the audit log.
enum AuditCommands {
  static let all = Command.group("audit", "The audit log", [list, verify, prune])

  private static let list = Command.command(
    "list", "List events, the newest first",
    options: [
      .init(
        name: "action", value: "ACTION", summary: "only events of this kind",
        values: .oneOf(AuditAction.allCases.map(\.rawValue))),
      .text("subject", "EMPLOYEE", "only events about this card (login or id)"),
      .text("from", "TIME", "not before this moment, as in 2026-11-24 or 2026-11-24T22:00:00Z"),
      .text("until", "TIME", "before this moment"),
      .text("reason", "WORD", "only events with this reason, as in wrong-password"),
      .text("limit", "N", "at most so many events (default 100)"), .company,
    ]
  ) { context in
    let words = context.invocation
    guard let limit = Int(words.value("limit") ?? "100"), limit > 0 else {
      throw CommandFailure.usage("--limit: a number above 0 is expected")
    }
    let from = try moment(words.value("from"), "from")
    let until = try moment(words.value("until"), "until")
    try await context.withAPI { api in
      var query: [(String, String?)] = [
        ("from", from), ("until", until), ("reason", words.value("reason")),
      ]
      query.append(("action", words.value("action")))
      if let subject = words.value("subject") {
        let card = try await api.employee(subject, in: api.company(of: context))
        query.append(("subject", card.json["id"].string))
      }
      var events: [JSON] = []
      var cursor: String?
      repeat {
        let page = try await api.get(
          target("/audit", query + [("limit", String(min(limit, 200))), ("cursor", cursor)])
        ).json
        events += page["entries"].array
        cursor = page["next"].string
      } while cursor != nil && events.count < limit
      events = Array(events.prefix(limit))
      var table = Table(["#", "Time", "Action", "By", "Reason", "Details"])
      for event in events { table.add(row(event)) }
      try context.show(["entries": .array(events)], table: table)
    }
  }

  private static func row(_ event: JSON) -> [String] {
    let personal = event["personal"] == .null ? "" : event["personal"].shown
    let details = event["details"].shown
    return [
      event["sequence"].shown, event["at"].shown, event["action"].shown, caller(event["caller"]),
      event["reason"].shown, [details, personal].filter { !$0.isEmpty }.joined(separator: " "),
    ]
  }

  private static func caller(_ json: JSON) -> String {
    [json["kind"].shown, json["name"].shown].filter { !$0.isEmpty }.joined(separator: ":")
  }

  private static let verify = Command.command(
    "verify", "Check the whole audit log for changed, missing or cut-off lines",
    notes: "Ends with exit code 6 when something is found."
  ) { context in
    try await context.withAPI { api in
      let report = try await api.post("/local/audit/verify").json
      let findings = report["findings"].array
      if context.wantsJSON {
        try context.print(report)
      } else if findings.isEmpty {
        try context.say(.auditIntact(lines: Int(report["lines"].integer ?? 0)))
      }
      guard findings.isEmpty else {
        let texts = findings.map { finding in
          Self.finding(finding).map { context.catalogue.text(.auditFinding($0)) } ?? finding.shown
        }
        throw CommandFailure(.auditBroken, texts.joined(separator: " "))
      }
    }
  }

  private static func finding(_ json: JSON) -> AuditTrail.Finding? {
    switch (json["kind"].string, json["sequence"].integer) {
    case ("broken-at", let line?): .brokenAt(line)
    case ("head-differs", let line?): .headDiffers(line)
    case ("recorded-mismatch", let line?): .recordedMismatch(line)
    case ("head-missing", _): .headMissing
    case ("store-is-older", _):
      if let store = json["storeHead"].integer, let known = json["knownHead"].integer {
        .storeIsOlder(storeHead: store, knownHead: known)
      } else {
        nil
      }
    default: nil
    }
  }

  private static let prune = Command.command(
    "prune", "Remove old lines and leave a signed checkpoint",
    options: [
      .init(
        name: "before", value: "TIME", summary: "everything older than this moment goes",
        isRequired: true)
    ]
  ) { context in
    let before = try moment(context.invocation.value("before"), "before") ?? ""
    try await context.withAPI { api in
      let answer = try await api.post("/local/audit/prune", ["before": .string(before)]).json
      try context.report(answer, .auditPruned(lines: Int(answer["removed"].integer ?? 0)))
    }
  }

  /// A day or a moment, as RFC 3339 in UTC.
  private static func moment(_ text: String?, _ option: String) throws -> String? {
    guard let text else { return nil }
    let whole = text.count == 10 ? "\(text)T00:00:00Z" : text
    guard let moment = Timestamp(rfc3339: whole) else {
      throw CommandFailure.usage(
        "--\(option): “\(text)” is no moment; write 2026-11-24 or 2026-11-24T22:00:00Z")
    }
    return moment.rfc3339
  }
}
