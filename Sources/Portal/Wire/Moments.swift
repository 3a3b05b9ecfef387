import FoundationEssentials
import Identity

extension Timestamp {
  /// RFC 3339 with a zone, with or without fractions of a second.
  init?(rfc3339 text: String) {
    guard (20...40).contains(text.utf8.count), text.utf8.allSatisfy({ $0 < 0x80 }) else {
      return nil
    }
    let upper = text.uppercased()
    let plain = Date.ISO8601FormatStyle(timeZone: .gmt)
    let fractions = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
    guard let date = (try? plain.parse(upper)) ?? (try? fractions.parse(upper)) else { return nil }
    self.init(date)
  }
}

extension JSON {
  static func moment(_ moment: Timestamp) -> JSON { .string(moment.rfc3339) }
  static func moment(_ moment: Timestamp?) -> JSON { moment.map { .string($0.rfc3339) } ?? .null }
}
