internal import Identity

extension ServerPreset {
  /// OpenLDAP with the schemas core, cosine, nis and inetOrgPerson. Set `memberOf` only where the overlay
  /// has kept it for every entry from the beginning.
  public static var openLDAP: ServerPreset {
    var preset = ServerPreset(
      stableID: "entryUUID", login: "uid", principalName: nil, displayNames: ["displayName", "cn"],
      givenName: "givenName", surname: "sn", mail: "mail",
      memberFilter: .equal("objectClass", "inetOrgPerson"),
      groupKinds: [
        GroupKind(objectClass: "groupOfNames", member: "member", naming: .distinguishedName),
        GroupKind(
          objectClass: "groupOfUniqueNames", member: "uniqueMember", naming: .distinguishedName),
        GroupKind(objectClass: "posixGroup", member: "memberUid", naming: .login),
      ],
      groupName: "cn", memberOf: nil,
      unusable: [
        // slapo-ppolicy: locked for ever, by an administrator. Other values are locks after wrong
        // passwords, which pass: the bind tells of them.
        AccountTest("pwdAccountLockedTime", .value("000001010000Z"), .disabled),
        AccountTest("pwdEndTime", .past, .expired),
        AccountTest("pwdStartTime", .future, .notYetValid),
        // shadow(5); the server itself does not look at it.
        AccountTest("shadowExpire", .dayPast, .expired),
      ],
      disabledFilter: nil)
    preset.kind = .openLDAP
    preset.passing = [
      AccountTest("pwdAccountLockedTime", .past, .locked),
      AccountTest("pwdReset", .value("TRUE"), .passwordMustChange),
    ]
    return preset
  }

  /// Active Directory, and Samba as a domain controller.
  public static var activeDirectory: ServerPreset {
    var preset = ServerPreset(
      stableID: "objectGUID", login: "sAMAccountName", principalName: "userPrincipalName",
      displayNames: ["displayName", "cn"], givenName: "givenName", surname: "sn", mail: "mail",
      // SAM_NORMAL_USER_ACCOUNT (MS-SAMR 2.2.1.9): people, and neither computers nor trusts, which are of
      // the class "user" too.
      memberFilter: .equal("sAMAccountType", "805306368"),
      groupKinds: [GroupKind(objectClass: "group", member: "member", naming: .distinguishedName)],
      groupName: "cn", memberOf: "memberOf",
      unusable: [
        AccountTest("userAccountControl", .bits(0x2), .disabled),  // ADS_UF_ACCOUNT_DISABLE
        AccountTest("accountExpires", .fileTimePast, .expired),
      ],
      disabledFilter: nil)
    preset.kind = .activeDirectory
    preset.stableIDForm = .guid
    preset.hasChainRule = true
    preset.hasPrimaryGroups = true
    // MS-ADTS 3.1.1.4.5.17: the server works these bits out for each entry, so they are asked for where
    // one person's state is wanted and in no list.
    preset.passing = [
      AccountTest("msDS-User-Account-Control-Computed", .bits(0x10), .locked),
      AccountTest("pwdLastSet", .value("0"), .passwordMustChange),
      AccountTest("msDS-User-Account-Control-Computed", .bits(0x80_0000), .passwordExpired),
    ]
    // Partitions of the forest without people (MS-ADTS 3.1.1.1.2).
    preset.ignoredPartitions = ["cn=configuration", "dc=domaindnszones", "dc=forestdnszones"]
    return preset
  }

  /// 389 Directory Server. Set `memberOf` only where the plug-in has kept it for every entry.
  public static var directoryServer389: ServerPreset {
    var preset = openLDAP
    preset.kind = .directoryServer389
    preset.stableID = "nsUniqueId"
    // The second is what `dsidm` makes.
    preset.memberFilter = .any([
      .equal("objectClass", "inetOrgPerson"), .equal("objectClass", "nsPerson"),
    ])
    preset.unusable = [
      // By an administrator, or by a role that is switched off.
      AccountTest("nsAccountLock", .value("true"), .disabled)
    ]
    preset.passing = [
      AccountTest("accountUnlockTime", .future, .locked),
      // Until somebody unlocks it, and after an administrator's reset.
      AccountTest("accountUnlockTime", .value("19700101000000Z"), .locked),
      AccountTest("passwordExpirationTime", .value("19700101000000Z"), .passwordMustChange),
      AccountTest("passwordExpirationTime", .past, .passwordExpired),
    ]
    return preset
  }

  /// FreeIPA, which keeps `memberOf` through all levels.
  public static var freeIPA: ServerPreset {
    var preset = directoryServer389
    preset.kind = .freeIPA
    preset.stableID = "ipaUniqueID"
    preset.principalName = "krbPrincipalName"
    // Without the copies in cn=compat, which have no id.
    preset.memberFilter = .all([
      .equal("objectClass", "inetOrgPerson"), .equal("objectClass", "posixAccount"),
      .has("ipaUniqueID"),
    ])
    preset.groupKinds = [
      GroupKind(objectClass: "ipaUserGroup", member: "member", naming: .distinguishedName)
    ]
    preset.memberOf = "memberOf"
    preset.unusable.append(AccountTest("krbPrincipalExpiration", .past, .expired))
    let expired = AccountTest("krbPasswordExpiration", .past, .passwordExpired)
    preset.passing = [AccountTest("accountUnlockTime", .future, .locked), expired]
    // Kerberos refuses such a password; a bind does not always.
    preset.passwordTests = [expired]
    return preset
  }

  /// A server of which nothing is known: OpenLDAP's names, until the operator gives others, and no test
  /// of accounts.
  public static var custom: ServerPreset {
    var preset = openLDAP
    preset.kind = .custom
    preset.unusable = []
    preset.passing = []
    return preset
  }
}
