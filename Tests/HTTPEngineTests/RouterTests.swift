import HTTPEngine
import Testing

@Suite("Router")
struct RouterTests {
  private let router: Router<String> = {
    var router = Router<String>()
    router.add("GET", "/", "root")
    router.add("GET", "/session", "session")
    router.add("DELETE", "/session", "end session")
    router.add("GET", "/employees/{id}", "employee")
    router.add("PUT", "/employees/{id}/domain-member", "link")
    router.add("GET", "/employees/{employee}/sessions/{session}", "employee's session")
    router.add("GET", "/employees/me", "me")
    router.add("POST", "/employees/me/password", "password")
    router.add("HEAD", "/probe", "head")
    router.add("GET", "/probe", "get")
    return router
  }()

  private func outcome(_ method: String, _ path: String) -> String {
    switch router.match(method: method, path: path) {
    case .found(let route, let parameters):
      ([route] + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        .joined(separator: " ")
    case .methodNotAllowed(let allow): "405 " + allow.joined(separator: ", ")
    case .notFound: "404"
    case .badRequest: "400"
    }
  }

  @Test(
    "a path finds its route, literal segments before parameters",
    arguments: [
      ("GET", "/", "root"), ("GET", "/session", "session"), ("DELETE", "/session", "end session"),
      ("GET", "/employees/7", "employee id=7"), ("GET", "/employees/me", "me"),
      ("PUT", "/employees/me/domain-member", "link id=me"),
      ("GET", "/employees/7/sessions/9", "employee's session employee=7 session=9"),
    ])
  func found(method: String, path: String, expected: String) {
    #expect(outcome(method, path) == expected)
  }

  @Test(
    "what is no route is 404",
    arguments: [
      "", "*", "x", "//", "/session/", "//session", "/Session", "/%73ession", "/employees/",
      "/employees//domain-member", "/employees/7/8", "/session/../session",
    ])
  func notFound(path: String) { #expect(outcome("GET", path) == "404") }

  @Test("a known path with another method is 405 with all that it allows, HEAD with GET")
  func methodNotAllowed() {
    #expect(outcome("POST", "/session") == "405 DELETE, GET, HEAD")
    #expect(outcome("get", "/session") == "405 DELETE, GET, HEAD")
    #expect(outcome("TRACE", "/employees/me") == "405 GET, HEAD")
    #expect(outcome("GET", "/employees/me/password") == "405 POST")
  }

  @Test("HEAD finds the route of GET unless it has its own")
  func head() {
    #expect(outcome("HEAD", "/session") == "session")
    #expect(outcome("HEAD", "/probe") == "head")
    #expect(outcome("GET", "/probe") == "get")
  }

  @Test("a parameter is decoded once, after routing")
  func decoding() {
    #expect(outcome("GET", "/employees/a%2Fb") == "employee id=a/b")
    #expect(outcome("GET", "/employees/a%252Fb") == "employee id=a%2Fb")
    #expect(outcome("GET", "/employees/%C5%BC+x") == "employee id=ż+x")
    #expect(outcome("GET", "/employees/%2e%2e") == "employee id=..")
  }

  @Test(
    "a parameter with a NUL, a broken escape or bytes that are not UTF-8 is 400",
    arguments: ["%00", "a%00b", "%", "%4", "%zz", "%ff", "%C3", "%C0%AF", "%ED%A0%80"])
  func badParameter(segment: String) {
    #expect(outcome("GET", "/employees/\(segment)") == "400")
  }
}
