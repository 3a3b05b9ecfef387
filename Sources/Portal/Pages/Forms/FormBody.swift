import HTTPEngine

/// The fields of a form as it was sent: `application/x-www-form-urlencoded` (URL standard, section 5),
/// read strictly.
struct FormBody: Sendable, Equatable {
  /// Bytes of a whole body.
  static let limit = 16 * 1024
  static let fieldLimit = 32

  enum Fault: Error, Sendable, Equatable {
    /// Another content type (415).
    case unsupportedType
    /// More than `limit` bytes or `fieldLimit` fields (413).
    case tooLarge
    /// Broken percent-encoding, text that is not UTF-8, a NUL, a field given twice (400).
    case malformed
  }

  private let fields: [String: String]

  init(_ request: DetachedRequest) throws(Fault) {
    guard let type = request.headers.only("content-type"), FormBody.isForm(type) else {
      throw .unsupportedType
    }
    try self.init(bytes: request.body)
  }

  init(bytes: [UInt8]) throws(Fault) {
    guard bytes.count <= FormBody.limit else { throw .tooLarge }
    var fields: [String: String] = [:]
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      guard fields.count < FormBody.fieldLimit else { throw .tooLarge }
      let parts = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2,
        let name = PercentCoding.decode(parts[0], plusIsSpace: true),
        let value = PercentCoding.decode(parts[1], plusIsSpace: true),
        fields.updateValue(
          String(decoding: value, as: UTF8.self), forKey: String(decoding: name, as: UTF8.self))
          == nil
      else { throw .malformed }
    }
    self.fields = fields
  }

  /// A field that is absent is an empty one: a form always sends its text fields.
  subscript(name: String) -> String { fields[name] ?? "" }

  /// A field that not every form of its kind has.
  func text(_ name: String) -> String? { fields[name] }

  /// Is a checkbox marked? A browser sends nothing for one that is not.
  func isMarked(_ name: String) -> Bool { fields[name] != nil }

  private static func isForm(_ type: String) -> Bool {
    let parts = type.lowercased().split(separator: ";", omittingEmptySubsequences: false).map {
      $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" }
    }
    guard parts[0] == "application/x-www-form-urlencoded" else { return false }
    return parts.dropFirst().allSatisfy { !$0.hasPrefix("charset=") || $0 == "charset=utf-8" }
  }
}
