import Identity

/// The table of the keys of a `[domains.NAME]`.
extension ConfigurationKeys {
  static let domain: [ConfigurationKey<DomainConfiguration>] = [
    .choice(
      "kind", { $0.kind = $1 }, .openldap,
      "The kind of server; custom: attributes and filters must be named."),
    .list(
      "servers", { $0.servers = $1 }, nil, .directoryServer, counts: 1...8,
      example: ["ldap://ldap1.example.com", "ldaps://ldap2.example.com"],
      "Servers in the order they are tried: ldap://, ldaps:// or ldapi://; or srv:DOMAIN alone: by DNS."
    ),
    .text(
      "base", { $0.base = $1 }, nil, .distinguishedName, example: "dc=example,dc=com",
      "Where the directory's tree begins."),
    .text(
      "people_base", { $0.peopleBase = $1 }, "", .optionalDistinguishedName,
      "Where people are searched; empty: base."),
    .text(
      "group_base", { $0.groupBase = $1 }, "", .optionalDistinguishedName,
      "Where groups are searched; empty: base."),
    .choice(
      "service_bind", { $0.serviceBind = $1 }, .simple,
      "How the account that searches proves who it is; the next keys say for which way they are."),
    .text(
      "service_dn", { $0.serviceDN = $1 }, "", .optionalDistinguishedName,
      example: "cn=brama,ou=services,dc=example,dc=com",
      "The account that searches, for a simple bind; it needs to read only."),
    .text(
      "service_user", { $0.serviceUser = $1 }, "", .optionalName,
      "The account's user name, for scram-sha-1, scram-sha-256, scram-sha-512 and digest-md5."),
    .secret(
      "service_password", { $0.servicePassword = $1 }, exampleFile: "/etc/brama/service-password",
      "The password of that account."),
    .text(
      "service_principal", { $0.servicePrincipal = $1 }, "", .optionalName,
      "The account's Kerberos principal, for gssapi, as in brama@EXAMPLE.COM."),
    .text(
      "keytab", { $0.keytab = $1 }, "", .optionalPath,
      "The keytab with that principal's key."),
    .text(
      "client_cert", { $0.clientCertificate = $1 }, "", .optionalPath,
      "PEM file of a certificate to show the servers; empty: none."),
    .text(
      "client_key", { $0.clientKey = $1 }, "", .optionalPath,
      "PEM file of that certificate's key."),
    .text(
      "ca_file", { $0.caFile = $1 }, "", TextRule<String>.path.orEmpty(),
      "PEM file of the authority that signed the servers' certificates; empty: the system's."),
    .boolean(
      "start_tls", { $0.startTLS = $1 }, true,
      "StartTLS on ldap:// connections before anything else is said."),
    .boolean(
      "insecure_plain_passwords", { $0.insecurePlainPasswords = $1 }, false,
      "Send passwords over unprotected connections. Anyone on the way can read them."),
    .boolean(
      "create_cards", { $0.createCards = $1 }, false,
      "Make a card without rights for a member who signs in for the first time."),
    .boolean(
      "login_by_email", { $0.loginByEmail = $1 }, false,
      "Accept an e-mail address as a login where it belongs to one person."),
    .boolean(
      "change_passwords", { $0.changePasswords = $1 }, false,
      "Let people change a password that has expired or must be changed while they sign in."),
    .boolean(
      "reveal_account_state", { $0.revealAccountState = $1 }, false,
      "Tell whoever signs in that their account is disabled, expired or locked."),
    .list(
      "qualifiers", { $0.qualifiers = $1 }, [], .loginPart, counts: 0...16,
      "What people may write before \\ in a login, as in DOMAIN\\name."),
    .list(
      "suffixes", { $0.suffixes = $1 }, [], .loginPart, counts: 0...16,
      "What people may write after @ in a login, as in name@example.com."),

    .integer(
      "directory_lockout.threshold", { $0.directoryLockout.threshold = $1 }, 5, in: 0...1000,
      "Wrong passwords at which the directory itself locks an account; Brama stops one before. 0: off."
    ),
    .interval(
      "directory_lockout.window", { $0.directoryLockout.window = $1 }, 1800, in: 1...2_592_000,
      "Seconds over which the directory counts them."),
    .boolean(
      "directory_lockout.read", { $0.directoryLockout.isRead = $1 }, true,
      "Ask the directory for both; of what is set here and what it tells the stricter holds."),

    .interval(
      "sync_interval", { $0.syncInterval = $1 }, 3600, in: 0...604_800,
      "Seconds between two passes that take changed names, logins and addresses over; 0: off."),

    .text(
      "login_attribute", { $0.attributes.login = $1 }, "", .attributeOrNone,
      "The attribute with the login; empty, here and below: what this kind has."),
    .text(
      "principal_name_attribute", { $0.attributes.principalName = $1 }, "", .attributeOrNone,
      "The attribute with name@domain, where it is one of its own."),
    .text(
      "id_attribute", { $0.attributes.id = $1 }, "", .attributeOrNone,
      "The attribute with an id that survives renaming and moving."),
    .text(
      "name_attribute", { $0.attributes.name = $1 }, "", .attributeOrNone,
      "The attribute with the shown name."),
    .text(
      "given_name_attribute", { $0.attributes.givenName = $1 }, "", .attributeOrNone,
      "The attribute with the given name."),
    .text(
      "surname_attribute", { $0.attributes.surname = $1 }, "", .attributeOrNone,
      "The attribute with the surname."),
    .text(
      "mail_attribute", { $0.attributes.mail = $1 }, "", .attributeOrNone,
      "The attribute with the e-mail address."),
    .text(
      "member_filter", { $0.attributes.memberFilter = $1 }, "", .optionalFilter,
      "Which entries are people, as in (objectClass=inetOrgPerson)."),
    .text(
      "disabled_filter", { $0.attributes.disabledFilter = $1 }, "", .optionalFilter,
      "Which people may not sign in, besides those whom this kind tells; empty: none."),
    .text(
      "group_filter", { $0.attributes.groupFilter = $1 }, "", .groupFilter,
      "Which entries are groups, by their class, as in (objectClass=groupOfNames)."),
    .text(
      "member_attribute", { $0.attributes.member = $1 }, "", .attributeOrNone,
      "The attribute of a group with its members."),
    .text(
      "member_of_attribute", { $0.attributes.memberOf = $1 }, "", .attributeOrNone,
      "The attribute of a person with their groups, kept from the beginning."),
    .list(
      "ignored_references", { $0.ignoredReferences = $1 }, [], .plainText, counts: 0...16,
      "Beginnings of URLs of other servers without people or groups; other references are errors."),

    .integer(
      "pool_size", { $0.poolSize = $1 }, 8, in: 1...256,
      "Connections to this directory at one time, for each purpose."),
    .interval(
      "connect_timeout", { $0.connectTimeout = $1 }, 3, in: 1...300,
      "Seconds for connecting to one server, TLS included."),
    .interval(
      "operation_timeout", { $0.operationTimeout = $1 }, 5, in: 1...300,
      "Seconds for one question to the directory."),
    .interval(
      "total_deadline", { $0.totalDeadline = $1 }, 8, in: 1...300,
      "Seconds for all the directory's work on one sign-in, all servers together."),
  ]

  /// What `kind = "custom"` has no default for.
  static let namedByCustom = [
    "login_attribute", "id_attribute", "member_filter", "group_filter", "member_attribute",
    "member_of_attribute",
  ]
}
