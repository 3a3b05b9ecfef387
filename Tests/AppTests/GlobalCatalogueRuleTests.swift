import Testing

@testable import App

@Suite("The global catalogue in the configuration")
struct GlobalCatalogueRuleTests {
  @Test("DOM-41: the global catalogue, which does not know who is in a group, is no server")
  func globalCatalogue() throws {
    func faults(_ servers: String, kind: String) throws -> [String] {
      let folder = try ConfigurationFolder()
      let domain = ConfigurationFolder.domain.replacing(
        "[\"ldaps://ldap.example.com\"]", with: servers)
      return try folder.faults(ConfigurationFolder.needed + domain + "kind = \"\(kind)\"\n")
    }
    for server in ["ldap://dc1.example.com:3268", "LDAPS://[::1]:3269/"] {
      #expect(
        try faults("[\"ldaps://dc1.example.com\", \"\(server)\"]", kind: "active-directory") == [
          """
          brama.toml:5:11: domains.main.servers: value \(server) is the port of the global catalogue, \
          where group membership is incomplete; allowed: the domain's own ports, 389 with ldap:// and \
          636 with ldaps://.
          """
        ])
      // There is no such thing elsewhere.
      #expect(try faults("[\"\(server)\"]", kind: "openldap") == [])
    }
    #expect(try faults("[\"ldap://dc1.example.com:32680\"]", kind: "active-directory") == [])
  }
}
