import HTTPEngine
import Identity
import Testing

@testable import Portal

@Suite("Cookies of the pages")
struct PagesCookiesTests {
  func cookies(_ fields: String...) -> PresentedCookies {
    PresentedCookies(Headers(fields.map { .init(name: "Cookie", value: $0) }))
  }

  @Test("a cookie is found by its exact name among others, blanks aside")
  func finding() {
    let found = cookies("a=1;  __Host-brama=tok_en-1 ; __Host-brama-lang=pl", "b=2")
    #expect(found[.session] == .value("tok_en-1"))
    #expect(found[.language] == .value("pl"))
    #expect(found[.form] == .absent)
    #expect(cookies("__host-brama=x; __Host-bramax=y; x__Host-brama=z")[.session] == .absent)
  }

  @Test(
    "a doubled, empty, overlong or odd cookie is broken",
    arguments: [
      "__Host-brama=a; __Host-brama=b", "__Host-brama=a; __Host-brama=a", "__Host-brama=",
      "__Host-brama=\"a\"", "__Host-brama=a b", "__Host-brama=ł",
      "__Host-brama=" + String(repeating: "x", count: 8192),
    ])
  func broken(field: String) {
    #expect(cookies(field)[.session] == .broken)
  }

  @Test("a cookie doubled over two header fields is broken")
  func doubledFields() {
    #expect(cookies("__Host-brama=a", "__Host-brama=a")[.session] == .broken)
  }

  @Test("cookies are for this host alone, over TLS alone, out of reach of scripts")
  func attributes() {
    #expect(
      PageCookie.session.setting("t", maxAge: 60)
        == "__Host-brama=t; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60")
    #expect(
      PageCookie.step.setting("t")
        == "__Host-brama-step=t; Path=/; Secure; HttpOnly; SameSite=Strict")
    #expect(PageCookie.form.clearing.contains("Max-Age=0"))
  }

  @Test(
    "a step survives the way through its cookie",
    arguments: [
      PageStep.Stage.secondFactor, .enrolment, .passwordChange(.expired, isInDomain: true),
      .passwordChange(.mustChange, isInDomain: false),
      .elsewhere([.desktop, .mobile]),
    ])
  func steps(stage: PageStep.Stage) {
    let step = PageStep(stage, ticket: Secret("tick-et_1"))
    let value = step.cookieValue
    #expect(PageStep(cookie: value) == step)
    #expect(cookies("__Host-brama-step=\(value)")[.step] == .value(value))
  }

  @Test(
    "what is no step is none",
    arguments: [
      "", "x", "second-factor", "second-factor.", "second-factor..", "second-factor.x.t",
      "unknown..t", "password-change..t", "second-factor..t.u",
    ])
  func noStep(value: String) {
    #expect(PageStep(cookie: value) == nil)
  }
}
