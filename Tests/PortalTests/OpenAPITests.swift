import Foundation
import Testing

@testable import Portal

@Suite("The OpenAPI document")
struct OpenAPITests {
  private static let document = OpenAPIDocument(version: "1.2.3", server: nil).json

  @Test("Every routed call that TCP reaches is described, and nothing else")
  func agreesWithRouter() throws {
    var described: Set<String> = []
    guard case .object(let paths)? = Self.document["paths"] else {
      Issue.record("no paths")
      return
    }
    for path in paths {
      guard case .object(let methods) = path.value else { continue }
      for method in methods { described.insert("\(method.name.uppercased()) \(path.name)") }
    }
    let routed = Set(Route.allCases.filter { !$0.isLocal }.map { "\($0.method) \($0.template)" })
    #expect(described == routed)
    // The other way round: the router finds each described call by its own name.
    for route in Route.allCases {
      let path = route.template.replacing("{id}", with: "x").replacing("{name}", with: "y")
      #expect(try Route.match(method: route.method, path: path).route == route)
    }
  }

  @Test("Every reference in it leads somewhere, and every schema and answer is used")
  func references() {
    var used: Set<String> = []
    func walk(_ json: JSON) {
      switch json {
      case .object(let members):
        for member in members {
          if member.name == "$ref", case .string(let target) = member.value { used.insert(target) }
          walk(member.value)
        }
      case .array(let elements): elements.forEach(walk)
      default: break
      }
    }
    walk(Self.document)
    var defined: Set<String> = []
    for kind in ["schemas", "responses"] {
      guard case .object(let members)? = Self.document["components"]?[kind] else { continue }
      for member in members { defined.insert("#/components/\(kind)/\(member.name)") }
    }
    #expect(used.subtracting(defined).isEmpty)
    #expect(
      defined.subtracting(used).filter { !$0.hasPrefix("#/components/responses/") }.isEmpty)
  }

  @Test("It is JSON, and says its version")
  func isJSON() throws {
    let object = try JSONSerialization.jsonObject(with: Data(Self.document.serialized()))
    let root = try #require(object as? [String: Any])
    #expect(root["openapi"] as? String == "3.1.0")
    #expect((root["info"] as? [String: Any])?["version"] as? String == "1.2.3")
  }

  @Test("The calls of the issue's table are there under their fixed names")
  func table() {
    let fixed =
      [
        "POST /sign-in", "POST /sign-in/second-factor", "POST /sign-in/enrolment",
        "POST /sign-in/enrolment/confirm", "POST /sign-in/password", "POST /sign-in/elsewhere",
        "POST /sign-in/activate", "POST /setup", "GET /session", "DELETE /session",
        "GET /sessions", "DELETE /sessions", "DELETE /sessions/{id}", "PUT /me/password",
        "POST /me/second-factor", "POST /me/second-factor/confirm",
        "POST /me/second-factor/disable", "POST /me/recovery-codes", "GET /companies",
        "GET /settings/two-step", "PUT /settings/two-step", "GET /settings/domain",
        "PUT /settings/domain", "GET /settings/companies", "POST /settings/companies",
        "GET /settings/companies/{id}", "PATCH /settings/companies/{id}",
        "DELETE /settings/companies/{id}", "GET /domains", "GET /domains/{name}/groups",
        "GET /domains/{name}/members", "GET /employees", "POST /employees", "GET /employees/{id}",
        "PATCH /employees/{id}", "DELETE /employees/{id}", "PUT /employees/{id}/domain-member",
        "DELETE /employees/{id}/domain-member", "DELETE /employees/{id}/second-factor",
        "POST /employees/{id}/activation", "GET /employees/{id}/sessions",
        "DELETE /employees/{id}/sessions", "GET /audit", "GET /openapi.json",
        // Not in the table: DOM-33 on request.
        "POST /employees/{id}/domain-member/refresh",
      ].map { $0.replacing(" /", with: " /api/v1/") } + ["GET /healthz", "GET /readyz"]
    let routed = Set(Route.allCases.filter { !$0.isLocal }.map { "\($0.method) \($0.template)" })
    #expect(routed.symmetricDifference(fixed).sorted() == [])
  }
}
