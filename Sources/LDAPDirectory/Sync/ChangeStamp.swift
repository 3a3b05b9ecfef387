import Identity

/// A generalized time (RFC 4517, 3.3.13) in UTC with whole seconds, as servers stamp their entries.
struct ChangeStamp: Comparable, Sendable {
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  /// `20261125013729Z`, `20261125013729.0Z`; other forms are of no stamp.
  init?(_ text: String) {
    let digits = text.utf8.prefix { (48...57).contains($0) }
    guard digits.count == 14, text.hasSuffix("Z"), let moment = DirectoryTime.generalized(text)
    else { return nil }
    seconds = Int(moment.seconds)
  }

  /// `nanoseconds` are left out; Active Directory wants a fraction.
  func text(withFraction: Bool) -> String {
    Timestamp(seconds: Int64(seconds)).rfc3339.filter(\.isNumber) + (withFraction ? ".0Z" : "Z")
  }

  static func - (a: ChangeStamp, b: Int) -> ChangeStamp { ChangeStamp(seconds: a.seconds - b) }
  static func < (a: ChangeStamp, b: ChangeStamp) -> Bool { a.seconds < b.seconds }
}
