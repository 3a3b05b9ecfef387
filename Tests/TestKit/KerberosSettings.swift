import Foundation
import Glibc

/// The `krb5.conf` of this test process. Kerberos finds it by a variable of the environment, which is one
/// for the whole process: realms are put beside each other in one folder that it includes.
enum KerberosSettings {
  private static let folder: TemporaryFolder? = {
    guard let folder = try? TemporaryFolder(), mkdir(folder.file("realms"), 0o700) == 0 else {
      return nil
    }
    // Addresses are what tests have for names: nothing is looked up anywhere.
    let text = """
      [libdefaults]
        dns_lookup_realm = false
        dns_lookup_kdc = false
        dns_canonicalize_hostname = false
        rdns = false
        udp_preference_limit = 1
      includedir \(folder.file("realms"))

      """
    guard (try? folder.write(text, to: "krb5.conf")) != nil else { return nil }
    setenv("KRB5_CONFIG", folder.file("krb5.conf"), 1)
    return folder
  }()

  /// Makes a realm known to this process and to its children.
  static func add(_ realm: String, kdc: String, hosts: [String]) throws {
    guard let folder else {
      throw SlapdProgram.Failure(description: "no folder for krb5.conf")
    }
    // A file of that folder counts when its name has letters, digits, - and _ alone.
    try folder.write(
      """
      [realms]
        \(realm) = {
          kdc = \(kdc)
        }
      [domain_realm]
      \(hosts.map { "  \($0) = \(realm)" }.joined(separator: "\n"))

      """, to: "realms/\(realm.replacingOccurrences(of: ".", with: "_"))")
  }

  static func file() throws -> String {
    guard let folder else {
      throw SlapdProgram.Failure(description: "no folder for krb5.conf")
    }
    return folder.file("krb5.conf")
  }
}
