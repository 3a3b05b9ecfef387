/// How the document describes one call.
struct Operation {
  let tag: OperationTag
  let summary: String
  var description: String?
  var access = Access.session
  /// Parameters of the query.
  var query: [JSON] = []
  /// The version in `If-Match`, where the call takes one.
  var ifMatch = IfMatch.none
  /// The schema of the body, where there is one.
  var body: String?
  var answer: Answer
  /// Statuses of problems beside those that every call can have.
  var problems: Set<Int> = []
  /// The schema of a 503 that is no problem document.
  var unready: String?

  enum Access { case open, session, administrator }
  enum IfMatch { case none, optional, required }

  struct Answer {
    var status = 200
    var description: String
    var schema: String?
    var headers: [String] = []
  }

  func json(of route: Route) -> JSON {
    var members: [JSON.Member] = []
    func add(_ name: String, _ value: JSON) {
      members.append(.init(name: name, value: value))
    }
    add("operationId", .string(route.rawValue))
    add("tags", [.string(tag.rawValue)])
    add("summary", .string(summary))
    if let description { add("description", .string(description)) }
    if access == .open { add("security", []) }
    let parameters = pathParameters(of: route) + query + ifMatchParameter
    if !parameters.isEmpty { add("parameters", .array(parameters)) }
    if let body {
      add(
        "requestBody",
        ["required": true, "content": [Call.mediaType: ["schema": Schema.reference(body)]]])
    }
    add("responses", responses(of: route))
    return .object(members)
  }

  private func pathParameters(of route: Route) -> [JSON] {
    route.template.split(separator: "/").filter { $0.hasPrefix("{") }.map { segment in
      let name = String(segment.dropFirst().dropLast())
      return [
        "name": .string(name), "in": "path", "required": true,
        "schema": name == "id" ? Schema.identifier : Schema.text,
      ]
    }
  }

  private var ifMatchParameter: [JSON] {
    guard ifMatch != .none else { return [] }
    return [
      [
        "name": "If-Match", "in": "header", "required": .bool(ifMatch == .required),
        "description": "The `ETag` of the version that is changed.",
        "schema": ["type": "string", "pattern": #"^"[0-9]+"$"#],
      ]
    ]
  }

  private func responses(of route: Route) -> JSON {
    var success: [JSON.Member] = [
      .init(name: "description", value: .string(answer.description))
    ]
    if !answer.headers.isEmpty {
      success.append(
        .init(
          name: "headers",
          value: .object(answer.headers.map { .init(name: $0, value: Self.header($0)) })))
    }
    if let schema = answer.schema {
      success.append(
        .init(
          name: "content", value: [Call.mediaType: ["schema": Schema.reference(schema)]]))
    }
    var all: [JSON.Member] = [.init(name: String(answer.status), value: .object(success))]
    for status in statuses(of: route).sorted() {
      all.append(.init(name: String(status), value: problem(status)))
    }
    return .object(all)
  }

  private func problem(_ status: Int) -> JSON {
    guard status == 503, let unready else {
      return ["$ref": .string("#/components/responses/Problem\(status)")]
    }
    return [
      "description": "Not ready.",
      "content": [
        Call.mediaType: ["schema": Schema.reference(unready)],
        "application/problem+json": ["schema": Schema.reference("Problem")],
      ],
    ]
  }

  private static func header(_ name: String) -> JSON {
    switch name {
    case "ETag": ["description": "The version, for `If-Match`.", "schema": ["type": "string"]]
    default: ["description": "Where the new thing is.", "schema": ["type": "string"]]
    }
  }

  /// What can go wrong with this call, from what it takes and needs.
  func statuses(of route: Route) -> Set<Int> {
    // Of any request: malformed, too large, a head past its limit, a fault of ours, no capacity.
    var statuses: Set<Int> = [400, 413, 431, 500, 503]
    if body != nil { statuses.formUnion([415, 422]) }
    if body == nil || !query.isEmpty { statuses.insert(422) }
    switch access {
    case .open: break
    case .session: statuses.insert(401)
    case .administrator: statuses.formUnion([401, 403])
    }
    if route.template.contains("{") { statuses.insert(404) }
    switch ifMatch {
    case .none: break
    case .optional: statuses.insert(412)
    case .required: statuses.formUnion([412, 428])
    }
    return statuses.union(problems)
  }
}

enum OperationTag: String, CaseIterable {
  case signIn = "Sign-in"
  case sessions = "Sessions"
  case account = "Own account"
  case settings = "Settings"
  case directories = "Directories"
  case employees = "Employees"
  case audit = "Audit"
  case service = "Service"

  var description: String {
    switch self {
    case .signIn: "The steps from a login to a session."
    case .sessions: "One's own sessions."
    case .account: "One's own password and second factor."
    case .settings: "Companies, the domain and enforcement; administrators only."
    case .directories: "Domains, their groups and members; administrators only."
    case .employees: "Cards, their link to a domain member and their way in; administrators only."
    case .audit: "What happened; administrators only."
    case .service: "Whether Brama is up, and this document."
    }
  }
}

extension ProblemKind {
  /// Every status that the kind is sent with.
  var statuses: Set<Int> {
    switch self {
    case .wrongCode: [401, 422]
    case .notSupported: [417, 501, 505]
    default: [status]
    }
  }
}
