import Identity

/// The table of the keys of a `[domains.NAME]`.
extension ConfigurationKeys {
  static let domain: [ConfigurationKey<DomainConfiguration>] = [
    .choice(
      "kind", \.kind, .openldap,
      "The kind of server; custom: attributes and filters must be named."),
    .list(
      "servers", \.servers, nil, .directoryServer, counts: 1...8,
      example: ["ldap://ldap1.example.com", "ldaps://ldap2.example.com"],
      "Servers in the order they are tried: ldap://, ldaps:// or ldapi://; or srv:DOMAIN alone: by DNS."
    ),
    .text(
      "base", \.base, nil, .distinguishedName, example: "dc=example,dc=com",
      "Where the directory's tree begins."),
    .text(
      "people_base", \.peopleBase, "", .optionalDistinguishedName,
      "Where people are searched; empty: base."),
    .text(
      "group_base", \.groupBase, "", .optionalDistinguishedName,
      "Where groups are searched; empty: base."),
    .text(
      "service_dn", \.serviceDN, nil, .distinguishedName,
      example: "cn=brama,ou=services,dc=example,dc=com",
      "The account that searches; it needs to read only."),
    .secret(
      "service_password", \.servicePassword, exampleFile: "/etc/brama/service-password",
      "The password of that account."),
    .text(
      "ca_file", \.caFile, "", TextRule<String>.path.orEmpty(),
      "PEM file of the authority that signed the servers' certificates; empty: the system's."),
    .boolean(
      "start_tls", \.startTLS, true,
      "StartTLS on ldap:// connections before anything else is said."),
    .boolean(
      "insecure_plain_passwords", \.insecurePlainPasswords, false,
      "Send passwords over unprotected connections. Anyone on the way can read them."),
    .boolean(
      "create_cards", \.createCards, false,
      "Make a card without rights for a member who signs in for the first time."),
    .boolean(
      "login_by_email", \.loginByEmail, false,
      "Accept an e-mail address as a login where it belongs to one person."),
    .list(
      "qualifiers", \.qualifiers, [], .loginPart, counts: 0...16,
      "What people may write before \\ in a login, as in DOMAIN\\name."),
    .list(
      "suffixes", \.suffixes, [], .loginPart, counts: 0...16,
      "What people may write after @ in a login, as in name@example.com."),

    .integer(
      "directory_lockout.threshold", \.directoryLockout.threshold, 5, in: 0...1000,
      "Wrong passwords at which the directory itself locks an account; Brama stops one before. 0: off."
    ),
    .interval(
      "directory_lockout.window", \.directoryLockout.window, 1800, in: 1...2_592_000,
      "Seconds over which the directory counts them."),

    .interval(
      "sync_interval", \.syncInterval, 3600, in: 0...604_800,
      "Seconds between two passes that take changed names, logins and addresses over; 0: off."),

    .text(
      "login_attribute", \.attributes.login, "", .attributeOrNone,
      "The attribute with the login; empty, here and below: what this kind has."),
    .text(
      "principal_name_attribute", \.attributes.principalName, "", .attributeOrNone,
      "The attribute with name@domain, where it is one of its own."),
    .text(
      "id_attribute", \.attributes.id, "", .attributeOrNone,
      "The attribute with an id that survives renaming and moving."),
    .text(
      "name_attribute", \.attributes.name, "", .attributeOrNone,
      "The attribute with the shown name."),
    .text(
      "given_name_attribute", \.attributes.givenName, "", .attributeOrNone,
      "The attribute with the given name."),
    .text(
      "surname_attribute", \.attributes.surname, "", .attributeOrNone,
      "The attribute with the surname."),
    .text(
      "mail_attribute", \.attributes.mail, "", .attributeOrNone,
      "The attribute with the e-mail address."),
    .text(
      "member_filter", \.attributes.memberFilter, "", .optionalFilter,
      "Which entries are people, as in (objectClass=inetOrgPerson)."),
    .text(
      "disabled_filter", \.attributes.disabledFilter, "", .optionalFilter,
      "Which people may not sign in, besides those whom this kind tells; empty: none."),
    .text(
      "group_filter", \.attributes.groupFilter, "", .groupFilter,
      "Which entries are groups, by their class, as in (objectClass=groupOfNames)."),
    .text(
      "member_attribute", \.attributes.member, "", .attributeOrNone,
      "The attribute of a group with its members."),
    .text(
      "member_of_attribute", \.attributes.memberOf, "", .attributeOrNone,
      "The attribute of a person with their groups, kept from the beginning."),
    .list(
      "ignored_references", \.ignoredReferences, [], .plainText, counts: 0...16,
      "Beginnings of URLs of other servers without people or groups; other references are errors."),

    .integer(
      "pool_size", \.poolSize, 8, in: 1...256,
      "Connections to this directory at one time, for each purpose."),
    .interval(
      "connect_timeout", \.connectTimeout, 3, in: 1...300,
      "Seconds for connecting to one server, TLS included."),
    .interval(
      "operation_timeout", \.operationTimeout, 5, in: 1...300,
      "Seconds for one question to the directory."),
    .interval(
      "total_deadline", \.totalDeadline, 8, in: 1...300,
      "Seconds for all the directory's work on one sign-in, all servers together."),
  ]

  /// What `kind = "custom"` has no default for.
  static let namedByCustom = [
    "login_attribute", "id_attribute", "member_filter", "group_filter", "member_attribute",
    "member_of_attribute",
  ]
}
