import Foundation
import Identity
import Testing

@testable import LDAPDirectory

/// What entries and answers say of accounts, without a server.
@Suite("Signs of accounts")
struct AccountSignTests {
  private let now = Timestamp(seconds: 1_700_000_000)  // 2023-11-14T22:13:20Z

  private func entry(_ values: [String: [String]]) -> Entry {
    Entry(dn: "cn=x", values: values.mapValues { $0.map { Array($0.utf8) } })
  }

  private func problem(_ kind: DirectoryKind, _ values: [String: [String]]) -> AccountProblem? {
    kind.preset.unusable.problem(entry(values), at: now)
  }

  @Test("objectGUID as text has the order of bytes that Windows shows (DOM-34)")
  func guid() throws {
    // MS-DTYP 2.3.4: the first three fields have their least byte first.
    let bytes: [UInt8] = [
      0x4e, 0x8a, 0x2b, 0x6f, 0xc1, 0x93, 0x0a, 0x4d, 0x8f, 0x5e, 1, 0x23, 0x45, 0x67, 0x89, 0xab,
    ]
    let text = "6f2b8a4e-93c1-4d0a-8f5e-0123456789ab"
    #expect(GUID(bytes: bytes)?.text == text)
    #expect(GUID(text: text)?.bytes == bytes)
    #expect(GUID(text: "{\(text.uppercased())}")?.bytes == bytes)
    for wrong in [
      "", text + "0", String(text.dropLast()), text.replacing("-", with: "0"),
      "g" + text.dropFirst(),
    ] {
      #expect(GUID(text: wrong) == nil)
    }
    #expect(GUID(bytes: Array(bytes.dropLast())) == nil)
    let form = StableIDForm.guid
    #expect(form.id([bytes]) == StableID(text))
    #expect(form.id([[1, 2, 3]]) == nil && form.id([]) == nil)
    let id = try #require(StableID(text))
    #expect(
      form.filter("objectGUID", id).description
        == "(objectGUID=N\\8A+o\\C1\\93\\0AM\\8F^\\01#Eg\\89\\AB)")
    // What is no GUID is nobody's, and never a wider question.
    #expect(
      form.filter("objectGUID", try #require(StableID("*"))).description == "(!(objectClass=*))")
    #expect(StableIDForm(of: "objectguid") == .guid && StableIDForm(of: "entryUUID") == .text)
  }

