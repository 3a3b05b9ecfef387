import Foundation
import Synchronization

extension SambaDC {
  /// Makes the domain's Kerberos known to this process, with the directory as `ldap/ADDRESS`, and gives a
  /// keytab of the service account. Of several servers in one process one can do this: their realm has
  /// one name.
  /// - Returns: the keytab's path.
  public func keytab() async throws -> String {
    let task = exportedKeytab.withLock { task in
      let chosen = task ?? Task { try await self.exportKeytab() }
      task = chosen
      return chosen
    }
    return try await task.value
  }

  private func exportKeytab() async throws -> String {
    try await modify(
      Slapd.change(
        "CN=DC1,OU=Domain Controllers,\(Self.baseDN)", add: "servicePrincipalName",
        ["ldap/\(host)"]))
    try await KerberosSettings.add(Self.realm, kdc: host, hosts: [host])
    let path = folder.file("brama.keytab")
    try await tool(["domain", "exportkeytab", path, "--principal=brama@\(Self.realm)"])
    return path
  }

  /// Gives tickets for another domain controller too, which has the same keys: both are copies of one.
  public func giveTickets(for other: SambaDC) async throws {
    _ = try await keytab()
    try await modify(
      Slapd.change(
        "CN=DC1,OU=Domain Controllers,\(Self.baseDN)", add: "servicePrincipalName",
        ["ldap/\(other.host)"]))
    try await KerberosSettings.add(Self.realm, kdc: host, hosts: [host, other.host])
  }

  /// What `ldapsearch` writes over plain `ldap://`, signed and sealed by Kerberos.
  public func searchWithTicket(
    _ filter: String, _ attributes: [String], _ environment: [String: String]
  ) async throws -> String {
    try await SlapdProgram.run(
      "/usr/bin/timeout",
      [
        "5", "/usr/bin/ldapsearch", "-Q", "-Y", "GSSAPI", "-LLL", "-N", "-H", ldapURL, "-b",
        Self.baseDN, filter,
      ] + attributes, environment: environment)
  }
}
