import Identity

/// The rules that Active Directory holds a new password to: those of the domain, or of the fine-grained
/// policy that applies to the person (MS-ADTS 3.1.1.5.3.1.2, MS-SAMR 3.1.1.7.2). The server itself refuses
/// a password without saying which rule it breaks.
struct PasswordSettings: Sendable, Equatable {
  var minimumLength = 0
  /// Three of five kinds of characters, and neither the login nor a part of the name.
  var isComplex = false
  /// How long a password has to be kept.
  var minimumAge = Interval.zero
  /// Old passwords that must not come back.
  var history = 0

  static let ofDomain: [AttributeName] = [
    "minPwdLength", "pwdProperties", "minPwdAge", "pwdHistoryLength",
  ]
  static let fineGrained: [AttributeName] = [
    "msDS-MinimumPasswordLength", "msDS-PasswordComplexityEnabled", "msDS-MinimumPasswordAge",
    "msDS-PasswordHistoryLength",
  ]

  /// - Returns: `nil` where the entry does not let its rules be read.
  init?(_ entry: Entry) {
    if let length = Self.number(entry, "minPwdLength") {
      minimumLength = length
      isComplex = (Self.number(entry, "pwdProperties") ?? 0) & 1 != 0  // DOMAIN_PASSWORD_COMPLEX
      minimumAge = Self.age(entry, "minPwdAge")
      history = Self.number(entry, "pwdHistoryLength") ?? 0
    } else if let length = Self.number(entry, "msDS-MinimumPasswordLength") {
      minimumLength = length
      isComplex = entry.first("msDS-PasswordComplexityEnabled")?.uppercased() == "TRUE"
      minimumAge = Self.age(entry, "msDS-MinimumPasswordAge")
      history = Self.number(entry, "msDS-PasswordHistoryLength") ?? 0
    } else {
      return nil
    }
  }

  private static func number(_ entry: Entry, _ attribute: AttributeName) -> Int? {
    entry.first(attribute).flatMap { Int($0) }
  }

  /// Negative tenths of a microsecond.
  private static func age(_ entry: Entry, _ attribute: AttributeName) -> Interval {
    let units = entry.first(attribute).flatMap { Int64($0) } ?? 0
    return Interval(milliseconds: units < 0 && units > .min ? -units / 10_000 : 0)
  }

  /// The rule that a refused password breaks.
  /// - Parameters:
  ///   - lastSet: when the present password was set; `nil`: it has to be changed, which may be done at once.
  ///   - login: sAMAccountName.
  func fault(
    in password: Secret, lastSet: Timestamp?, now: Timestamp, login: String, name: String
  ) -> NewPasswordFault {
    if let lastSet, minimumAge > .zero, now - lastSet < minimumAge { return .tooYoung }
    let broken = password.withText { text -> NewPasswordFault? in
      if text.utf16.count < minimumLength { return .tooShort(minimum: minimumLength) }
      if isComplex, !Self.isComplex(text, login: login, name: name) { return .notComplex }
      return nil
    }
    // What is left is the history, and lists of forbidden words that administrators add.
    return broken.flatMap { $0 } ?? .usedOrForbidden
  }

  private static func isComplex(_ text: String, login: String, name: String) -> Bool {
    var kinds: Set<Int> = []
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      kinds.insert(
        properties.isUppercase
          ? 0
          : properties.isLowercase
            ? 1
            : properties.numericType == .decimal ? 2 : properties.isAlphabetic ? 3 : 4)
    }
    guard kinds.count >= 3 else { return false }
    let folded = text.lowercased()
    let parts = name.split { ",.-_# \t".contains($0) }.map(String.init) + [login]
    return !parts.contains { $0.utf16.count >= 3 && folded.contains($0.lowercased()) }
  }
}

extension LDAPDirectory {
  /// Which rule a refused password breaks; `.other` where the rules cannot be read.
  func fault(in password: Secret, of member: Member, by deadline: Deadline) async
    -> NewPasswordFault
  {
    do throws(DirectoryError) {
      let name = try readName(member.dn)
      let person = try await switchboard.read(
        [name], .everything,
        ["msDS-ResultantPSO", "pwdLastSet", "sAMAccountName", "displayName"], by: deadline
      ).first
      guard let person, let domain = name.domainName else { return .other }
      let labels = domain.split(separator: ".").map { "DC=\($0)" }.joined(separator: ",")
      let source = person.first("msDS-ResultantPSO") ?? labels
      let rules = try await switchboard.read(
        [try readName(source)], .everything,
        PasswordSettings.ofDomain + PasswordSettings.fineGrained, by: deadline
      ).first.flatMap { PasswordSettings($0) }
      guard let rules else { return .other }
      return rules.fault(
        in: password, lastSet: person.first("pwdLastSet").flatMap(DirectoryTime.fileTime),
        now: reader.now(), login: person.first("sAMAccountName") ?? "",
        name: person.first("displayName") ?? "")
    } catch {
      return .other
    }
  }
}
