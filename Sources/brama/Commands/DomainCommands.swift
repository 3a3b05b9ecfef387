import App
import Identity
import Messages

/// `brama domain`: what the configured directories hold, asked of the directories themselves, so that it
/// works without the server, and without the store (CLI-01 to 03). Only `accept-loss` asks the server.
enum DomainCommands {
  static let all = Command.group(
    "domain", "Look into the configured domains",
    [list, groups, members, acceptLoss, DomainConfirmCommand.command, DomainSyncCommand.command])

  private static let domain = Command.Argument(name: "DOMAIN", summary: "the domain's name")
  private static let everything = Command.Option(
    name: "all", summary: "not a first page but all of them, page after page")

  private static let list = Command.command(
    "list", "List the configured domains, and when each locks an account",
    notes: """
      The lock-out is what Brama goes by: as the directory tells it, or, where it does not tell or does
      not answer within a few seconds, as configured.
      """
  ) { context in
    let catalogue = context.catalogue
    let domains = try await BramaApp.lockouts(of: context.configuration())
    var table = Table([
      catalogue.text(Label.domain), catalogue.text(Label.lockout), catalogue.text(Label.source),
    ])
    for domain in domains {
      let lockout = domain.lockout.map {
        CommandMessage.locksAfter(count: $0.threshold, seconds: $0.window.secondsRoundedUp)
      }
      table.add([
        domain.name, catalogue.text(lockout ?? .locksNever),
        catalogue.text(
          domain.source == "directory" ? .toldByDirectory : .toldByConfiguration(domain.failure)),
      ])
    }
    try context.show(["domains": .array(domains.map { json($0) })], table: table)
  }

  private static func json(_ domain: BramaApp.DomainLockout) -> JSON {
    let lockout = domain.lockout.map { lockout -> JSON in
      [
        "threshold": .integer(Int64(lockout.threshold)),
        "window": .integer(Int64(lockout.window.secondsRoundedUp)),
      ]
    }
    return [
      "name": .string(domain.name), "lockout": lockout ?? .null,
      "lockoutFrom": .string(domain.source),
      "directoryError": domain.failure.map { .string($0.rawValue) } ?? .null,
    ]
  }

  private static let groups = Command.command(
    "groups", "List the groups of a domain", arguments: [domain],
    options: [.text("search", "PHRASE", "only groups whose name holds this"), everything]
  ) { context in
    let search = try phrase(context.invocation.value("search"), context)
    try await listing(of: "groups", titles: [.group, .stableID], in: context) { directory, cursor in
      let page = try await directory.groups(search: search, cursor: cursor, for: reader)
      var rows = page.elements.map { group in
        Row(
          cells: [group.name, group.id.text],
          json: ["name": .string(group.name), "id": .string(group.id.text)])
      }
      if cursor == nil, search == nil {
        let name = context.catalogue.text(Label.allMembers)
        rows.insert(Row(cells: [name, "all"], json: ["name": .string(name), "id": "all"]), at: 0)
      }
      return DirectoryPage(elements: rows, next: page.next, more: page.more)
    }
  }

  private static let members = Command.command(
    "members", "List the members of a domain or of a group of it",
    arguments: [
      domain,
      .init(
        name: "PHRASE", summary: "a part of name or login, at least 2 characters", isOptional: true),
    ],
    options: [
      .text("group", "GROUP", "only members of this group: its name or stable id, or “all”"),
      everything,
    ]
  ) { context in
    let search = try phrase(context.invocation.argument("PHRASE"), context)
    let wanted = context.invocation.value("group")
    let titles: [Label] = [.login, .name, .email, .stableID]
    var choice: GroupChoice?
    try await listing(of: "members", titles: titles, in: context) { directory, cursor in
      let group: GroupChoice
      if let choice { group = choice } else { group = try await find(wanted, directory, context) }
      choice = group
      let page = try await directory.members(
        of: group, search: search, cursor: cursor, for: reader)
      let rows = page.elements.map { member in
        Row(
          cells: [member.login, member.name, member.email ?? "", member.id.text],
          json: [
            "login": .string(member.login), "name": .string(member.name),
            "email": member.email.map(JSON.string) ?? .null, "id": .string(member.id.text),
          ])
      }
      return DirectoryPage(elements: rows, next: page.next, more: page.more)
    }
  }

