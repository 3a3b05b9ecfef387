import FoundationEssentials

/// Base64 in its two alphabets (RFC 4648, sections 4 and 5).
enum Base64 {
  static func standard(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  /// For cookies and form fields, without padding.
  static func url(_ bytes: [UInt8]) -> String {
    standard(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}

extension Base64 {
  /// Is the byte one of the URL-safe alphabet?
  static func isURLSafe(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
