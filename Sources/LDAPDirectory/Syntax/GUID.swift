/// The id of an object of Active Directory: 16 bytes, of which the first three fields are numbers with
/// the least byte first (MS-DTYP 2.3.4.2), so that text and bytes differ in order.
struct GUID: Sendable, Hashable {
  /// As in `objectGUID`.
  let bytes: [UInt8]

  /// Where the bytes of the text lie in the value.
  private static let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

  /// - Returns: `nil` unless there are 16 bytes.
  init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads `6f2b8a4e-93c1-4d0a-8f5e-0123456789ab`, letter case ignored, braces around it allowed.
  init?(text: String) {
    var digits = Array(text.utf8)
    if digits.first == UInt8(ascii: "{"), digits.last == UInt8(ascii: "}") {
      digits = Array(digits.dropFirst().dropLast())
    }
    guard digits.count == 36, [8, 13, 18, 23].allSatisfy({ digits[$0] == UInt8(ascii: "-") }) else {
      return nil
    }
    for place in [23, 18, 13, 8] { digits.remove(at: place) }
    var bytes = [UInt8](repeating: 0, count: 16)
    for (index, place) in Self.order.enumerated() {
      guard let high = hexValue(digits[2 * index]), let low = hexValue(digits[2 * index + 1]) else {
        return nil
      }
      bytes[place] = high << 4 | low
    }
    self.bytes = bytes
  }

  /// Lower case, in groups of 8, 4, 4, 4 and 12 digits.
  var text: String {
    var out = ""
    for (index, place) in Self.order.enumerated() {
      if [4, 6, 8, 10].contains(index) { out += "-" }
      out += hexText(bytes[place]).lowercased()
    }
    return out
  }
}
