import Testing

@testable import App

@Suite struct ConfigurationValueTests {
  @Test(
    "Listen addresses are IP addresses with a port",
    arguments: [
      ("127.0.0.1:8443", "127.0.0.1:8443"), ("[::1]:0", "[::1]:0"), ("localhost:1", "127.0.0.1:1"),
      ("0.0.0.0:65535", "0.0.0.0:65535"), ("8443", nil), (":8443", nil), ("::1:8443", nil),
      ("127.0.0.1", nil), ("127.0.0.1:65536", nil), ("127.0.0.1:-1", nil), ("127.0.0.1:+1", nil),
      ("127.0.0.1:01", nil), ("127.0.0.1: 1", nil), ("example.com:1", nil), ("[127.0.0.1]:1", nil),
      ("[::1]", nil), ("[::1%lo]:1", nil), ("127.0.0.1\0:1", nil), ("127.1:1", nil), ("", nil),
    ] as [(String, String?)])
  func listenAddress(text: String, read: String?) {
    #expect(ListenAddress(text)?.description == read)
  }

  @Test(
    "Address ranges have no bits past their prefix",
    arguments: [
      ("10.0.0.0/8", 8), ("10.1.2.3", 32), ("fd00::/8", 8), ("::1", 128), ("0.0.0.0/0", 0),
      ("::/0", 0),
      ("192.168.1.128/25", 25), ("192.168.1.129/25", nil), ("10.0.0.1/8", nil),
      ("10.0.0.0/33", nil),
      ("::/129", nil), ("10.0.0.0/", nil), ("10.0.0.0/8/8", nil), ("10.0.0.0/-1", nil),
      ("10.0/8", nil),
      ("/8", nil), ("", nil), ("fd01::/8", nil), ("10.0.0.0/08", nil),
    ] as [(String, Int?)])
  func range(text: String, length: Int?) {
    #expect(AddressRange(text)?.prefixLength == length)
  }

  @Test(
    "The public address is https and an origin",
    arguments: [
      ("https://login.example.com", "https://login.example.com"),
      ("https://Login.Example.COM/", "https://login.example.com"),
      ("https://a:443", "https://a"), ("https://a:8443/", "https://a:8443"),
      ("https://192.0.2.1", "https://192.0.2.1"),
      ("https://[2001:db8::1]:1", "https://[2001:db8::1]:1"),
      ("HTTPS://a", "https://a"), ("http://a", nil), ("https://", nil), ("https://a/b", nil),
      ("https://a?b", nil), ("https://u@a", nil), ("https://a:0", nil), ("https://a:x", nil),
      ("https://a b", nil), ("https://-a", nil), ("https://a..b", nil), ("https://żółw.pl", nil),
      ("https://[::1", nil), ("https://a#", nil), ("a", nil), ("https://a\r\nb", nil),
    ] as [(String, String?)])
  func publicURL(text: String, origin: String?) {
    #expect(PublicURL(text)?.origin == origin)
  }

  @Test(
    "Directory servers are one of three URLs without anything after the host",
    arguments: [
      ("ldap://a", true), ("ldaps://a:1636/", true), ("LDAP://a", true),
      ("ldapi://%2Frun%2Fs", true),
      ("ldapi:///run/s", true), ("ldap://[::1]:389", true), ("ldap://", false), ("http://a", false),
      ("a", false), ("ldap://a/dc=x", false), ("ldap://a,ldap://b", false),
      ("ldap://a ldap://b", false),
      ("ldap://u@a", false), ("ldapi://", false), ("ldap://a?x", false), ("", false),
    ])
  func servers(text: String, isAllowed: Bool) {
    #expect((TextRule<String>.directoryServer.parse(text) != nil) == isAllowed)
  }

  @Test(
    "A filter is one pair of parentheses around the whole",
    arguments: [
      ("(objectClass=person)", true), ("(&(a=1)(|(b=2)(!(c=3))))", true), ("(cn=a\\28b\\29)", true),
      ("objectClass=person", false), ("(a=1)(b=2)", false), ("(a=1", false), ("((a=1)", false),
      ("(a=1))", false), ("()", false), ("", false), ("(a=\u{0})", false),
    ])
  func filters(text: String, isAllowed: Bool) {
    #expect((TextRule<String>.filter.parse(text) != nil) == isAllowed)
  }

  @Test(
    "An attribute is a name or an OID",
    arguments: [
      ("uid", true), ("entryUUID", true), ("2.5.4.3", true), ("x-y", true), ("", false),
      ("a b", false),
      ("a;binary", false), ("-a", false), (".1", false), ("ą", false), ("a*", false),
      ("a)(b", false),
    ])
  func attributes(text: String, isAllowed: Bool) {
    #expect((TextRule<String>.attribute.parse(text) != nil) == isAllowed)
  }

  @Test("The nearest name is guessed when it is near")
  func nearest() {
    let names = ["log.level", "log.form", "language"]
    #expect(nearestName(to: "log.levl", among: names) == "log.level")
    #expect(nearestName(to: "lagnuage", among: names) == "language")
    #expect(nearestName(to: "certificate", among: names) == nil)
    #expect(nearestName(to: "x", among: []) == nil)
    #expect(editDistance("kitten", "sitting") == 3)
  }
}
