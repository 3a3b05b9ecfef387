import HTTPEngine
import Identity
import Messages

/// Domains, their groups and members, for administrators (DOM-11, 12, 16, 17, 30, 31).
extension Call {
  func domains() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    let domains = try await gate.directories.domains(by: caller)
    return answer(["domains": .list(domains) { ["name": .string($0.text)] }])
  }

  func groups() async throws -> Response {
    let caller = try caller()
    var query = try query()
    let search = query.text("search")
    let cursor = query.text("cursor")
    let domain = parameters["name"] ?? ""
    try await query.finish(unknown: .refused) {
      try await gate.directories.faults(in: domain, group: nil, search: search, by: caller)
    }
    let page = try await gate.directories.groups(
      of: domain, search: search, cursor: cursor, by: caller)
    var groups = page.elements.map {
      ["id": .string($0.id.text), "name": .string($0.name)] as JSON
    }
    // DOM-07: "All" stands at the top of the list, that is of its first page.
    if cursor == nil, search == nil {
      groups.insert(["id": "all", "name": .string(catalogue.text(Label.allMembers))], at: 0)
    }
    return answer(listing("groups", groups, page))
  }

  func members() async throws -> Response {
    let caller = try caller()
    var query = try query()
    let group = query.text("group")
    let search = query.text("search")
    let cursor = query.text("cursor")
    let domain = parameters["name"] ?? ""
    try await query.finish(unknown: .refused) {
      try await gate.directories.faults(in: domain, group: group, search: search, by: caller)
    }
    let page = try await gate.directories.members(
      of: domain, group: group, search: search, cursor: cursor, by: caller)
    let members = page.elements.map {
      [
        "id": .string($0.id.text), "login": .string($0.login), "name": .string($0.name),
        "email": .optional($0.email),
      ] as JSON
    }
    return answer(listing("members", members, page))
  }

  private func listing<Element>(_ name: String, _ elements: [JSON], _ page: DirectoryPage<Element>)
    -> JSON
  {
    .object([
      .init(name: name, value: .array(elements)),
      .init(name: "next", value: .optional(page.next?.text)),
      .init(name: "more", value: .bool(page.more)),
    ])
  }
}
