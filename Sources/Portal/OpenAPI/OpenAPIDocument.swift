/// The OpenAPI 3.1 document, built from the routes themselves: a call that is routed is described, and
/// nothing else is. Calls of the command alone are left out; they cannot be reached over TCP.
struct OpenAPIDocument {
  let version: String
  /// The origin of the public URL, `nil` where there is none.
  let server: String?

  var json: JSON {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "Brama",
        "version": .string(version),
        "summary": "Sign-in by LDAP bind, second step, sessions, and their settings.",
        "description": .string(Self.description),
        "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": .string(server ?? "/")]],
      "tags": .list(OperationTag.allCases) {
        ["name": .string($0.rawValue), "description": .string($0.description)]
      },
      "security": [["bearer": []], ["cookie": []]],
      "paths": paths,
      "components": [
        "securitySchemes": [
          "bearer": [
            "type": "http", "scheme": "bearer",
            "description": "The `session.token` of a completed sign-in.",
          ],
          "cookie": [
            "type": "apiKey", "in": "cookie", "name": .string(PresentedToken.cookieName),
            "description": """
            The cookie of the pages. Accepted only when `Origin` is Brama's own or `Sec-Fetch-Site` \
            is `same-origin`; JSON calls never set it.
            """,
          ],
        ],
        "responses": Self.problems,
        "schemas": Schema.components,
      ],
    ]
  }

  private static let description = """
    Errors are `application/problem+json` (RFC 9457) in the language of `Accept-Language` (`pl`, \
    `en`); `type` is stable and one of the enumerated words, texts are for people and may change. \
    A step of a sign-in answers 200 with a `state`; treat a `state` that you do not know as a \
    refusal. Refused sign-ins (401) leave at fixed times after their arrival.
    """

  /// The paths in the order of the routes, each with its methods.
  private var paths: JSON {
    var order: [String] = []
    var items: [String: [JSON.Member]] = [:]
    for route in Route.allCases where !route.isLocal {
      if items[route.template] == nil { order.append(route.template) }
      items[route.template, default: []].append(
        .init(name: route.method.lowercased(), value: route.operation.json(of: route)))
    }
    return .object(order.map { .init(name: $0, value: .object(items[$0] ?? [])) })
  }

  /// One shared answer for each status that a problem can have.
  private static var problems: JSON {
    let statuses = Set(ProblemKind.allCases.map(\.status))
    return .object(
      statuses.sorted().map { status in
        .init(name: "Problem\(status)", value: problem(status))
      })
  }

  private static func problem(_ status: Int) -> JSON {
    let kinds = ProblemKind.allCases.filter { $0.statuses.contains(status) }
    let words = kinds.map { "`\(Problem.typePrefix)\($0.rawValue)`" }.joined(separator: ", ")
    let answer: JSON = [
      "description": .string("\(words)."),
      "content": ["application/problem+json": ["schema": Schema.reference("Problem")]],
    ]
    let seconds: JSON = ["type": "integer", "minimum": 0]
    switch status {
    case 401:
      return answer.adding([
        "headers": [
          "WWW-Authenticate": [
            "description": "`Bearer`, where a session is missing.", "schema": ["type": "string"],
          ]
        ]
      ])
    case 429, 503:
      return answer.adding([
        "headers": [
          "Retry-After": ["description": "Seconds.", "schema": seconds]
        ]
      ])
    default: return answer
    }
  }
}
