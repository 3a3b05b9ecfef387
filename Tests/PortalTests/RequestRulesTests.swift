import HTTPEngine
import Identity
import Testing

@testable import Portal

@Suite("Who asks, from where, about which version")
struct RequestRulesTests {
  private static let url = PublicURL(scheme: .https, host: "Brama.Example", port: 8443)

  private func headers(_ fields: [(String, String)]) -> Headers {
    Headers(fields.map { .init(name: $0.0, value: $0.1) })
  }

  // MARK: Client address

  @Test(
    "The client is the peer, or the rightmost forwarded entry that is not a listed proxy",
    arguments: [
      // An unlisted peer is the client, whatever it writes.
      ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
      ("10.0.0.1", [], "10.0.0.1"),
      ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
      // What the client wrote itself stands left and proves nothing.
      ("10.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
      ("10.0.0.1", ["1.1.1.1,198.51.100.1 , 10.2.3.4"], "198.51.100.1"),
      ("10.0.0.1", ["1.1.1.1", "198.51.100.1", "10.2.3.4"], "198.51.100.1"),
      // All listed: the farthest of them.
      ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
      // What is no address ends the walk at the last known hop.
      ("10.0.0.1", ["1.1.1.1, unknown"], "10.0.0.1"),
      ("10.0.0.1", ["1.1.1.1, unknown, 10.0.0.2"], "10.0.0.2"),
      ("10.0.0.1", [""], "10.0.0.1"),
      // One address has one name.
      ("::ffff:10.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
      ("2001:db8::1", ["2001:DB8:0:0:0:0:0:99"], "2001:db8::99"),
      ("10.0.0.1", ["2001:0db9:0::1"], "2001:db9::1"),
      // Some proxies write the port, too.
      ("10.0.0.1", ["203.0.113.7:5123"], "203.0.113.7"),
      ("10.0.0.1", ["1.1.1.1, 203.0.113.7:65535 , 10.2.3.4:80"], "203.0.113.7"),
      ("10.0.0.1", ["[2001:db9::1]:443"], "2001:db9::1"),
      ("10.0.0.1", ["[2001:db9::1]"], "2001:db9::1"),
      ("10.0.0.1", ["[::ffff:203.0.113.7]:443"], "203.0.113.7"),
      // What only looks like that is no address.
      ("10.0.0.1", ["203.0.113.7:"], "10.0.0.1"),
      ("10.0.0.1", ["203.0.113.7:65536"], "10.0.0.1"),
      ("10.0.0.1", ["203.0.113.7:+80"], "10.0.0.1"),
      ("10.0.0.1", ["203.0.113.7:80:80"], "10.0.0.1"),
      ("10.0.0.1", ["[203.0.113.7]:80"], "10.0.0.1"),
      ("10.0.0.1", ["[2001:db9::1"], "10.0.0.1"),
      ("10.0.0.1", ["[2001:db9::1]443"], "10.0.0.1"),
      ("10.0.0.1", ["[2001:db9::1]:"], "10.0.0.1"),
      ("10.0.0.1", [":80"], "10.0.0.1"),
    ] as [(String, [String], String)])
  func clientAddress(peer: String, forwarded: [String], expected: String) {
    let proxies = ["10.0.0.0/8", "2001:db8::1"].compactMap(AddressRange.init)
    let address = ClientAddress.of(
      .internet(address: peer), headers: headers(forwarded.map { ("X-Forwarded-For", $0) }),
      trusting: proxies)
    #expect(address == expected)
  }

  @Test("Without listed proxies X-Forwarded-For says nothing; the Unix socket is local")
  func untrusted() {
    let fields = headers([("x-forwarded-for", "198.51.100.1")])
    #expect(
      ClientAddress.of(.internet(address: "10.0.0.1"), headers: fields, trusting: [])
        == "10.0.0.1")
    #expect(ClientAddress.of(.local(user: 0, process: 1), headers: fields, trusting: []) == "local")
  }

  @Test(
    "A range is an address, or an address and a length that fits it",
    arguments: [
      ("10.0.0.0/8", true), ("10.0.0.1", true), ("0.0.0.0/0", true), ("::/0", true),
      ("2001:db8::/33", true), ("10.0.0.0/33", false), ("::/129", false), ("10.0.0.0/", false),
      ("10.0.0.0/-1", false), ("10.0.0/8", false), ("", false), ("/8", false), ("x", false),
      ("10.0.0.1 ", false), ("::1%lo", false),
    ])
  func ranges(text: String, isRange: Bool) {
    #expect((AddressRange(text) != nil) == isRange)
  }

  @Test("A range holds what shares its first bits, and nothing of the other family")
  func rangeBits() throws {
    let range = try #require(AddressRange("192.0.2.128/25"))
    #expect(range.contains(try #require(IPAddress("192.0.2.200"))))
    #expect(!range.contains(try #require(IPAddress("192.0.2.127"))))
    let all = try #require(AddressRange("0.0.0.0/0"))
    #expect(all.contains(try #require(IPAddress("::ffff:1.2.3.4"))))
    #expect(!all.contains(try #require(IPAddress("::1"))))
  }

  // MARK: Tokens

  private func token(_ fields: [(String, String)]) -> String? {
    PresentedToken(headers(fields), publicURL: Self.url).secret.flatMap { $0.withText { $0 } }
  }

  @Test(
    "A bearer token is one field, the scheme in any case",
    arguments: [
      (["Bearer abc_-9"], "abc_-9"), (["bearer abc"], "abc"), (["BEARER   abc"], "abc"),
      (["Bearer"], nil), (["Bearer "], nil), (["Bearer a b"], nil), (["Basic abc"], nil),
      (["Bearerabc"], nil), (["Bearer a", "Bearer a"], nil), ([" Bearer abc"], nil),
      (["Bearer " + String(repeating: "a", count: 129)], nil), (["Bearer a,b"], nil),
    ] as [([String], String?)])
  func bearer(fields: [String], expected: String?) {
    #expect(token(fields.map { ("Authorization", $0) }) == expected)
  }

  private static let own = ("Origin", "https://brama.example:8443")

  @Test(
    "The cookie counts only with the Origin of the public URL, or Sec-Fetch-Site without Origin",
    arguments: [
      ([own], true), ([("Sec-Fetch-Site", "same-origin")], true),
      ([], false), ([("Origin", "https://brama.example")], false),
      ([("Origin", "http://brama.example:8443")], false), ([("Origin", "null")], false),
      ([("Origin", "https://evil.example"), ("Sec-Fetch-Site", "same-origin")], false),
      ([own, own], false), ([("Sec-Fetch-Site", "same-site")], false),
      ([("Sec-Fetch-Site", "none")], false), ([("Sec-Fetch-Site", "cross-site")], false),
      // The Host header never decides anything.
      ([("Host", "brama.example:8443")], false),
    ] as [([(String, String)], Bool)])
  func origin(fields: [(String, String)], counts: Bool) {
    #expect(token([("Cookie", "__Host-brama=abc")] + fields) == (counts ? "abc" : nil))
  }

  @Test(
    "A broken, doubled or huge cookie is no token",
    arguments: [
      (["__Host-brama=abc; other=1"], "abc"), (["other=1;__Host-brama=abc"], "abc"),
      (["other=1", "__Host-brama=abc"], "abc"), (["__Host-brama=abc; __Host-brama=abc"], nil),
      (["__Host-brama=abc", "__Host-brama=def"], nil), (["__Host-brama="], nil),
      (["__Host-brama"], nil), (["__Host-brama=a b"], nil), (["__Host-brama=\"abc\""], nil),
      (["__host-brama=abc"], nil), (["x__Host-brama=abc"], nil), ([";;;=;"], nil),
      (["__Host-brama=" + String(repeating: "a", count: 8192)], nil),
    ] as [([String], String?)])
  func cookie(fields: [String], expected: String?) {
    #expect(token(fields.map { ("Cookie", $0) } + [Self.own]) == expected)
  }

  @Test("An Authorization field that is broken is not made up for by a cookie")
  func headerWins() {
    #expect(
      token([("Authorization", "Basic x"), ("Cookie", "__Host-brama=abc"), Self.own]) == nil)
  }

