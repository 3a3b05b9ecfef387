public import Identity

/// Which kind a server seems to be, and by what it is told (`kind` of a domain).
public struct KindProposal: Sendable, Equatable {
  public let kind: DirectoryKind
  /// The attribute of the root DSE or of the base, and its value.
  public let because: String

  /// - Parameters:
  ///   - root: the root DSE (RFC 4512, 5.1) with `attributes`.
  ///   - base: the entry at the domain's base with `info`; `nil` where it cannot be read.
  init(root: Entry, base: Entry?) {
    func value(_ attribute: AttributeName, _ holds: (String) -> Bool) -> String? {
      root.texts(attribute).first(where: holds).map { "\(attribute): \($0.prefix(100))" }
    }
    // MS-ADTS 3.1.1.3.2.2 and 3.1.1.3.4.3: LDAP_CAP_ACTIVE_DIRECTORY_OID.
    let isActiveDirectory = value("supportedCapabilities") { $0 == "1.2.840.113556.1.4.800" }
    let isIPA =
      base?.texts("info").first { $0.hasPrefix("IPA ") }.map {
        "info of the base: \($0.prefix(100))"
      }
      ?? value("ipaTopologyPluginVersion") { _ in true }
    let is389 =
      value("vendorVersion") { $0.hasPrefix("389-Directory/") }
      ?? value("vendorName") { $0.contains("389 Project") }
    let isOpenLDAP = value("objectClass") { $0.lowercased() == "openldaprootdse" }
    let found: (DirectoryKind, String?) =
      if isActiveDirectory != nil { (.activeDirectory, isActiveDirectory) } else if isIPA != nil {
        (.freeIPA, isIPA)
      } else if is389 != nil { (.directoryServer389, is389) } else if isOpenLDAP != nil {
        (.openLDAP, isOpenLDAP)
      } else { (.custom, value("vendorName") { _ in true }) }
    kind = found.0
    because = found.1 ?? "nothing in the root DSE tells"
  }

  static let attributes: [AttributeName] = [
    "objectClass", "supportedCapabilities", "vendorName", "vendorVersion",
    "ipaTopologyPluginVersion",
  ]
}

extension LDAPDirectory {
  /// Asks a server what it is, as the service account.
  public func proposedKind() async throws(DirectoryError) -> KindProposal {
    let deadline = totalDeadline
    let root = try await switchboard.read(
      [readName("")], .everything, KindProposal.attributes, by: deadline)
    guard let root = root.first else {
      throw DirectoryError(.badAnswer, detail: "the server shows no root DSE")
    }
    let base = try? await switchboard.read(
      [configuration.baseDN], .everything, ["info"], by: deadline)
    return KindProposal(root: root, base: base?.first)
  }
}
