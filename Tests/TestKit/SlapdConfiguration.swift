import Glibc

extension Slapd {
  /// `cn=config` for `slapadd -n 0`.
  static func configuration(
    _ options: Options, folder: TemporaryFolder, certificates: SlapdCertificates
  ) -> String {
    let overlays = overlays(options)
    let limit = options.sizeLimit.map { "size=\($0)" } ?? "size=unlimited"
    return """
      dn: cn=config
      objectClass: olcGlobal
      cn: config
      olcTLSCertificateFile: \(certificates.certificateFile)
      olcTLSCertificateKeyFile: \(certificates.keyFile)
      olcThreads: 4
      \(global(options, certificates).joined(separator: "\n"))

      dn: cn=module{0},cn=config
      objectClass: olcModuleList
      cn: module{0}
      olcModulePath: /usr/lib/ldap
      olcModuleLoad: back_mdb
      olcModuleLoad: ppolicy
      olcModuleLoad: memberof
      olcModuleLoad: dynlist
      olcModuleLoad: sssvlv
      olcModuleLoad: syncprov

      dn: cn=schema,cn=config
      objectClass: olcSchemaConfig
      cn: schema

      include: file:///etc/ldap/schema/core.ldif
      include: file:///etc/ldap/schema/cosine.ldif
      include: file:///etc/ldap/schema/nis.ldif
      include: file:///etc/ldap/schema/inetorgperson.ldif
      include: file:///etc/ldap/schema/dyngroup.ldif

      \(frontend(options))

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
      olcDbIndex: objectClass,entryUUID,member,uniqueMember,memberUid,memberOf,entryCSN eq
      olcDbIndex: uid,mail\(options.phraseIndexes ? ",cn,sn,givenName,displayName eq,sub" : " eq")
      \((options.database + access(options)).joined(separator: "\n"))


      \(overlays)
      """
  }

  private static func frontend(_ options: Options) -> String {
    guard !options.frontend.isEmpty else { return "" }
    let lines = options.frontend.map { "olcAccess: \($0)\n" }.joined()
    return """
      dn: olcDatabase={-1}frontend,cn=config
      objectClass: olcDatabaseConfig
      objectClass: olcFrontendConfig
      olcDatabase: {-1}frontend
      \(lines)
      """
  }

  /// SASL looks passwords up as nobody, who then needs to come as far as the entry.
  private static func access(_ options: Options) -> [String] {
    let writers = options.passwordWriters
      .map { $0 == "self" ? "by self =xw " : "by dn.exact=\"\($0)\" write " }.joined()
    return [
      "olcAccess: to attrs=userPassword \(writers)by anonymous auth by * none",
      "olcAccess: to * by dn.exact=\"\(serviceDN)\" read "
        + (options.sasl ? "by anonymous auth " : "") + "by * none",
    ]
  }

  /// What further there is to cn=config: who may come with which proof.
  private static func global(
    _ options: Options, _ certificates: SlapdCertificates
  ) -> [String] {
    let services = "dn.exact:\(serviceDN)"
    var lines = ["olcTLSVerifyClient: \(options.clientCertificates ? "try" : "never")"]
    if options.clientCertificates {
      lines.append("olcTLSCACertificateFile: \(certificates.caFile)")
    }
    if options.sasl {
      lines += [
        "olcSaslHost: 127.0.0.1",
        // The process of the tests itself, over ldapi.
        "olcAuthzRegexp: {0}^gidNumber=\(getgid())[+]uidNumber=\(getuid()),cn=peercred,"
          + "cn=external,cn=auth$ \(services)",
        "olcAuthzRegexp: {1}^cn=brama-client$ \(services)",
        "olcAuthzRegexp: {2}^uid=brama(/[^,]*)?(,cn=[^,]+)*,cn=auth$ \(services)",
        "olcAuthzRegexp: {3}^uid=([^,]+)(,cn=[^,]+)*,cn=auth$ "
          + "dn.exact:uid=$1,ou=people,\(suffix)",
      ]
    }
    if let binding = options.channelBinding { lines.append("olcSaslCBinding: \(binding)") }
    return lines + options.global
  }

  private static func overlays(_ options: Options) -> String {
    let overlay = { (name: String, more: [String]) in
      (["dn: olcOverlay=\(name),olcDatabase={1}mdb,cn=config", "objectClass: olcOverlayConfig"]
        + more + ["olcOverlay: \(name)", "", ""]).joined(separator: "\n")
    }
    var text = ""
    if options.hasPolicy {
      text += overlay(
        "ppolicy",
        [
          "objectClass: olcPPolicyConfig", "olcPPolicyDefault: cn=policy,\(suffix)",
          "olcPPolicyUseLockout: TRUE",
          "olcPPolicyHashCleartext: \(options.sasl ? "FALSE" : "TRUE")",
        ])
    }
    if options.memberOf {
      text += overlay("memberof", ["objectClass: olcMemberOf", "olcMemberOfRefint: TRUE"])
    }
    if options.dynamicGroups {
      text += overlay(
        "dynlist",
        ["objectClass: olcDynListConfig", "olcDynListAttrSet: groupOfURLs memberURL member"])
    }
    if options.sorting { text += overlay("sssvlv", ["objectClass: olcSssVlvConfig"]) }
    if let size = options.syncLog {
      text += overlay(
        "syncprov",
        [
          "objectClass: olcSyncProvConfig",
          size > 0 ? "olcSpSessionlog: \(size)" : "olcSpNoPresent: FALSE",
        ])
    }
    return text
  }

  private static func policyRecord(_ options: Options) -> String {
    var values = [
      "pwdAttribute": "userPassword", "pwdLockoutDuration": "600", "pwdMaxAge": "86400",
      "pwdMustChange": "TRUE",
    ]
    if let count = options.lockAfter {
      values["pwdLockout"] = "TRUE"
      values["pwdMaxFailure"] = "\(count)"
    }
    values.merge(options.policy) { $1 }
    return record(
      "cn=policy,\(suffix)",
      [("objectClass", ["device", "pwdPolicy"])]
        + values.sorted { $0.key < $1.key }.map { ($0.key, [$0.value]) })
  }

  /// The tree for `slapadd -n 1`, people included; groups come later, so that memberOf is kept.
  static func tree(_ people: [Person], _ options: Options) -> String {
    record(suffix, [("objectClass", ["dcObject", "organization"]), ("o", ["Example"])])
      + units + serviceRecord
      + (options.hasPolicy ? policyRecord(options) : "") + people.map { record($0) }.joined()
  }
}
