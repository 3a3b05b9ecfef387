import Foundation
import Identity

/// What a server says of itself (RFC 4512, 5.1).
struct RootDSE: Sendable {
  /// The kinds of server that Brama tells apart.
  enum Kind: String, Sendable {
    case activeDirectory = "active-directory"
    case openLDAP = "openldap"
    case server389 = "389-ds"
    case other
  }

  let entry: Entry

  static let attributes: [AttributeName] = [
    "namingContexts", "defaultNamingContext", "supportedControl", "supportedExtension",
    "supportedCapabilities", "supportedLDAPVersion", "supportedSASLMechanisms", "vendorName",
    "vendorVersion", "currentTime", "objectClass", "structuralObjectClass", "configContext",
    "monitorContext", "dnsHostName", "subschemaSubentry",
  ]

  var namingContexts: [String] { entry.texts("namingContexts") }
  var vendor: String {
    [entry.first("vendorName"), entry.first("vendorVersion")].compactMap { $0 }
      .joined(separator: " ")
  }

  func has(control: String) -> Bool { entry.texts("supportedControl").contains(control) }
  func has(extension name: String) -> Bool { entry.texts("supportedExtension").contains(name) }

  var tellsControls: Bool { !entry.texts("supportedControl").isEmpty }

  var kind: Kind? {
    // LDAP_CAP_ACTIVE_DIRECTORY_OID (MS-ADTS 3.1.1.3.4.3.1).
    if entry.texts("supportedCapabilities").contains("1.2.840.113556.1.4.800") {
      return .activeDirectory
    }
    let classes = (entry.texts("structuralObjectClass") + entry.texts("objectClass"))
      .map { $0.lowercased() }
    if classes.contains("openldaprootdse") { return .openLDAP }
    if vendor.contains("389 Project") || vendor.hasPrefix("389-Directory") { return .server389 }
    return entry.names.isEmpty ? nil : .other
  }

  /// The time of an Active Directory server (MS-ADTS 3.1.1.3.2.3), to the second.
  var currentTime: Date? { entry.first("currentTime").flatMap(Self.generalizedTime) }

  /// `YYYYMMDDHHMMSS[.f]Z` (RFC 4517, 3.3.13).
  static func generalizedTime(_ text: String) -> Date? {
    let digits = Array(text.utf8.prefix(14))
    guard digits.count == 14, text.hasSuffix("Z"),
      digits.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    func number(_ range: Range<Int>) -> Int {
      digits[range].reduce(0) { $0 * 10 + Int($1 - 48) }
    }
    var parts = DateComponents()
    parts.calendar = Calendar(identifier: .gregorian)
    parts.timeZone = TimeZone(identifier: "UTC")
    (parts.year, parts.month, parts.day) = (number(0..<4), number(4..<6), number(6..<8))
    (parts.hour, parts.minute, parts.second) = (number(8..<10), number(10..<12), number(12..<14))
    return parts.date
  }
}
