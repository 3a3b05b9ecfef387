import Testing

@testable import LDAPDirectory

@Suite("Filters, names and addresses")
struct SyntaxTests {
  @Test("a value in a filter is escaped once (RFC 4515, 4; DOM-38)")
  func escaping() {
    #expect(
      Filter.equal("o", "Parens R Us (for all your parenthetical needs)").description
        == "(o=Parens R Us \\28for all your parenthetical needs\\29)")
    #expect(Filter.contains("cn", "*").description == "(cn=*\\2A*)")
    #expect(Filter.equal("filename", "C:\\MyFile").description == "(filename=C:\\5CMyFile)")
    #expect(Filter.equal("bin", bytes: [0, 0, 0, 4]).description == "(bin=\\00\\00\\00\\04)")
    #expect(Filter.equal("sn", "Lučić").description == "(sn=Lu\\C4\\8Di\\C4\\87)")
    #expect(Filter.equal("uid", "\\2a").description == "(uid=\\5C2a)")
    #expect(
      Filter.all([.equal("a", "b"), .any([.has("c"), .not(.equal("d", "e"))])]).description
        == "(&(a=b)(|(c=*)(!(d=e))))")
  }

  @Test(
    "a filter that an operator writes is read and keeps its meaning (RFC 4515, 4)",
    arguments: [
      "(cn=Babs Jensen)", "(!(cn=Tim Howes))",
      "(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))", "(o=univ*of*mich*)",
      "(seeAlso=)", "(cn:caseExactMatch:=Fred Flintstone)", "(cn:=Betty Rubble)",
      "(sn:dn:2.4.6.8.10:=Barney Rubble)", "(o:dn:=Ace Industry)", "(:1.2.3:=Wilma Flintstone)",
      "(:dn:2.4.6.8.10:=Dino)", "(a>=5)", "(a<=5)", "(a~=5)", "(a=*)",
      "(userAccountControl:1.2.840.113556.1.4.803:=2)", "(cn=*\\2A*)", "(1.3.6.1=\\04\\02Hi)",
    ])
  func parsing(_ text: String) throws {
    #expect(try Filter(parsing: text).description.lowercased() == text.lowercased())
  }

  @Test(
    "what is no filter is refused",
    arguments: [
      "", "cn=x", "(cn=x", "(cn=x))", "()", "(&)", "(cn)", "(=x)", "(c n=x)", "(cn=\\2)",
      "(cn=\\zz)", "(cn=a(b)", "(!(a=b)(c=d))", "((a=b))", "(cn=x)y",
      String(repeating: "(!", count: 5000) + "(a=b)" + String(repeating: ")", count: 5000),
    ])
  func badFilter(_ text: String) {
    #expect(throws: InvalidSetting.self) { try Filter(parsing: text) }
  }

  @Test("a value in a name is escaped once (RFC 4514, 4; DOM-38)")
  func names() throws {
    let base = try DN("dc=example,dc=net")
    for (value, text) in [
      ("James \"Jim\" Smith, III", "James \\\"Jim\\\" Smith\\, III"),
      ("Before\rAfter", "Before\\0DAfter"),
      (" #x ", "\\ #x\\ "), ("#x", "\\#x"), ("a+b;c<d>e=f\\g", "a\\+b\\;c\\<d\\>e\\=f\\\\g"),
      ("Lučić", "Lučić"), ("n\u{0}l", "n\\00l"),
    ] {
      let name = base.child("cn", value)
      #expect(name.description == "cn=\(text),dc=example,dc=net")
      // Read again it is the same one entry under the same base.
      let again = try DN(name.description)
      #expect(again == name)
      #expect(again.parts.count == 3)
      #expect(again.parts[0][0].value == Array(value.utf8))
      #expect(again.isInside(base))
    }
  }

  @Test("spellings of one name are equal, other names are not")
  func equality() throws {
    let name = try DN("UID=Jan Kowalski+cn=X,OU=People,DC=example,DC=net")
    for text in [
      "cn=x+uid=jan kowalski,ou=people,dc=example,dc=net",
      "userid=JAN  KOWALSKI + commonName=x , ou = People, dc=Example, 0.9.2342.19200300.100.1.25=net",
      "uid=Jan\\20Kowalski+cn=\\58,ou=people;dc=example,dc=net",
    ] { #expect(try DN(text) == name) }
    for text in [
      "uid=jan kowalski,ou=people,dc=example,dc=net", "uid=jan\\,cn=x,ou=people,dc=example,dc=net",
      "uid=jankowalski+cn=x,ou=people,dc=example,dc=net",
    ] { #expect(try DN(text) != name) }
    #expect(try !DN("dc=example,dc=netx").isInside(DN("dc=example,dc=net")))
    #expect(try !DN("cn=a\\,dc=example,dc=org").isInside(DN("dc=example,dc=org")))
  }

  @Test(
    "what is no name is refused",
    arguments: [
      "x", "=x", "cn=x,", "cn=x,,dc=y", "cn=x+", "c n=x", "cn=\"x\"", "cn=a\\", "cn=a\\g",
      "cn=a<b", "cn=a\u{0}b", "cn=#0", "cn=" + String(repeating: "x", count: 9000),
    ])
  func badName(_ text: String) {
    #expect(throws: InvalidSetting.self) { try DN(text) }
  }

  @Test("whatever bytes come, names and filters are read or refused, and read the same again")
  func anyBytes() throws {
    // Mostly what has a meaning, so that many texts are read.
    let alphabet = Array("acn=,+;\\ #*()&|!<>~:\"2\u{0}ż".unicodeScalars)
    var generator = SystemRandomNumberGenerator()
    var read = 0
    for _ in 0..<20_000 {
      let start = Bool.random(using: &generator) ? "cn=" : "(cn="
      var text = String.UnicodeScalarView(start.unicodeScalars)
      for _ in 0..<Int.random(in: 0..<12, using: &generator) {
        text.append(alphabet.randomElement(using: &generator) ?? "a")
      }
      if let name = try? DN(String(text)) {
        read += 1
        #expect(try DN(DN(parts: name.parts).description) == name, "\(text)")
      }
      if let filter = try? Filter(parsing: String(text) + ")") {
        read += 1
        #expect(try Filter(parsing: filter.description) == filter, "\(text)")
      }
    }
    #expect(read > 1000)
  }

  @Test("addresses of servers are read, and written as libldap reads them")
  func addresses() throws {
    for (url, transport, text) in [
      (
        "ldap://dc.example.test", .tcp(host: "dc.example.test", port: 389),
        "ldap://dc.example.test:389"
      ),
      ("LDAPS://10.0.0.1/", .tls(host: "10.0.0.1", port: 636), "ldaps://10.0.0.1:636"),
      (
        "ldaps://[2001:db8::1]:6360", .tls(host: "2001:db8::1", port: 6360),
        "ldaps://[2001:db8::1]:6360"
      ),
      (
        "ldapi://%2Frun%2Fslapd%20x", .unixSocket(path: "/run/slapd x"),
        "ldapi://%2Frun%2Fslapd%20x"
      ),
    ] as [(String, ServerAddress.Transport, String)] {
      let address = try ServerAddress(url)
      #expect(address.transport == transport)
      #expect(address.description == text)
    }
  }

  @Test(
    "what is no server's address is refused",
    arguments: [
      "", "dc.example.test", "http://x", "ldap://", "ldap://x:0", "ldap://x:65536", "ldap://x:y",
      "ldap://u@x", "ldap://x/dc=a", "ldap://x?y", "ldap://[::1", "ldap://[x]", "ldapi://relative",
      "ldapi://", "ldap://a b", "ldapi://%2F" + String(repeating: "x", count: 120),
    ])
  func badAddress(_ url: String) {
    #expect(throws: InvalidSetting.self) { try ServerAddress(url) }
  }

  @Test("values of a name of ASCII take the short way or the long one to the same key")
  func shortWay() {
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...12)).map { _ in
        Bool.random() ? UInt8.random(in: 0...0x7f) : [0x20, 0x09, 0x41, 0x61].randomElement() ?? 0
      }
      #expect(DN.foldedASCII(bytes) == DN.foldedUnicode(bytes))
    }
  }
}
