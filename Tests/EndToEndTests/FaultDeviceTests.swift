import Foundation
import TestKit
import Testing

/// Lock-out as a weapon, against the running program over a directory that locks accounts.
@Suite struct FaultDeviceTests {
  private static let device = "__Host-brama-device"

  /// The sign-in form of the pages, as a browser with these cookies sends it.
  private func signIn(
    _ password: String, _ cookies: [String: String], on client: FaultClient
  ) throws -> HTTPRawResponse {
    let page = try client.call("GET", "/sign-in", headers: ["Accept": "text/html"])
    let form = try #require(Self.cookies(of: page)["__Host-brama-form"])
    let all = cookies.merging(["__Host-brama-form": form]) { $1 }
    return try client.call(
      "POST", "/sign-in", Array("form-token=\(form)&login=u1&password=\(password)".utf8),
      headers: [
        "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin",
        "Cookie": all.map { "\($0)=\($1)" }.joined(separator: "; "),
      ])
  }

  private static func cookies(of answer: HTTPRawResponse) -> [String: String] {
    var found: [String: String] = [:]
    for field in answer.fields where field.name.lowercased() == "set-cookie" {
      let pair = field.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
      if pair.count == 2 { found[String(pair[0])] = String(pair[1]) }
    }
    return found
  }

  @Test(
    "SIGN-14, DOM-36: strangers' guesses block strangers, while the browser of before signs in, and nobody is locked"
  )
  func lockOut() async throws {
    let slapd = try await Slapd.start(groups: [], options: .init(lockAfter: 5))
    let house = try await FaultHouse.start(
      slapd, more: "[sign_in]\naddress_failures = 100000", domain: "create_cards = true")
    let service = house.service
    let device = try await house.ask { client in
      let answer = try signIn("Secret-u1", [:], on: client)
      #expect(answer.status == 303)
      return try #require(Self.cookies(of: answer)[Self.device], "\(answer.head)")
    }
    let before = try slapd.bindCount(Slapd.dn(person: "u1"))
    let statuses = try await atOnce(100) { number in
      try FaultClient(service).signIn("u1", "guess \(number)").status
    }
    #expect(statuses.count { $0 == 401 } == 3)
    #expect(statuses.count { $0 == 429 } == 97)
    #expect(try slapd.bindCount(Slapd.dn(person: "u1")) - before == 3)
    let forged = (device.first == "A" ? "B" : "A") + device.dropFirst()
    let answers = try await house.ask { client in
      try [[:], [Self.device: forged], [Self.device: device]].map { cookies in
        try signIn("Secret-u1", cookies, on: client).status
      }
    }
    #expect(answers == [429, 429, 303])
    try await service.stop()
    await slapd.stop()
  }
}
