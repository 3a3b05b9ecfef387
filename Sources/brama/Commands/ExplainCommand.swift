import Identity
import Messages

/// `brama explain`: what signing in would do for one person, without a password.
enum ExplainCommand {
  static let explain = Command.command(
    "explain", "Say what signing in would do for a login, without a password",
    arguments: [.init(name: "LOGIN", summary: "the login as it would be typed")],
    options: [.company],
    notes: """
      Nothing is tried and nothing is counted; who asked is written into the audit log. It ends with
      0 whether or not the person would be let in: "letIn" of --json tells.
      """
  ) { context in
    let login = try context.invocation.required("LOGIN")
    try await context.withAPI { api in
      var body: [String: JSON] = ["login": .string(login)]
      if let company = try await api.company(of: context) { body["company"] = .string(company) }
      let answer = try await api.post("/local/explain", .object(body)).json
      try context.show(answer, fields: fields(answer, context.catalogue))
    }
  }

  /// Each line that says something, in the order in which signing in goes.
  private static func fields(_ answer: JSON, _ catalogue: Catalogue) -> [(String, JSON)] {
    func row(_ label: ExplanationLabel, _ value: JSON) -> (String, JSON) {
      (catalogue.caption(label), value)
    }
    let login = answer["login"]
    let parts = [login["qualifier"], login["name"], login["suffix"]].compactMap(\.string)
    let owner = answer["owner"].string.flatMap(Explanation.Owner.init)
    let member = answer["member"]
    let obstacle = answer["obstacle"].string.flatMap(SignInObstacle.init)
    let next = answer["next"].string.flatMap(Explanation.Next.init)
    let step = answer["secondStep"].string.flatMap(Explanation.SecondStep.init)
    let verdict =
      obstacle.map { catalogue.caption($0) } ?? next.map { catalogue.caption($0) }
      ?? catalogue.caption(Explanation.Next.session)
    return [
      row(.loginRead, parts.isEmpty ? .null : .string(parts.joined(separator: " | "))),
      row(.company, answer["company"]),
      row(.owner, owner.map { .string(catalogue.caption($0)) } ?? .null),
      row(.card, card(answer["card"])), row(.domain, answer["domain"]),
      row(.entry, member["dn"]), row(.member, member["name"]),
      row(.account, account(answer, catalogue)), row(.group, answer["group"]),
      row(.membership, membership(answer, catalogue)),
      row(.directory, directory(answer, catalogue)),
      row(.block, answer["blockedFor"].integer.map { .string("\($0) s") } ?? .null),
      row(.secondStep, step.map { .string(catalogue.caption($0)) } ?? .null),
      row(.verdict, .string(verdict)),
    ]
  }

  private static func card(_ card: JSON) -> JSON {
    guard let login = card["login"].string else { return .null }
    return .string("\(login) (\(card["name"].shown), \(card["state"].shown))")
  }

  private static func account(_ answer: JSON, _ catalogue: Catalogue) -> JSON {
    guard answer["member"] != .null else { return .null }
    let problem = answer["accountProblem"].string.flatMap(SignInObstacle.init)
    return .string(
      problem.map { catalogue.caption($0) } ?? catalogue.caption(ExplanationLabel.inOrder))
  }

  private static func membership(_ answer: JSON, _ catalogue: Catalogue) -> JSON {
    guard answer["member"] != .null, answer["directoryError"] == .null else { return .null }
    let way = answer["membership"]["way"].string.flatMap(MembershipPath.Way.init)
    let path = answer["membership"]["path"].array.map(\.shown)
    guard let way else { return .string(catalogue.caption(SignInObstacle.notInGroup)) }
    let text = catalogue.caption(way)
    return .string(path.isEmpty ? text : "\(text): " + path.joined(separator: " → "))
  }

  private static func directory(_ answer: JSON, _ catalogue: Catalogue) -> JSON {
    guard let code = answer["directoryError"].string.flatMap(DirectoryError.Code.init) else {
      return .null
    }
    return .string(catalogue.reason(code))
  }
}