  @Test("a security id is read and its domain's other entries are named (MS-DTYP 2.4.2.2)")
  func sid() throws {
    let domain: [UInt8] = [21, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    let bytes: [UInt8] = [1, 5, 0, 0, 0, 0, 0, 5] + domain + [0x4f, 4, 0, 0]
    let sid = try #require(SID(bytes: bytes))
    #expect(sid.relativeID == 1103 && sid.isOfDomain)
    #expect(sid.sibling(513)?.bytes == Array(bytes.dropLast(4)) + [1, 2, 0, 0])
    // S-1-5-32-545: the same in every domain.
    let builtin = try #require(SID(bytes: [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x21, 2, 0, 0]))
    #expect(builtin.relativeID == 545 && !builtin.isOfDomain)
    let wrongs: [[UInt8]] = [
      [], Array(bytes.dropLast()), [1, 0, 0, 0, 0, 0, 0, 5], [2] + Array(bytes.dropFirst()),
    ]
    for wrong in wrongs {
      #expect(SID(bytes: wrong) == nil)
    }
  }

  @Test(
    "moments are read in the forms of RFC 4517, 3.3.13",
    arguments: [
      ("20231114221320Z", 1_700_000_000), ("202311142213Z", 1_699_999_980),
      ("2023111422Z", 1_699_999_200), ("20231114231320+0100", 1_700_000_000),
      ("20231114171320-05", 1_700_000_000), ("20231114221320.0Z", 1_700_000_000),
      ("2023111422.5Z", 1_700_001_000), ("19700101000000Z", 0),
      ("16010101000000Z", -11_644_473_600),
      ("20000229120000Z", 951_825_600),
    ])
  func generalizedTime(_ text: String, _ seconds: Int64) {
    #expect(DirectoryTime.generalized(text) == Timestamp(seconds: seconds))
  }

  @Test(
    "what is no moment is none",
    arguments: [
      "", "2023", "20231114221320", "20231314221320Z", "20231114241320Z", "20231114221320Zx",
      "20231114221320+1", "2023111422132٠Z",
    ])
  func noMoment(_ text: String) { #expect(DirectoryTime.generalized(text) == nil) }

  @Test("Active Directory counts tenths of a microsecond since 1601; 0 and the largest are never")
  func fileTime() {
    #expect(DirectoryTime.fileTime("133444736000000000") == now)
    for never in ["0", "9223372036854775807", "-1", "", "x"] {
      #expect(DirectoryTime.fileTime(never) == nil)
    }
    #expect(DirectoryTime.days("19675") == Timestamp(seconds: 19675 * 86400))
    for never in ["0", "-1", "", "99999999999999999999"] {
      #expect(DirectoryTime.days(never) == nil)
    }
  }

  @Test("Active Directory: disabled and expired accounts are of no use, locked ones are (DOM-43)")
  func activeDirectory() {
    #expect(problem(.activeDirectory, ["useraccountcontrol": ["512"]]) == nil)
    #expect(problem(.activeDirectory, ["useraccountcontrol": ["514"]]) == .disabled)
    #expect(problem(.activeDirectory, ["useraccountcontrol": ["66050"]]) == .disabled)
    for (value, expected) in [
      ("133444736000000000", AccountProblem.expired), ("133444736000010000", nil), ("0", nil),
      ("9223372036854775807", nil), ("131000000000000000", .expired),
    ] {
      #expect(
        problem(.activeDirectory, ["useraccountcontrol": ["512"], "accountexpires": [value]])
          == expected)
    }
    // What passes ends no session.
    #expect(
      problem(
        .activeDirectory,
        ["useraccountcontrol": ["512"], "lockouttime": ["133444736000000000"], "pwdlastset": ["0"]])
        == nil)
    let passing = ServerPreset.activeDirectory.passing
    func state(_ values: [String: [String]]) -> AccountProblem? {
      passing.problem(entry(values), at: now)
    }
    #expect(state(["pwdlastset": ["0"]]) == .passwordMustChange)
    #expect(state(["pwdlastset": ["133444736000000000"]]) == nil)
    #expect(state(["msds-user-account-control-computed": ["16"]]) == .locked)
    #expect(state(["msds-user-account-control-computed": ["8388608"]]) == .passwordExpired)
    #expect(state(["msds-user-account-control-computed": ["0"]]) == nil)
  }

