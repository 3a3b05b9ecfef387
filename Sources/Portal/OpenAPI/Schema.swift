import Identity

/// Schemas of JSON Schema 2020-12 as the document uses them.
enum Schema {
  static let text: JSON = ["type": "string"]
  static let optionalText: JSON = ["type": ["string", "null"]]
  static let flag: JSON = ["type": "boolean"]
  static let count: JSON = ["type": "integer", "minimum": 0]
  static let identifier: JSON = ["type": "string", "format": "uuid"]
  static let optionalIdentifier: JSON = ["type": ["string", "null"], "format": "uuid"]
  static let moment: JSON = ["type": "string", "format": "date-time"]
  static let optionalMoment: JSON = ["type": ["string", "null"], "format": "date-time"]
  static let texts: JSON = ["type": "array", "items": ["type": "string"]]
  /// Never shown again, and never to be logged.
  static let secret: JSON = ["type": "string", "format": "password"]

  static func reference(_ name: String) -> JSON {
    ["$ref": .string("#/components/schemas/\(name)")]
  }

  static func array(of name: String) -> JSON { ["type": "array", "items": reference(name)] }

  static func word<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) -> JSON {
    ["type": "string", "enum": .list(Word.allCases.map(\.rawValue), JSON.string)]
  }

  static func constant(_ word: String) -> JSON { ["type": "string", "const": .string(word)] }

  static func parameter(_ name: String, _ description: String, _ schema: JSON = text) -> JSON {
    [
      "name": .string(name), "in": "query", "description": .string(description), "schema": schema,
    ]
  }

  /// - Parameters:
  ///   - optional: members that may be absent; all others are required.
  ///   - isClosed: a member that is not named is refused.
  static func object(_ properties: JSON, optional: Set<String> = [], isClosed: Bool = false)
    -> JSON
  {
    guard case .object(let members) = properties else { return properties }
    let required = members.map(\.name).filter { !optional.contains($0) }
    var schema: JSON = ["type": "object", "properties": properties]
    if !required.isEmpty {
      schema = schema.adding(["required": .list(required, JSON.string)])
    }
    return isClosed ? schema.adding(["additionalProperties": false]) : schema
  }

  /// A body of a change: every member may be absent, no other is taken.
  static func change(_ properties: JSON, required: Set<String> = []) -> JSON {
    guard case .object(let members) = properties else { return properties }
    let optional = Set(members.map(\.name)).subtracting(required)
    return object(properties, optional: optional, isClosed: true)
  }

  static let components: JSON = requests.adding(answers).adding(problem)

  private static let problem: JSON = [
    "Problem": object(
      [
        "type": [
          "type": "string",
          "enum": .list(
            ["about:blank"] + ProblemKind.allCases.map { Problem.typePrefix + $0.rawValue },
            JSON.string),
        ],
        "title": text, "status": ["type": "integer"], "detail": text,
        "errors": [
          "type": "array",
          "items": object(["field": text, "code": text, "message": text]),
        ],
        "retryAfter": count, "serverTime": moment,
        "uses": ["type": "object", "additionalProperties": count],
      ], optional: ["detail", "errors", "retryAfter", "serverTime", "uses"])
  ]
}