  private static let acceptLoss = Command.command(
    "accept-loss", "Believe the sudden loss of people that stopped the directory check",
    arguments: [domain],
    notes: """
      The check of people who left stops for a domain that suddenly misses more than a fifth of its
      people, and ends no session. After this command the next check ends the sessions of those who
      are still missing. It asks the running server, which alone knows of the loss.
      """
  ) { context in
    let domain = try context.invocation.required("DOMAIN")
    try await context.withAPI { api in
      do {
        let answer = try await api.post(
          "/local/directory-check/accept", ["domain": .string(domain)]
        ).json
        try context.report(
          answer, .lossAccepted(domain: domain, people: Int(answer["people"].integer ?? 0)))
      } catch let failure as CommandFailure where failure.code == .notFound {
        throw CommandFailure(.notFound, context.catalogue.text(.noLossToAccept(domain: domain)))
      }
    }
  }

  /// One line of a listing in both its forms.
  struct Row: Sendable, Equatable {
    let cells: [String]
    let json: JSON
  }

  private typealias Fetch = (any DirectoryListing, DirectoryCursor?) async throws -> DirectoryPage<
    Row
  >

  private static let reader = "command"

  private static func phrase(_ text: String?, _ context: CommandContext) throws -> String? {
    guard let text = text?.trimmed, !text.isEmpty else { return nil }
    guard text.count >= 2 else {
      throw CommandFailure.usage(context.catalogue.text(Fault.phraseTooShort(minimum: 2)))
    }
    return text
  }

  /// Prints one page, or with `--all` every page as it comes: memory stays flat for any directory.
  private static func listing(
    of name: String, titles: [Label], in context: CommandContext, _ fetch: Fetch
  ) async throws {
    let domain = try context.invocation.required("DOMAIN")
    let catalogue = context.catalogue
    let loaded = try context.configuration()
    guard let configured = DomainName(domain),
      let directory = try BramaApp.directory(configured, of: loaded)
    else { throw CommandFailure(.notFound, catalogue.text(Fault.noSuchDomain(domain))) }
    if try await context.unconfirmed([configured], loaded).contains(configured) {
      throw CommandFailure(.directory, catalogue.text(.domainUnavailable(.unconfirmed)))
    }

    var output = ListingOutput(name: name, titles: titles.map { catalogue.text($0) }, context)
    var cursor: DirectoryCursor?
    do {
      repeat {
        let page = try await fetch(directory, cursor)
        cursor = context.invocation.has("all") ? page.next : nil
        try output.add(page.elements)
        if cursor == nil { try output.end(more: page.more || page.next != nil) }
      } while cursor != nil
    } catch let error as DirectoryError {
      throw failure(error, context)
    }
  }

  private static func failure(_ error: DirectoryError, _ context: CommandContext) -> CommandFailure
  {
    if error.code == .noSuchObject, let group = context.invocation.value("group") {
      return CommandFailure(.notFound, context.catalogue.text(Fault.noSuchGroup(group)))
    }
    return CommandFailure(.directory, context.catalogue.text(.domainUnavailable(error.code)))
  }

  /// A group by its name or stable id.
  private static func find(
    _ wanted: String?, _ directory: any DirectoryListing, _ context: CommandContext
  )
    async throws -> GroupChoice
  {
    guard let wanted, wanted != "all" else { return .all }
    let folded = wanted.lowercased()
    let named = try await directory.groups(search: wanted, cursor: nil, for: reader).elements
    if let group = named.first(where: { $0.name.lowercased() == folded }) {
      return .group(group.id, name: group.name)
    }
    guard let id = StableID(wanted), wanted.contains("-") else {
      throw CommandFailure(.notFound, context.catalogue.text(Fault.noSuchGroup(wanted)))
    }
    return .group(id, name: wanted)
  }
}

/// A listing on its way out: a table page by page, or one JSON document written piece by piece.
private struct ListingOutput {
  let name: String
  let titles: [String]
  let context: CommandContext
  private var count = 0

  init(name: String, titles: [String], _ context: CommandContext) {
    self.name = name
    self.titles = titles
    self.context = context
  }

  mutating func add(_ rows: [DomainCommands.Row]) throws {
    if context.wantsJSON {
      var text = ""
      for row in rows {
        text += count == 0 ? "{\"\(name)\": [\n  " : ",\n  "
        text += row.json.text(pretty: false)
        count += 1
      }
      return try Terminal.print(text, terminator: "")
    }
    guard !rows.isEmpty else { return }
    var table = Table(titles)
    for row in rows { table.add(row.cells) }
    let lines = count == 0 ? table.lines : Array(table.lines.dropFirst())
    try Terminal.print(lines.joined(separator: "\n"))
    count += rows.count
  }

  /// - Parameter more: there is more than was listed.
  mutating func end(more: Bool) throws {
    if context.wantsJSON {
      let head = count == 0 ? "{\"\(name)\": [" : "\n"
      return try Terminal.print("\(head)], \"more\": \(more)}")
    }
    if count == 0 { return try context.say(.noneFound) }
    if more { Terminal.complain(context.catalogue.text(.moreFound(limit: count))) }
  }
}
