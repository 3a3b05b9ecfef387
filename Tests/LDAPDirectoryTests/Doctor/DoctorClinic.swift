import Identity
import LDAPDirectory
import TestKit

/// One slapd for all examinations of accounts and contents: service accounts that may do too little or
/// too much, and trees in which something is wrong.
struct DoctorClinic: Sendable {
  let slapd: Slapd

  static let shared = Task { try await DoctorClinic() }

  private static let suffix = Slapd.baseDN
  static func service(_ name: String) -> String { "cn=\(name),ou=services,\(suffix)" }

  private static let rules = [
    "to attrs=userPassword by dn.exact=\"\(service("nosy"))\" read by anonymous auth by * none",
    "to dn.subtree=\"ou=people,\(suffix)\" attrs=mail by dn.exact=\"\(service("nomail"))\" search "
      + "by * break",
    "to dn.subtree=\"ou=people,\(suffix)\" attrs=uid by dn.exact=\"\(service("nologin"))\" search "
      + "by * break",
    "to dn.subtree=\"ou=people,\(suffix)\" attrs=entryUUID by dn.exact=\"\(service("noid"))\" "
      + "search by * break",
    "to attrs=member by dn.exact=\"\(service("nomembers"))\" search by * break",
    "to dn.children=\"ou=people,\(suffix)\" by dn.exact=\"\(service("blind"))\" none by * break",
    "to dn.base=\"\(suffix)\" by dn.exact=\"\(service("outsider"))\" none by * break",
    "to * by dn.one=\"ou=services,\(suffix)\" read by * none",
  ]

  private init() async throws {
    let options = Slapd.Options(lockAfter: 5) {
      $0.policy = ["pwdFailureCountInterval": "600"]
      $0.database =
        Self.rules.map { "olcAccess: \($0)" }
        + [
          "olcLimits: dn.exact=\"\(Self.service("limited"))\" size=3",
          "olcLimits: dn.exact=\"\(Self.service("unpaged"))\" size.prtotal=disabled",
        ]
    }
    slapd = try await Slapd.start(options: options)
    let accounts = [
      "nosy", "nomail", "nologin", "noid", "nomembers", "blind", "outsider", "limited", "unpaged",
      "locked", "stale", "reset", "wrong", "guessed",
    ]
    try await slapd.add(
      accounts.map {
        Slapd.record(
          Self.service($0),
          [
            ("objectClass", ["organizationalRole", "simpleSecurityObject"]),
            ("userPassword", [Slapd.servicePassword]),
          ])
      }.joined())
    try await slapd.modify(
      Slapd.change(Self.service("reset"), add: "pwdReset", ["TRUE"])
        + Slapd.change(Self.service("locked"), add: "pwdAccountLockedTime", ["000001010000Z"]))
    try await slapd.modifyRelaxed(
      Slapd.change(Self.service("stale"), replace: "pwdChangedTime", ["20200101000000Z"]))
    try await slapd.add(Self.trees)
    try await slapd.addReferral(
      "ou=far,ou=refers,\(Self.suffix)", to: "ldap://127.0.0.1:9/ou=far,ou=refers,\(Self.suffix)")
  }

  private static func unit(_ name: String) -> String {
    Slapd.record("ou=\(name),\(suffix)", [("objectClass", ["organizationalUnit"])])
  }

  private static func person(
    _ rdn: String, under unit: String, _ login: String?, _ more: [(String, [String])] = []
  ) -> String {
    Slapd.record(
      "\(rdn),ou=\(unit),\(suffix)",
      [
        ("objectClass", ["inetOrgPerson"]), ("cn", ["Jan \(rdn)"]), ("sn", ["Kowalski"]),
        ("givenName", ["Jan"]), ("mail", ["jan@example.test"]),
        ("uid", login.map { [$0] } ?? []),
      ] + more)
  }

  private static let trees =
    ["twins", "nameless", "empty", "refers", "unique", "mixed", "nogroups", "club"].map { unit($0) }
    .joined()
    + person("employeeNumber=1", under: "twins", "jan", [("employeeNumber", ["1"])])
    + person("employeeNumber=2", under: "twins", "JAN", [("employeeNumber", ["2"])])
    + person("uid=ola", under: "nameless", "ola")
    + person("cn=Jan bez loginu", under: "nameless", nil)
    + person("uid=ewa", under: "refers", "ewa") + person("uid=adam", under: "mixed", "adam")
    + person(
      "uid=piotr", under: "mixed", "piotr",
      [("departmentNumber", ["7"]), ("carLicense", ["7"])])
    + person(
      "uid=pawel", under: "mixed", "pawel",
      [("departmentNumber", ["7"]), ("carLicense", ["8"])])
    + person("uid=zofia", under: "club", "zofia")
    + Slapd.record(
      "cn=chór,ou=club,\(suffix)",
      [("objectClass", ["groupOfNames"]), ("member", ["uid=zofia,ou=club,\(suffix)"])])
    + Slapd.record(
      "cn=klub,ou=unique,\(suffix)",
      [
        ("objectClass", ["groupOfUniqueNames"]),
        ("uniqueMember", [Slapd.dn(person: "u1")]),
      ])

  /// A domain on this server.
  func domain(
    as account: String = "brama", password: String = Slapd.servicePassword,
    _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
  ) throws -> DirectoryConfiguration {
    try LDAPDirectoryTests.domain([slapd.ldapsURL], caFile: slapd.caFile) {
      $0.serviceAccount = try ServiceAccount(
        dn: DN(Self.service(account)), password: Secret(password))
      $0.rules.lockout = DirectoryLockout(threshold: 5, window: .seconds(600))
      $0.limits.connectTimeout = .seconds(15)
      try change(&$0)
    }
  }

  /// The same with what an operator calls otherwise.
  func domain(preset change: (inout ServerPreset) throws -> Void) throws -> DirectoryConfiguration {
    try domain {
      var preset = ServerPreset.openLDAP
      try change(&preset)
      $0.kind = .custom(preset)
    }
  }

  static func base(_ unit: String) throws -> DN { try DN("ou=\(unit),\(suffix)") }
}

/// A domain on the clinic's slapd.
func clinic(
  as account: String = "brama", password: String = Slapd.servicePassword,
  _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
) async throws -> DirectoryConfiguration {
  try await DoctorClinic.shared.value.domain(as: account, password: password, change)
}

func clinic(preset change: (inout ServerPreset) throws -> Void) async throws
  -> DirectoryConfiguration
{
  try await DoctorClinic.shared.value.domain(preset: change)
}
