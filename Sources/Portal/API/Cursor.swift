import FoundationEssentials
import Identity

/// An opaque place in a list of Brama's own: what stood last on the page before.
enum Cursor {
  static func text(_ list: String, after place: String) -> String {
    Data("\(list):\(place)".utf8).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// - Returns: `nil` for a text that is no cursor of this list.
  static func place(in text: String, of list: String) -> String? {
    let plain = text.replacing("-", with: "+").replacing("_", with: "/")
    let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
    // Byte by byte: a combining mark behind the colon would be one character with it.
    let prefix = Array("\(list):".utf8)
    guard let data = Data(base64Encoded: padded), data.starts(with: prefix) else { return nil }
    return String(validating: data.dropFirst(prefix.count), as: UTF8.self)
  }
}

extension Fields {
  /// The parameter `cursor` of a list of Brama's own.
  mutating func cursor<Place>(of list: String, _ read: (String) -> Place?) -> Place? {
    guard let text = text("cursor") else { return nil }
    if let place = Cursor.place(in: text, of: list).flatMap(read) { return place }
    note("cursor", .notACursor)
    return nil
  }
}
