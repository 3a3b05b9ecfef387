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
    seconds = Int(moment.milliseconds / 1000)
  }

  /// `nanoseconds` are left out; Active Directory wants a fraction.
  func text(withFraction: Bool) -> String {
    let (day, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    // The proleptic Gregorian calendar, in eras of 400 years that begin with March.
    let shifted = day + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let parts = [
      (year, 4), (month, 2), (dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2),
      (rest / 3600, 2), (rest / 60 % 60, 2), (rest % 60, 2),
    ]
    return parts.map { number, width in
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }.joined() + (withFraction ? ".0Z" : "Z")
  }

  static func - (a: ChangeStamp, b: Int) -> ChangeStamp { ChangeStamp(seconds: a.seconds - b) }
  static func < (a: ChangeStamp, b: ChangeStamp) -> Bool { a.seconds < b.seconds }
}
