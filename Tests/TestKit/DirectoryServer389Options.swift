extension DirectoryServer389 {
  /// What differs from test to test.
  public struct Options: Sendable {
    /// Wrong passwords that lock an account (`passwordMaxFailure`); nil: none do.
    public var lockAfter: Int?
    /// Seconds that a lock lasts; 0: until an administrator ends it.
    public var lockSeconds: Int
    /// Seconds after which wrong passwords are forgotten.
    public var observationSeconds: Int
    /// As of old (`passwordLegacyPolicy`, the server's default) the wrong password after the last one
    /// allowed locks; off: the last one allowed does.
    public var legacyLocking: Bool
    /// Passwords expire; set dates with `expirePassword`.
    public var expiry: Bool
    /// Binds that an expired password still gives.
    public var graceLogins: Int
    /// A password that an administrator has set must be changed.
    public var mustChange: Bool
    /// Checks new passwords: at least so long.
    public var minLength: Int?
    /// Old passwords that must not come back.
    public var history: Int?
    /// Passwords are stored as they are, for the SASL mechanisms that need them so.
    public var cleartext: Bool
    /// Further attributes of cn=config.
    public var more: [String: String]
    /// SASL binds count as the service account for: the certificate `SlapdCertificates.client`, the user
    /// `brama` with the service's password, the Kerberos principal `brama` or `brama/...`. Passwords are in
    /// clear.
    public var sasl = false
    /// Takes Kerberos tickets for `ldap/127.0.0.1` of this realm.
    public var kerberos: KerberosRealm?

    public init(
      lockAfter: Int? = nil, lockSeconds: Int = 600, observationSeconds: Int = 600,
      legacyLocking: Bool = true, expiry: Bool = false, graceLogins: Int = 0,
      mustChange: Bool = false, minLength: Int? = nil, history: Int? = nil, cleartext: Bool = false,
      more: [String: String] = [:], _ further: (inout Options) -> Void = { _ in }
    ) {
      self.lockAfter = lockAfter
      self.lockSeconds = lockSeconds
      self.observationSeconds = observationSeconds
      self.legacyLocking = legacyLocking
      self.expiry = expiry
      self.graceLogins = graceLogins
      self.mustChange = mustChange
      self.minLength = minLength
      self.history = history
      self.cleartext = cleartext
      self.more = more
      further(&self)
    }

    /// A change of cn=config.
    var settings: String {
      var values = more
      if let lockAfter {
        values["passwordLockout"] = "on"
        values["passwordMaxFailure"] = "\(lockAfter)"
        values["passwordLockoutDuration"] = "\(lockSeconds)"
        values["passwordUnlock"] = lockSeconds == 0 ? "off" : "on"
        values["passwordResetFailureCount"] = "\(observationSeconds)"
        values["passwordLegacyPolicy"] = legacyLocking ? "on" : "off"
      }
      if lockSeconds == 0 { values["passwordLockoutDuration"] = nil }
      if expiry {
        values["passwordExp"] = "on"
        values["passwordGraceLimit"] = "\(graceLogins)"
      }
      if mustChange { values["passwordMustChange"] = "on" }
      if let minLength {
        values["passwordCheckSyntax"] = "on"
        values["passwordMinLength"] = "\(minLength)"
      }
      if let history {
        values["passwordHistory"] = "on"
        values["passwordInHistory"] = "\(history)"
      }
      if cleartext || sasl { values["passwordStorageScheme"] = "CLEAR" }
      guard !values.isEmpty else { return "" }
      return "dn: cn=config\nchangetype: modify\n"
        + values.sorted { $0.key < $1.key }.map { "replace: \($0)\n\($0): \($1)\n" }
        .joined(separator: "-\n") + "\n"
    }
  }

  /// A change of cn=config before anybody has a password, and who comes by SASL (nsSaslMapping).
  static let saslSettings =
    Slapd.change("cn=config", replace: "passwordStorageScheme", ["CLEAR"])
      + """
      dn: cn=brama,cn=mapping,cn=sasl,cn=config
      changetype: add
      objectClass: nsSaslMapping
      nsSaslMapRegexString: ^brama.*
      nsSaslMapBaseDNTemplate: \(serviceDN)
      nsSaslMapFilterTemplate: (objectClass=*)
      nsSaslMapPriority: 1


      """

  /// certmap.conf: the entry whose `description` is the subject of the client's certificate.
  static let certificateMap = """
    certmap default default
    default:DNComps
    default:CmapLdapAttr description

    """

  /// The service account reads all but passwords; a person may change the own password.
  static let rights = Slapd.change(
    baseDN, add: "aci",
    [
      """
      (targetattr != "userPassword")(version 3.0; acl "service"; allow(read, search, compare) \
      userdn = "ldap:///\(serviceDN)";)
      """,
      """
      (targetattr = "userPassword")(version 3.0; acl "own password"; allow(write) \
      userdn = "ldap:///self";)
      """,
    ])
}
