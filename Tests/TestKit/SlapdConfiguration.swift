extension Slapd {
  /// What differs from test to test.
  public struct Options: Sendable {
    /// The memberOf overlay keeps `memberOf`.
    public var memberOf: Bool
    /// The password policy overlay; `lockAfter` wrong passwords lock.
    public var lockAfter: Int?
    /// Entries that the service account may get in one answer.
    public var sizeLimit: Int?
    /// What is wrong with the certificate.
    public var fault: SlapdCertificates.Fault?
    /// A certificate from an authority of its own and not from the one that the others share.
    public var ownAuthority: Bool

    public init(
      memberOf: Bool = false, lockAfter: Int? = nil, sizeLimit: Int? = nil,
      fault: SlapdCertificates.Fault? = nil, ownAuthority: Bool = false
    ) {
      self.memberOf = memberOf
      self.lockAfter = lockAfter
      self.sizeLimit = sizeLimit
      self.fault = fault
      self.ownAuthority = ownAuthority
    }
  }

  /// `cn=config` for `slapadd -n 0`.
  static func configuration(
    _ options: Options, folder: TemporaryFolder, certificates: SlapdCertificates
  ) -> String {
    let overlays =
      (options.lockAfter.map { _ in
        """
        dn: olcOverlay=ppolicy,olcDatabase={1}mdb,cn=config
        objectClass: olcOverlayConfig
        objectClass: olcPPolicyConfig
        olcOverlay: ppolicy
        olcPPolicyDefault: cn=policy,\(suffix)
        olcPPolicyUseLockout: TRUE


        """
      } ?? "")
      + (options.memberOf
        ? """
        dn: olcOverlay=memberof,olcDatabase={1}mdb,cn=config
        objectClass: olcOverlayConfig
        objectClass: olcMemberOf
        olcOverlay: memberof
        olcMemberOfRefint: TRUE


        """ : "")
    let limit = options.sizeLimit.map { "size=\($0)" } ?? "size=unlimited"
    return """
      dn: cn=config
      objectClass: olcGlobal
      cn: config
      olcTLSCertificateFile: \(certificates.certificateFile)
      olcTLSCertificateKeyFile: \(certificates.keyFile)
      olcTLSVerifyClient: never
      olcThreads: 4

      dn: cn=module{0},cn=config
      objectClass: olcModuleList
      cn: module{0}
      olcModulePath: /usr/lib/ldap
      olcModuleLoad: back_mdb
      olcModuleLoad: ppolicy
      olcModuleLoad: memberof

      dn: cn=schema,cn=config
      objectClass: olcSchemaConfig
      cn: schema

      include: file:///etc/ldap/schema/core.ldif
      include: file:///etc/ldap/schema/cosine.ldif
      include: file:///etc/ldap/schema/nis.ldif
      include: file:///etc/ldap/schema/inetorgperson.ldif

      dn: olcDatabase={0}config,cn=config
      objectClass: olcDatabaseConfig
      olcDatabase: {0}config
      olcAccess: to * by * none

      dn: olcDatabase={1}mdb,cn=config
      objectClass: olcDatabaseConfig
      objectClass: olcMdbConfig
      olcDatabase: {1}mdb
      olcSuffix: \(suffix)
      olcDbDirectory: \(folder.file("data"))
      olcDbMaxSize: 1073741824
      olcDbNoSync: TRUE
      olcRootDN: cn=admin,\(suffix)
      olcRootPW: \(adminPassword)
      olcLimits: dn.exact="\(serviceDN)" \(limit)
      olcDbIndex: objectClass,uid,mail,entryUUID,member,uniqueMember,memberUid,memberOf eq
      olcAccess: to attrs=userPassword by anonymous auth by * none
      olcAccess: to * by dn.exact="\(serviceDN)" read by * none


      \(overlays)
      """
  }

  /// The tree for `slapadd -n 1`, people included; groups come later, so that memberOf is kept.
  static func tree(_ people: [Person], _ options: Options) -> String {
    record(suffix, [("objectClass", ["dcObject", "organization"]), ("o", ["Example"])])
      + units + serviceRecord
      + (options.lockAfter.map { count in
        record(
          "cn=policy,\(suffix)",
          [
            ("objectClass", ["device", "pwdPolicy"]), ("pwdAttribute", ["userPassword"]),
            ("pwdLockout", ["TRUE"]), ("pwdMaxFailure", ["\(count)"]),
            ("pwdLockoutDuration", ["600"]), ("pwdMaxAge", ["86400"]),
            ("pwdMustChange", ["TRUE"]),
          ])
      } ?? "") + people.map { record($0) }.joined()
  }
}
