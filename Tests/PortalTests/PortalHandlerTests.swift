import Foundation
import Identity
import TestKit
import Testing

@testable import Portal

@Suite("The portal behind the engine")
struct PortalHandlerTests {
  private func request(_ target: String, _ fields: [String] = []) -> String {
    "GET \(target) HTTP/1.1\r\nHost: x\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
  }

  private static func withoutDate(_ response: HTTPRawResponse) -> [String] {
    response.fields.filter { $0.name != "Date" }.map { "\($0.name): \($0.value)" }
  }

  @Test("A session check gives the same answer on the engine's thread and by a task")
  func sameAnswer() async throws {
    let server = try PortalServer(try await PortalHouse())
    let token = try await server.house.administrator()
    try await onOwnThread {
      let client = try HTTPRawClient(port: server.port)
      let direct = try client.exchange(
        request("/api/v1/session", ["Authorization: bearer \(token)"]))
      // A query makes it leave the fast way; an empty one changes nothing else.
      let byTask = try client.exchange(
        request("/api/v1/session?", ["Authorization: Bearer \(token)"]))
      #expect(direct.status == 200)
      #expect(direct.body == byTask.body)
      #expect(Self.withoutDate(direct) == Self.withoutDate(byTask))
      #expect(direct.field("content-security-policy") != nil)
      for refused in [
        ["Authorization: Bearer x"], [],
        ["Authorization: Bearer \(token)", "Authorization: Bearer \(token)"],
      ] {
        let answer = try client.exchange(request("/api/v1/session", refused))
        #expect(answer.status == 401)
        #expect(answer.field("www-authenticate") == "Bearer")
      }
      #expect(try client.exchange(request("/healthz")).text == #"{"status":"up"}"#)
    }
    let sessions = server.house.observations.filter {
      if case .answered(route: "session", _, _) = $0 { true } else { false }
    }
    #expect(sessions.count == 5)
    await server.stop()
  }

  @Test("HEAD is GET without the body; the engine's own refusals carry the security headers")
  func headAndRefusals() async throws {
    let server = try PortalServer(try await PortalHouse())
    try await onOwnThread {
      let client = try HTTPRawClient(port: server.port)
      let head = try client.exchange(
        "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n", isHead: true)
      #expect(head.status == 200)
      #expect(head.field("content-length") == "15")
      let refused = try client.exchange("GET /healthz HTTP/1.1\r\n\r\n")
      #expect(refused.status == 400)
      #expect(refused.field("x-content-type-options") == "nosniff")
      #expect(refused.field("strict-transport-security") != nil)
      client.close()
    }
    await server.stop()
  }

  @Test("Over the Unix socket the caller is the user whom the kernel names")
  func localCaller() async throws {
    let server = try PortalServer(try await PortalHouse())
    try await onOwnThread {
      let client = try HTTPRawClient(unixPath: server.socket)
      let body = #"{"login":"ola","name":"Ola"}"#
      let added = try client.exchange(
        "POST /api/v1/employees HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
      #expect(added.status == 201)
      let audit = try client.exchange(request("/api/v1/audit?action=employee-added"))
      #expect(audit.text.contains(#""caller":{"kind":"command","name":"user-\#(geteuid())"}"#))
      // The pages are not there.
      #expect(try client.exchange(request("/sign-in")).status == 404)
    }
    await server.stop()
  }
}
