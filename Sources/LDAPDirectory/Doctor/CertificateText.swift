internal import COpenSSL
import FoundationEssentials
import Identity
import Text

/// What one X.509 certificate says of itself, copied out of OpenSSL's memory.
struct CertificateText: Sendable, Equatable {
  let subject: String
  let issuer: String
  /// The organisations in the two names; empty where there is none.
  let subjectOrganisation: String
  let issuerOrganisation: String
  /// `DNS:…` and `IP:…` of the alternative names; where there are none, `CN:…` of the subject.
  let names: [String]
  let notBefore: Date
  let notAfter: Date
  /// The names of the issuer's issuer, where the authority key identifier tells (RFC 5280, 4.2.1.1).
  let issuersIssuers: [String]

  /// - Parameter certificate: an `X509 *`, borrowed.
  init(_ certificate: OpaquePointer) {
    let subjectName = X509_get_subject_name(certificate)
    let issuerName = X509_get_issuer_name(certificate)
    subject = Self.text(subjectName)
    issuer = Self.text(issuerName)
    subjectOrganisation = Self.part(NID_organizationName, subjectName)
    issuerOrganisation = Self.part(NID_organizationName, issuerName)
    let alternatives = Self.extensionText(certificate, NID_subject_alt_name)
      .split(separator: ", ").map { String($0.replacing("IP Address:", with: "IP:")) }
    let commonName = Self.part(NID_commonName, subjectName)
    names =
      alternatives.isEmpty ? (commonName.isEmpty ? [] : ["CN:\(commonName)"]) : alternatives
    notBefore = Self.date(X509_get0_notBefore(certificate))
    notAfter = Self.date(X509_get0_notAfter(certificate))
    issuersIssuers = Self.issuersIssuers(certificate)
  }

  /// RFC 4514, with text outside ASCII as it is.
  private static func text(_ name: OpaquePointer?) -> String {
    guard let name else { return "" }
    return written { bio in copenssl_print_name(bio, name) }
  }

  private static func part(_ kind: Int32, _ name: OpaquePointer?) -> String {
    guard let name else { return "" }
    let place = X509_NAME_get_index_by_NID(name, kind, -1)
    guard place >= 0, let entry = X509_NAME_get_entry(name, place),
      let value = X509_NAME_ENTRY_get_data(entry)
    else { return "" }
    var text: UnsafeMutablePointer<UInt8>?
    let length = ASN1_STRING_to_UTF8(&text, value)
    guard length >= 0, let text else { return "" }
    defer { CRYPTO_free(text, #file, #line) }
    return String(decoding: UnsafeBufferPointer(start: text, count: Int(length)), as: UTF8.self)
  }

  private static func extensionText(_ certificate: OpaquePointer, _ kind: Int32) -> String {
    let place = X509_get_ext_by_NID(certificate, kind, -1)
    guard place >= 0, let found = X509_get_ext(certificate, place) else { return "" }
    return written { bio in X509V3_EXT_print(bio, found, 0, 0) }
  }

  /// `X509V3_EXT_print` writes the identifier as lines, those with a name as `DirName:/CN=…`; here only
  /// the common names and organisations in it count.
  private static func issuersIssuers(_ certificate: OpaquePointer) -> [String] {
    extensionText(certificate, NID_authority_key_identifier).split(whereSeparator: \.isNewline)
      .map { $0.trimmed(.onLine) }
      .filter { $0.hasPrefix("DirName:") }
      .map { String($0.dropFirst("DirName:".count)) }
  }

  private static func written(_ body: (OpaquePointer) -> Int32) -> String {
    guard let bio = BIO_new(BIO_s_mem()) else { return "" }
    defer { BIO_free(bio) }
    guard body(bio) >= 0 else { return "" }
    // Longer names than this tell nobody anything.
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = BIO_read(bio, &bytes, Int32(bytes.count))
    return String(decoding: bytes.prefix(Int(max(0, count))), as: UTF8.self)
  }

  /// By way of generalized time, which both forms of a certificate's moments have (RFC 5280, 4.1.2.5).
  private static func date(_ time: UnsafePointer<ASN1_TIME>?) -> Date {
    guard let time, let general = ASN1_TIME_to_generalizedtime(time, nil) else {
      return .distantPast
    }
    defer { ASN1_GENERALIZEDTIME_free(general) }
    let bytes = UnsafeBufferPointer(
      start: ASN1_STRING_get0_data(general), count: Int(ASN1_STRING_length(general)))
    return DirectoryTime.generalized(String(decoding: bytes, as: UTF8.self))?.date ?? .distantPast
  }
}
