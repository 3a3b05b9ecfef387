import HTTPEngine
import Identity
import Messages

/// Versions of stored things as entity tags (RFC 9110, sections 8.8.3 and 13.1.1; GEN-12).
enum EntityTag {
  static func of(_ version: Int) -> String { "\"\(version)\"" }

  /// The version that `If-Match` names, `nil` where the request has no such field.
  /// - Throws: `Problem`: 400 for what is no entity tag; 412 for a weak tag, which never matches, and for
  ///   a tag that Brama never gave. `*` counts as none: a call that needs a version would
  ///   save over what nobody has seen.
  static func presented(_ headers: Headers) throws(Problem) -> Int? {
    let fields = headers.all("if-match")
    guard let field = fields.first else { return nil }
    if field == "*" { return nil }
    guard fields.count == 1 else { throw Problem(.malformedRequest, .malformedIfMatch) }
    if field.hasPrefix("W/\"") { throw Problem(.stale, detail: .rejection(.stale)) }
    let bytes = field.utf8
    guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22,
      bytes.dropFirst().dropLast().allSatisfy({ $0 == 0x21 || $0 > 0x22 && $0 != 0x7f })
    else { throw Problem(.malformedRequest, .malformedIfMatch) }
    guard let version = Int(field.dropFirst().dropLast()) else {
      throw Problem(.stale, detail: .rejection(.stale))
    }
    return version
  }

  static func required(_ headers: Headers) throws(Problem) -> Int {
    guard let version = try presented(headers) else {
      throw Problem(.versionRequired, .ifMatchRequired)
    }
    return version
  }
}
