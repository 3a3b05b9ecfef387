import Foundation

/// A domain provisioned once a machine and version, in which nobody is yet but its administrator; each
/// `SambaDC` works on a copy.
enum SambaSeed {
  static func folder() async throws -> String {
    let version = try await TestCache.version(of: "samba")
    return try await TestCache.folder("samba-\(TestCache.digest(version + "1"))") { draft in
      try await SlapdProgram.run(
        "/usr/bin/samba-tool",
        [
          "domain", "provision", "--realm=\(SambaDC.realm)", "--domain=\(SambaDC.domain)",
          "--server-role=dc", "--dns-backend=NONE", "--adminpass=\(SambaDC.administratorPassword)",
          "--host-name=dc1", "--host-ip=127.0.0.10", "--targetdir=\(draft)", "--use-rfc2307",
        ])
    }
  }

  /// smb.conf, whole: of two lines for one setting the last counts, and the one that `provision` wrote
  /// names its own folder.
  static func settings(
    _ folder: String, address: String, certificate: TestAuthority.Certificate,
    _ options: SambaDC.Options
  ) -> String {
    """
    [global]
    netbios name = DC1
    realm = \(SambaDC.realm)
    workgroup = \(SambaDC.domain)
    server role = active directory domain controller
    interfaces = \(address)/8
    bind interfaces only = yes
    private dir = \(folder)/private
    state directory = \(folder)/state
    cache directory = \(folder)/cache
    lock directory = \(folder)
    pid directory = \(folder)/run
    binddns dir = \(folder)/bind-dns
    ncalrpc dir = \(folder)/run/ncalrpc
    winbindd socket directory = \(folder)/run/winbindd
    ntp signd socket directory = \(folder)/run/ntp
    log file = \(folder)/log/samba
    log level = 1 auth_audit:3
    max log size = 0
    server services = ldap cldap kdc
    idmap_ldb:use rfc2307 = yes
    old password allowed period = 0
    ldap server require strong auth = \(options.strongAuth)
    tls keyfile = \(certificate.keyFile)
    tls certfile = \(certificate.certificateFile)
    tls cafile =
    \(options.more.joined(separator: "\n"))

    """
  }
}
