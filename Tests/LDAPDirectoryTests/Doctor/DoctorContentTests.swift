import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("Doctor: service account and contents")
struct DoctorContentTests {
  private static let accounts: [Illness] = [
    Illness("a wrong service password", .bindRefused, remedy: "service_password") {
      try await clinic(as: "wrong", password: "not-it")
    },
    Illness("a service account that is not there", .bindRefused, remedy: "service_dn") {
      try await clinic(as: "nobody")
    },
    Illness("a service name that the schema does not know", .bindBadName, remedy: "DN") {
      try await clinic {
        $0.serviceAccount = try ServiceAccount(
          dn: DN("nosuchattribute=brama,\(Slapd.baseDN)"), password: Secret("x"))
      }
    },
    Illness("a locked service account", .bindLocked, remedy: "Unlock") {
      try await clinic(as: "locked")
    },
    Illness("an expired service password", .bindPasswordExpired, remedy: "new password") {
      try await clinic(as: "stale")
    },
    Illness("a service password that was reset", .bindPasswordMustChange, remedy: "new password") {
      try await clinic(as: "reset")
    },
    Illness("a base that the account may not see", .baseMissing, remedy: "right to read") {
      try await clinic(as: "outsider")
    },
    Illness("people that the account may not see", .peopleHidden, remedy: "people_base") {
      try await clinic(as: "blind")
    },
    Illness("e-mail that the account may not read", .attributeUnreadable, remedy: "right to read") {
      try await clinic(as: "nomail")
    },
    Illness("logins that the account may not read", .loginUnreadable, remedy: "right to read") {
      try await clinic(as: "nologin")
    },
    Illness("ids that the account may not read", .idUnreadable, remedy: "right to read") {
      try await clinic(as: "noid")
    },
    Illness("members that the account may not read", .groupMembersUnreadable, remedy: "members") {
      try await clinic(as: "nomembers")
    },
    Illness("a size limit on the account", .sizeLimitMet, remedy: "size limit") {
      try await clinic(as: "limited")
    },
    Illness("passwords that the account may read", .passwordsReadable, remedy: "userPassword") {
      try await clinic(as: "nosy")
    },
  ]

  @Test("what is wrong with the service account is named (DOM-36)", arguments: accounts)
  func account(_ illness: Illness) async throws { try await illness.check() }