  @Test("OpenLDAP: only the lock without an end is permanent (DOM-43)")
  func openLDAP() {
    let lock = "pwdaccountlockedtime"
    #expect(problem(.openLDAP, [lock: ["000001010000Z"]]) == .disabled)
    #expect(problem(.openLDAP, [lock: ["20231114221300Z"]]) == nil)
    #expect(
      ServerPreset.openLDAP.passing.problem(entry([lock: ["20231114221300Z"]]), at: now) == .locked)
    #expect(problem(.openLDAP, ["pwdendtime": ["20231114221320Z"]]) == .expired)
    #expect(problem(.openLDAP, ["pwdendtime": ["20231114221321Z"]]) == nil)
    #expect(problem(.openLDAP, ["pwdstarttime": ["20231114221321Z"]]) == .notYetValid)
    #expect(problem(.openLDAP, ["pwdstarttime": ["20231114221320Z"]]) == nil)
    #expect(problem(.openLDAP, ["shadowexpire": ["19675"]]) == .expired)
    for never in ["19676", "-1", "0"] {
      #expect(problem(.openLDAP, ["shadowexpire": [never]]) == nil)
    }
  }

  @Test("389 and FreeIPA: an account is off by nsAccountLock, at an end by krbPrincipalExpiration")
  func directoryServer389() {
    for kind in [DirectoryKind.directoryServer389, .freeIPA] {
      #expect(problem(kind, ["nsaccountlock": ["TRUE"]]) == .disabled)
      #expect(problem(kind, ["nsaccountlock": ["true"]]) == .disabled)
      #expect(problem(kind, ["nsaccountlock": ["false"]]) == nil)
      // A lock after wrong passwords, with an end or without.
      for value in ["20231114230000Z", "19700101000000Z"] {
        #expect(problem(kind, ["accountunlocktime": [value]]) == nil)
      }
      #expect(
        kind.preset.passing.problem(entry(["accountunlocktime": ["20231114230000Z"]]), at: now)
          == .locked)
    }
    #expect(problem(.freeIPA, ["krbprincipalexpiration": ["20231114221320Z"]]) == .expired)
    #expect(problem(.freeIPA, ["krbprincipalexpiration": ["20231114221321Z"]]) == nil)
    #expect(problem(.freeIPA, ["krbpasswordexpiration": ["20200101000000Z"]]) == nil)
    #expect(
      ServerPreset.freeIPA.passwordTests.problem(
        entry(["krbpasswordexpiration": ["20200101000000Z"]]), at: now) == .passwordExpired)
  }

  @Test(
    "the number behind “data” says why Active Directory refused a bind (DOM-43)",
    arguments: [
      ("525", nil), ("52e", nil), ("530", AccountProblem.outsideHours), ("531", .notFromHere),
      ("532", .passwordExpired), ("533", .disabled), ("701", .expired),
      ("773", .passwordMustChange), ("775", .locked),
    ])
  func subcodes(_ digits: String, _ problem: AccountProblem?) throws {
    let message =
      "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data \(digits), v1db1"
    #expect(try #require(AccountSubcode(message: message)).problem == problem)
  }

  @Test("other messages say nothing of accounts")
  func noSubcode() {
    for message in [
      "", "data 532", "AcceptSecurityContext error, data ",
      "AcceptSecurityContext error, data 5321",
      "AcceptSecurityContext error, data zz", "Invalid credentials",
    ] { #expect(AccountSubcode(message: message) == nil) }
  }

  @Test("the kind is told from the root DSE")
  func kinds() {
    func proposal(_ root: [String: [String]], info: [String]? = nil) -> DirectoryKind {
      KindProposal(root: entry(root), base: info.map { entry(["info": $0]) }).kind
    }
    let ad = ["supportedcapabilities": ["1.2.840.113556.1.4.1670", "1.2.840.113556.1.4.800"]]
    #expect(proposal(ad) == .activeDirectory)
    #expect(
      proposal(["objectclass": ["top", "OpenLDAProotDSE"]], info: ["x"]) == .openLDAP)
    let ds = ["vendorname": ["389 Project"], "vendorversion": ["389-Directory/2.3.1 B2023.027"]]
    #expect(proposal(ds) == .directoryServer389)
    #expect(proposal(ds, info: ["IPA V2.0"]) == .freeIPA)
    #expect(proposal(ds.merging(["ipatopologypluginversion": ["1.0"]]) { $1 }) == .freeIPA)
    // Active Directory without accounts (AD LDS), and whatever else.
    #expect(proposal(["supportedcapabilities": ["1.2.840.113556.1.4.1851"]]) == .custom)
    #expect(proposal(["vendorname": ["Apache Software Foundation"]]) == .custom)
    let found = KindProposal(root: entry(ds), base: nil)
    #expect(found.because == "vendorVersion: 389-Directory/2.3.1 B2023.027")
  }

  @Test("partitions of the forest without people are passed over, other servers are not (DOM-45)")
  func references() {
    let ignored = IgnoredReferences(.activeDirectory)
    for url in [
      "ldap://kit.test/CN=Configuration,DC=kit,DC=test",
      "ldaps://kit.test/CN=Configuration,DC=kit,DC=test",
      "ldap://DomainDnsZones.kit.test/DC=DomainDnsZones,DC=kit,DC=test??sub",
      "ldap://ForestDnsZones.kit.test/DC=ForestDnsZones,DC=kit,DC=test",
    ] { #expect(ignored.covers(url)) }
    for url in [
      "ldap://child.kit.test/DC=child,DC=kit,DC=test", "ldap://kit.test/",
      "ldap://kit.test", "ldap://kit.test/OU=x,CN=Configuration,DC=kit", "CN=Configuration,DC=kit",
      "ldap://kit.test/CN=Configuration2,DC=kit",
    ] { #expect(!ignored.covers(url)) }
    var preset = ServerPreset.activeDirectory
    preset.ignoredReferences = ["LDAP://child.kit.test/"]
    #expect(IgnoredReferences(preset).covers("ldap://Child.kit.test/DC=child,DC=kit,DC=test"))
  }

  @Test("the dc parts of a name are a name in DNS (RFC 2247)")
  func domainName() throws {
    #expect(try DN("OU=Firma,DC=Kit,DC=test").domainName == "kit.test")
    #expect(try DN("o=firma").domainName == nil)
  }
}
