import Foundation
import Glibc
import Synchronization

/// The `krb5.conf` of this test process. Kerberos finds it by a variable of the environment, which is one
/// for the whole process: all realms are in one file.
enum KerberosSettings {
  private static let realms = Mutex<[String: String]>([:])

  private static let folder: TemporaryFolder? = {
    guard let folder = try? TemporaryFolder() else { return nil }
    setenv("KRB5_CONFIG", folder.file("krb5.conf"), 1)
    return folder
  }()

  /// Makes a realm known to this process and to its children.
  static func add(_ realm: String, kdc: String, hosts: [String]) async throws {
    guard let folder else {
      throw SlapdProgram.Failure(description: "no folder for krb5.conf")
    }
    try realms.withLock { realms in
      realms[realm] = """
        [realms]
          \(realm) = {
            kdc = \(kdc)
          }
        [domain_realm]
        \(hosts.map { "  \($0) = \(realm)" }.joined(separator: "\n"))

        """
      // Addresses are what tests have for names: nothing is looked up anywhere.
      let text =
        """
        [libdefaults]
          dns_lookup_realm = false
          dns_lookup_kdc = false
          dns_canonicalize_hostname = false
          rdns = false
          udp_preference_limit = 1

        """ + realms.sorted { $0.key < $1.key }.map(\.value).joined()
      // In one step: another test may be reading it.
      let new = try folder.write(text, to: "krb5.conf.new")
      guard rename(new, folder.file("krb5.conf")) == 0 else {
        throw SlapdProgram.Failure(description: "krb5.conf cannot be put in place")
      }
    }
    // libkrb5 keeps what it read for all of the process, and looks for a newer file once a second.
    try await Task.sleep(for: .milliseconds(1100))
  }

  static func file() throws -> String {
    guard let folder else {
      throw SlapdProgram.Failure(description: "no folder for krb5.conf")
    }
    return folder.file("krb5.conf")
  }
}
