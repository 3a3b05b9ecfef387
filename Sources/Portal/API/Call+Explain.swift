import HTTPEngine
import Identity

extension Call {
  /// What signing in would do for a login, for the `brama` command (`/local/explain`).
  func explainSignIn() async throws -> Response {
    let caller = try caller()
    var fields = try body()
    let login = fields.requiredText("login")
    let company = fields.identifier("company", of: Company.self)
    try fields.finish(unknown: .refused)
    return answer(
      JSON(try await gate.explaining.explain(login: login, company: company, by: caller)))
  }
}

extension JSON {
  init(_ explanation: Explanation) {
    let login = explanation.login.map { login -> JSON in
      [
        "text": .string(login.text), "name": .string(login.name),
        "qualifier": .optional(login.qualifier), "suffix": .optional(login.suffix),
      ]
    }
    let card = explanation.card.map { card -> JSON in
      [
        "id": .string("\(card.id)"), "login": .string(card.login.text), "name": .string(card.name),
        "state": .string(card.state.rawValue), "role": .string(card.role.rawValue),
      ]
    }
    let member = explanation.member.map { member -> JSON in
      [
        "id": .string(member.id.text), "login": .string(member.login),
        "name": .string(member.name), "dn": .string(member.dn),
      ]
    }
    let membership = explanation.membership.map { path -> JSON in
      [
        "way": .string(path.way.rawValue), "path": .list(path.groups) { .string($0) },
        "isByPrimaryGroup": .bool(path.isByPrimaryGroup),
      ]
    }
    self = [
      "login": login ?? .null, "company": .optional(explanation.company?.shownName),
      "owner": .string(explanation.owner.rawValue), "card": card ?? .null,
      "domain": .optional(explanation.domain?.text), "member": member ?? .null,
      "accountProblem": .optional(explanation.accountProblem?.rawValue),
      "group": .optional(explanation.group.map(Self.name)), "membership": membership ?? .null,
      "directoryError": .optional(explanation.directoryError?.rawValue),
      "blockedFor": explanation.blockedFor.map { .integer(Int64($0)) } ?? .null,
      "secondStep": .optional(explanation.secondStep?.rawValue),
      "next": .optional(explanation.next?.rawValue),
      "obstacle": .optional(explanation.obstacle?.rawValue),
      "letIn": .bool(explanation.obstacle == nil),
    ]
  }

  private static func name(_ group: GroupChoice) -> String {
    switch group {
    case .all: "all"
    case .group(_, let name): name
    }
  }
}