  // MARK: Versions

  @Test(
    "GEN-12: If-Match names the version that is changed",
    arguments: [
      ([], nil, nil), (["\"3\""], 3, nil), (["*"], nil, nil), (["W/\"3\""], nil, 412),
      (["\"x\""], nil, 412), (["3"], nil, 400), (["\"1\", \"2\""], nil, 400), (["\""], nil, 400),
      (["\"1\"", "\"1\""], nil, 400), ([""], nil, 400), (["\"\""], nil, 412),
    ] as [([String], Int?, Int?)])
  func ifMatch(fields: [String], version: Int?, status: Int?) {
    let headers = headers(fields.map { ("If-Match", $0) })
    do {
      let found = try EntityTag.presented(headers)
      #expect(found == version)
      #expect(status == nil)
    } catch {
      #expect(error.status == status)
    }
    if version == nil, status == nil {
      let error = #expect(throws: Problem.self) { try EntityTag.required(headers) }
      #expect(error?.status == 428)
    }
  }

  // MARK: Media types

  @Test(
    "Only JSON in UTF-8 is taken",
    arguments: [
      ("application/json", true), ("Application/JSON; charset=UTF-8", true),
      ("application/json;charset=\"utf-8\"", true), ("application/json;", true),
      ("application/json; charset=iso-8859-2", false), ("text/json", false), ("", false),
      ("application/x-www-form-urlencoded", false), ("application/json2", false),
      ("application/problem+json", false), ("text/plain", false),
    ])
  func mediaType(field: String, isTaken: Bool) {
    #expect(Call.isJSON(field) == isTaken)
  }

  // MARK: Pace

  @Test(
    "SIGN-16: a refusal leaves at the first multiple of the refusal time that is not over",
    arguments: [(0, 250), (1, 250), (249, 250), (250, 250), (251, 500), (500, 500), (1999, 2000)])
  func pace(elapsed: Int, departure: Int) {
    let pace = Pace(step: Interval(milliseconds: 250))
    #expect(pace.departure(after: .milliseconds(elapsed)) == .milliseconds(departure))
  }
}