  private static let contents: [Illness] = [
    Illness("a base below no tree of the server", .baseNotHeld, remedy: "trees") {
      try await clinic { $0.baseDN = try DN("dc=other,dc=test") }
    },
    Illness("a base with a slip in its name", .baseMissing, remedy: "Correct base") {
      try await clinic { $0.baseDN = try DN("ou=peple,\(Slapd.baseDN)") }
    },
    Illness("a base that lies on another server", .baseElsewhere, remedy: "holds the tree") {
      try await clinic { $0.baseDN = try DN("ou=far,ou=refers,\(Slapd.baseDN)") }
    },
    Illness(
      "a base of people that is not there", .peopleBaseMissing, .peopleHidden,
      remedy: "people_base"
    ) {
      try await clinic { $0.peopleBase = try DoctorClinic.base("persons") }
    },
    Illness(
      "a base of groups that is not there", .groupBaseMissing, .groupsNone, remedy: "group_base"
    ) {
      try await clinic { $0.groupBase = try DoctorClinic.base("teams") }
    },
    Illness("a member filter of another server", .peopleFilterFindsNobody, remedy: "member_filter")
    {
      try await clinic(preset: { $0.memberFilter = .equal("objectClass", "user") })
    },
    Illness("an empty base of people", .peopleHidden, remedy: "people_base") {
      try await clinic { $0.peopleBase = try DoctorClinic.base("empty") }
    },
    Illness(
      "a member filter that finds groups", .peopleFilterFindsGroups, .peopleWithoutLogin,
      remedy: "Narrow member_filter"
    ) {
      var configuration = try await clinic(preset: {
        $0.memberFilter = .any([
          .equal("objectClass", "inetOrgPerson"), .equal("objectClass", "groupOfNames"),
        ])
      })
      configuration.peopleBase = try DoctorClinic.base("club")
      return configuration
    },
    Illness("a person without a login", .peopleWithoutLogin, remedy: "login") {
      try await clinic { $0.peopleBase = try DoctorClinic.base("nameless") }
    },
    Illness("two people with one login", .duplicateLogins, remedy: "one of the logins") {
      try await clinic { $0.peopleBase = try DoctorClinic.base("twins") }
    },
    Illness("people who lie on another server", .referralsMet, remedy: "Narrow base") {
      try await clinic { $0.peopleBase = try DoctorClinic.base("refers") }
    },
    Illness("a login attribute of another server", .loginMissing, remedy: "login_attribute") {
      try await clinic(preset: { $0.login = "sAMAccountName" })
    },
    Illness("an id attribute of another server", .idMissing, remedy: "entryUUID") {
      try await clinic(preset: { $0.stableID = "nsUniqueId" })
    },
    Illness("an id that changes with the person", .idMayChange, remedy: "entryUUID") {
      try await clinic(preset: { $0.stableID = "uid" })
    },
    Illness("an id that two people share", .idNotUnique, remedy: "entryUUID") {
      var configuration = try await clinic(preset: { $0.stableID = "departmentNumber" })
      configuration.peopleBase = try DoctorClinic.base("mixed")
      return configuration
    },
    Illness("an id in a form that is none", .idWrongForm, remedy: "kind") {
      try await clinic(preset: { $0.stableIDForm = .guid })
    },
    Illness("an e-mail attribute that nobody has", .attributeMissing, remedy: "attribute's name") {
      try await clinic(preset: { $0.mail = "otherMailbox" })
    },
    Illness("a group filter that finds none", .groupsNone, remedy: "group_filter") {
      try await clinic { $0.groupBase = try DoctorClinic.base("nogroups") }
    },
    Illness(
      "groups whose members are in another attribute", .groupMembersElsewhere,
      remedy: "member_attribute"
    ) {
      var configuration = try await clinic(preset: {
        $0.groupKinds = [
          .init(objectClass: "groupOfUniqueNames", member: "member", naming: .distinguishedName)
        ]
      })
      configuration.groupBase = try DoctorClinic.base("unique")
      return configuration
    },
    Illness(
      "a chosen group that is gone", .chosenGroupMissing, remedy: "another group",
      chosen: StableID("00000000-0000-0000-0000-000000000000").map {
        [.group($0, name: "Księgowość")]
      }
    ) {
      try await clinic()
    },
    Illness("memberOf that nobody keeps", .memberOfNotKept, remedy: "member_of_attribute") {
      try await clinic(preset: { $0.memberOf = "memberOf" })
    },
    Illness("the kind of another server", .kindDiffers, remedy: "kind") {
      try await clinic(preset: { $0.kind = .directoryServer389 })
    },
    Illness("a lock-out that Brama does not know of", .lockoutOff, remedy: "threshold") {
      try await clinic {
        $0.lockout.isRead = false
        $0.rules.lockout = nil
      }
    },
    Illness("a lock-out earlier than Brama thinks", .lockoutTooHigh, remedy: "threshold") {
      try await clinic {
        $0.lockout.isRead = false
        $0.rules.lockout = DirectoryLockout(threshold: 6, window: .seconds(600))
      }
    },
    Illness("a window shorter than the directory's", .lockoutWindowShort, remedy: "window") {
      try await clinic {
        $0.lockout.isRead = false
        $0.rules.lockout = DirectoryLockout(threshold: 5, window: .seconds(60))
      }
    },
  ]

  @Test("what is wrong with the contents or their names is named (DOM-11)", arguments: contents)
  func content(_ illness: Illness) async throws { try await illness.check() }

  @Test("two servers with different trees are told (DOM-46)")
  func trees() async throws {
    let usual = try await usualSlapd.value
    try await Illness("two trees", .serversDiffer, remedy: "one domain") {
      try await clinic { $0.servers.append(try ServerAddress(usual.ldapsURL)) }
    }.check()
  }

  @Test("one wrong password is tried once, however many servers there are (DOM-36)")
  func oneWrongBind() async throws {
    let slapd = try await DoctorClinic.shared.value.slapd
    let name = DoctorClinic.service("guessed")
    let before = try slapd.bindCount(name)
    let findings = await DomainExamination(
      try await clinic(as: "guessed", password: "wrong") {
        $0.servers += [try ServerAddress(slapd.ldapURL), try ServerAddress(slapd.ldapiURL)]
      }
    ).run()
    #expect(try slapd.bindCount(name) == before + 1)
    #expect(findings.count { $0.code == .bindRefused } == 1)
    #expect(findings.count { $0.code == .bindNotTried } == 2)
  }

  @Test("a healthy slapd has neither a problem nor a warning, and its chosen group is found")
  func healthy() async throws {
    let slapd = try await DoctorClinic.shared.value.slapd
    let id = try #require(StableID(try await slapd.stableID(Slapd.dn(group: "staff"))))
    let findings = try await expectHealthy(
      try await clinic {
        $0.servers += [try ServerAddress(slapd.ldapURL), try ServerAddress(slapd.ldapiURL)]
      }, chosen: [.group(id, name: "staff")])
    let codes = Set(findings.map(\.code))
    #expect(
      codes.isSuperset(of: [
        .caFileRead, .nameLiteral, .connected, .tlsGood, .rootDSERead, .kindFits, .bindGood,
        .baseFound, .peopleBaseFound, .groupBaseFound, .peopleFound, .attributeRead, .groupsFound,
        .chosenGroupFound, .pagingGood, .lockoutFits, .serversAgree,
      ]))
  }
}
