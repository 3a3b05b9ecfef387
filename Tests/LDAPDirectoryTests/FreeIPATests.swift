import Identity
import LDAPDirectory
import TestKit
import Testing

/// FreeIPA as far as its directory goes: 389 Directory Server with FreeIPA's names, its object classes
/// and the memberOf plug-in, which keeps `memberOf` through all levels.
private let server = Task {
  let server = try await DirectoryServer389.start(people: [], groups: [])
  try await server.modify(
    """
    dn: cn=schema
    changetype: modify
    add: attributeTypes
    attributeTypes: ( 2.16.840.1.113730.3.8.3.1 NAME 'ipaUniqueID' EQUALITY caseIgnoreMatch
      SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
    attributeTypes: ( 2.16.840.1.113719.1.301.4.1.1 NAME 'krbPrincipalName' EQUALITY
      caseExactIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )
    attributeTypes: ( 2.16.840.1.113719.1.301.4.6.1 NAME 'krbPrincipalExpiration' EQUALITY
      generalizedTimeMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE )
    attributeTypes: ( 2.16.840.1.113719.1.301.4.37.1 NAME 'krbPasswordExpiration' EQUALITY
      generalizedTimeMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE )
    -
    add: objectClasses
    objectClasses: ( 2.16.840.1.113730.3.8.4.1 NAME 'ipaObject' AUXILIARY MUST ipaUniqueID )
    objectClasses: ( 2.16.840.1.113719.1.301.6.8.1 NAME 'krbPrincipalAux' AUXILIARY MAY
      ( krbPrincipalName $ krbPrincipalExpiration $ krbPasswordExpiration ) )
    objectClasses: ( 2.16.840.1.113730.3.8.4.2 NAME 'ipaUserGroup' AUXILIARY MAY memberOf )

    dn: cn=MemberOf Plugin,cn=plugins,cn=config
    changetype: modify
    replace: nsslapd-pluginEnabled
    nsslapd-pluginEnabled: on

    dn: \(DirectoryServer389.baseDN)
    changetype: modify
    add: objectClass
    objectClass: pilotObject
    -
    add: info
    info: IPA V2.0


    """)
  try await server.restart()
  for (name, more) in [
    ("anna", []), ("ewa", [("krbPrincipalExpiration", ["20200101000000Z"])]),
    ("jan", [("krbPasswordExpiration", ["20200101000000Z"])]), ("ola", []),
  ] as [(String, [(String, [String])])] {
    try await server.add(
      Slapd.record(
        Slapd.dn(person: name),
        [
          (
            "objectClass",
            ["inetOrgPerson", "posixAccount", "ipaObject", "krbPrincipalAux", "nsMemberOf"]
          ),
          ("uid", [name]), ("cn", [name]), ("sn", [name]), ("displayName", ["Full \(name)"]),
          ("uidNumber", ["1000"]), ("gidNumber", ["1000"]), ("homeDirectory", ["/home/\(name)"]),
          ("userPassword", ["Secret-\(name)"]), ("ipaUniqueID", ["id-of-\(name)"]),
          ("krbPrincipalName", ["\(name).principal@EXAMPLE.TEST"]),
        ] + more))
  }
  for (name, members) in [
    ("inner", [Slapd.dn(person: "anna"), Slapd.dn(person: "ewa"), Slapd.dn(person: "jan")]),
    ("outer", [Slapd.dn(group: "inner")]),
  ] {
    try await server.add(
      Slapd.record(
        Slapd.dn(group: name),
        [
          ("objectClass", ["groupOfNames", "ipaUserGroup", "ipaObject", "nsMemberOf"]),
          ("cn", [name]), ("ipaUniqueID", ["id-of-\(name)"]), ("member", members),
        ]))
  }
  return server
}

@Suite("FreeIPA's shape")
struct FreeIPATests {
  private func open() async throws -> LDAPDirectory {
    let server = try await server.value
    return LDAPDirectory(
      configuration: try domain([server.ldapsURL], caFile: server.caFile) { $0.kind = .freeIPA },
      random: TestRandom())
  }

  private func member(_ text: String, _ directory: LDAPDirectory) async throws -> Member {
    try #require(try await directory.member(login: login(text)))
  }

  @Test("it is told from 389 Directory Server, and people are found by ipaUniqueID and principal")
  func names() async throws {
    let directory = try await open()
    let proposal = try await directory.proposedKind()
    #expect(proposal.kind == .freeIPA && proposal.because == "info of the base: IPA V2.0")
    let anna = try await member("anna", directory)
    #expect(anna.id.text == "id-of-anna" && anna.name == "Full anna")
    for text in ["anna@example.test", "anna.principal@example.test", "ANNA.principal@Example.Test"]
    {
      #expect(try await member(text, directory) == anna)
    }
    #expect(try await directory.member(anna.id) == anna)
    await directory.close()
  }

  @Test("memberOf through all levels is not taken for direct membership (DOM-41)")
  func groups() async throws {
    let directory = try await open()
    let groups = try await directory.groups(search: nil, cursor: nil, for: "r").elements
    let outer = try #require(groups.first { $0.name == "outer" })
    let choice = GroupChoice.group(outer.id, name: "outer")
    let anna = try await member("anna", directory)
    let ola = try await member("ola", directory)
    #expect(
      try await directory.verify(anna, password: Secret("Secret-anna"), group: choice)
        == .verified(VerifiedBind(member: anna)))
    #expect(
      try await directory.verify(ola, password: Secret("Secret-ola"), group: choice) == .notInGroup)
    let membership = try #require(try await directory.membership(of: anna, in: choice))
    #expect(membership.way == .nested)
    #expect(membership.path == (try ["inner", "outer"].map { try DN(Slapd.dn(group: $0)) }))
    let page = try await directory.members(of: choice, search: nil, cursor: nil, for: "r")
    #expect(Set(page.elements.map(\.login)) == ["anna", "ewa", "jan"])
    #expect(try await directory.present([anna.id, ola.id], in: choice) == [anna.id])
    await directory.close()
  }

  @Test("an account at its end is of no use; an old password is told after the right one (DOM-43)")
  func states() async throws {
    let server = try await server.value
    let directory = try await open()
    let ewa = try await member("ewa", directory)
    #expect(ewa.unusable == .expired)
    #expect(
      try await directory.verify(ewa, password: Secret("Secret-ewa"), group: .all)
        == .unusable(.expired))
    #expect(try server.bindCount(ewa.dn) == 0)
    let jan = try await member("jan", directory)
    #expect(
      try await directory.verify(jan, password: Secret("Secret-jan"), group: .all)
        == .mustChangePassword(VerifiedBind(member: jan), .expired))
    #expect(
      try await directory.verify(jan, password: Secret("wrong"), group: .all) == .wrongPassword)
    #expect(try await directory.accountState(of: jan) == .passwordExpired)
    #expect(try await directory.present([ewa.id, jan.id], in: .all) == [jan.id])
    await directory.close()
  }
}
