import Foundation
import HTTPEngine
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

  @Test(
    "Only root and Brama's own user are heard on the Unix socket",
    arguments: [
      (0, 990, true), (990, 990, true), (991, 990, false), (1000, 0, false), (0, 0, true),
    ]
      as [(UInt32, UInt32, Bool)])
  func mayCommand(user: UInt32, ownUser: UInt32, isHeard: Bool) {
    #expect(Portal.mayCommand(user, ownUser: ownUser) == isHeard)
  }

  @Test("A command of another user is refused with 403, one from the network too")
  func foreignCommand() async throws {
    let house = try await PortalHouse()
    let other = geteuid() + 1
    func request(_ peer: Peer) -> DetachedRequest {
      DetachedRequest(
        method: "POST", target: "/api/v1/local/setup-code",
        headers: Headers([.init(name: "Accept-Language", value: "pl")]), peer: peer)
    }
    let own = request(.local(user: geteuid(), process: 1))
    #expect(house.portal.commandUser(of: own) == geteuid())
    for peer in [Peer.local(user: other, process: 1), .internet(address: "127.0.0.1")] {
      let foreign = request(peer)
      #expect(house.portal.commandUser(of: foreign) == nil)
      let refused = house.portal.refusal(of: foreign)
      #expect(refused.status == 403)
      #expect(refused.headers.only("x-content-type-options") == "nosniff")
      let text = String(decoding: refused.body, as: UTF8.self)
      #expect(text.contains(#""type":"/problems/forbidden""#))
      #expect(text.contains("Brak uprawnień."))
    }
  }
}
