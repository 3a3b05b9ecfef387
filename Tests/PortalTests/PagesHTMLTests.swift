import Testing

@testable import Portal

@Suite("HTML")
struct PagesHTMLTests {
  @Test("text is escaped wherever it stands")
  func text() {
    let nasty = "<script>alert('x')</script> & \"quotes\""
    let made = element("p", [.value(nasty)]) { nasty }
    #expect(
      made.markup
        == "<p value=\"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quotes&quot;\">"
        + "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quotes&quot;</p>")
  }

  @Test("control characters that HTML forbids become U+FFFD, line ends and tabs stay")
  func controls() {
    #expect(HTML(text: "a\u{0}b\u{1b}c\u{85}d\te\n").markup == "a\u{fffd}b\u{fffd}c\u{fffd}d\te\n")
  }

  @Test("an absent attribute is not written, an empty element without content has no end tag")
  func attributes() {
    #expect(
      element("input", [.required(false), .checked(true), .described(by: [])]).markup
        == "<input checked>")
    #expect(element("span") {}.markup == "<span></span>")
  }

  @Test(
    "only an enrolment address becomes a link to an app",
    arguments: [
      ("otpauth://totp/Brama:anna?secret=A", "otpauth://totp/Brama:anna?secret=A"),
      ("javascript:alert(1)", "#"), ("https://example.com/", "#"), ("", "#"),
    ])
  func enrolmentAddress(uri: String, href: String) {
    let made = element("a", [.href(enrolment: uri)]) { "app" }
    #expect(made.markup == "<a href=\"\(href)\">app</a>")
  }

  @Test("a picture goes along as data, not as mark-up")
  func picture() {
    let made = element("img", [.source(svg: "<svg onload='x'/>")])
    #expect(made.markup == "<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9J3gnLz4=\">")
  }

  @Test("key text is shown in groups of four")
  func groups() {
    #expect(EnrolmentView.inGroups("ABCDEFGHIJ") == "ABCD EFGH IJ")
  }
}
