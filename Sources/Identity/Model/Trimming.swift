import Foundation

extension String {
  /// Without white space and line ends at either side.
  var trimmed: String {
    // Most texts have none there: nothing is to be done, and Foundation need not be asked.
    if let first = utf8.first, let last = utf8.last, Self.isPlain(first), Self.isPlain(last) {
      return self
    }
    return trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A printable byte of ASCII other than the space.
  private static func isPlain(_ byte: UInt8) -> Bool { 0x21...0x7e ~= byte }
}
