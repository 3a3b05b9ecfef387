import Identity

/// What a server says of itself (RFC 4512, 5.1).
struct RootDSE: Sendable {
  let entry: Entry

  static let attributes: [AttributeName] = [
    "namingContexts", "defaultNamingContext", "supportedControl", "supportedExtension",
    "supportedCapabilities", "supportedLDAPVersion", "supportedSASLMechanisms", "vendorName",
    "vendorVersion", "currentTime", "objectClass", "structuralObjectClass", "configContext",
    "monitorContext", "dnsHostName", "subschemaSubentry", "ipaTopologyPluginVersion",
  ]

  var namingContexts: [String] { entry.texts("namingContexts") }
  var vendor: String {
    [entry.first("vendorName"), entry.first("vendorVersion")].compactMap { $0 }
      .joined(separator: " ")
  }

  func has(control: String) -> Bool { entry.texts("supportedControl").contains(control) }
  func has(extension name: String) -> Bool { entry.texts("supportedExtension").contains(name) }

  var tellsControls: Bool { !entry.texts("supportedControl").isEmpty }

  /// What the server seems to be; `nil`: the root DSE tells nothing.
  /// - Parameter base: the entry of the base, which tells FreeIPA apart.
  func kind(base: Entry? = nil) -> DirectoryKind? {
    entry.names.isEmpty ? nil : KindProposal(root: entry, base: base).kind
  }

  /// The time of an Active Directory server (MS-ADTS 3.1.1.3.2.3), to the second.
  var currentTime: Timestamp? { entry.first("currentTime").flatMap(DirectoryTime.generalized) }
}
