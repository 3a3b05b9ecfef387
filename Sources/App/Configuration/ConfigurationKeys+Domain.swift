import Identity

/// The table of the keys of a `[domains.NAME]`.
extension ConfigurationKeys {
  static let domain: [ConfigurationKey<DomainConfiguration>] = [
    .choice(
      "kind", \.kind, .openldap,
      "openldap: defaults for attributes; custom: attributes and filters must be named."),
    .list(
      "servers", \.servers, nil, .directoryServer, counts: 1...8,
      example: ["ldap://ldap1.example.com", "ldaps://ldap2.example.com"],
      "Servers in the order they are tried: ldap://, ldaps:// or ldapi://."),
    .text(
      "base", \.base, nil, .distinguishedName, example: "dc=example,dc=com",
      "Where the directory's tree begins."),
    .text(
      "people_base", \.peopleBase, "", .optionalDistinguishedName,
      "Where people are searched; empty: base."),
    .text(
      "group_base", \.groupBase, "", .optionalDistinguishedName,
      "Where groups are searched; empty: base."),
    .choice(
      "service_bind", \.serviceBind, .simple,
      "How the account that searches proves who it is; the next keys say for which way they are."),
    .text(
      "service_dn", \.serviceDN, "", .optionalDistinguishedName,
      example: "cn=brama,ou=services,dc=example,dc=com",
      "The account that searches, for a simple bind; it needs to read only."),
    .text(
      "service_user", \.serviceUser, "", .optionalName,
      "The account's user name, for scram-sha-1, scram-sha-256, scram-sha-512 and digest-md5."),
    .secret(
      "service_password", \.servicePassword, exampleFile: "/etc/brama/service-password",
      "The password of that account."),
    .text(
      "service_principal", \.servicePrincipal, "", .optionalName,
      "The account's Kerberos principal, for gssapi, as in brama@EXAMPLE.COM."),
    .text(
      "keytab", \.keytab, "", .optionalPath,
      "The keytab with that principal's key."),
    .text(
      "client_cert", \.clientCertificate, "", .optionalPath,
      "PEM file of a certificate to show the servers; empty: none."),
    .text(
      "client_key", \.clientKey, "", .optionalPath,
      "PEM file of that certificate's key."),
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

    .text(
      "login_attribute", \.attributes.login, "uid", .attribute, "The attribute with the login."),
    .text(
      "id_attribute", \.attributes.id, "entryUUID", .attribute,
      "The attribute with an id that survives renaming and moving."),
    .text(
      "name_attribute", \.attributes.name, "cn", .attribute, "The attribute with the shown name."),
    .text(
      "given_name_attribute", \.attributes.givenName, "givenName", .attributeOrNone,
      "The attribute with the given name; empty: none."),
    .text(
      "surname_attribute", \.attributes.surname, "sn", .attributeOrNone,
      "The attribute with the surname; empty: none."),
    .text(
      "mail_attribute", \.attributes.mail, "mail", .attributeOrNone,
      "The attribute with the e-mail address; empty: none."),
    .text(
      "member_filter", \.attributes.memberFilter, "(objectClass=inetOrgPerson)", .filter,
      "Which entries are people."),
    .text(
      "group_filter", \.attributes.groupFilter, "(objectClass=groupOfNames)", .groupFilter,
      "Which entries are groups, by their class."),
    .text(
      "member_attribute", \.attributes.member, "member", .attribute,
      "The attribute of a group with its members."),
    .text(
      "member_of_attribute", \.attributes.memberOf, "", .attributeOrNone,
      "The attribute of a person with their groups, kept from the beginning; empty: there is none."),

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
