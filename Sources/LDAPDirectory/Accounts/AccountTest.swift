public import Identity

/// How an attribute of an entry tells that something is wrong with the account (DOM-43).
public struct AccountTest: Sendable, Hashable {
  public enum Condition: Sendable, Hashable {
    /// One of the values is this one, letter case ignored.
    case value(String)
    /// The value is a number with one of these bits.
    case bits(Int64)
    /// The value is a number other than 0 and not negative.
    case notZero
    /// A moment in generalized time that has come (RFC 4517, 3.3.13).
    case past
    /// A moment in generalized time that is still to come.
    case future
    /// A moment in tenths of a microsecond since 1601 that has come; 0 and the largest number mean never.
    case fileTimePast
    /// A day, counted from 1970, that has come; 0 and less mean never.
    case dayPast
  }

  public var attribute: AttributeName
  public var condition: Condition
  public var problem: AccountProblem

  public init(_ attribute: AttributeName, _ condition: Condition, _ problem: AccountProblem) {
    self.attribute = attribute
    self.condition = condition
    self.problem = problem
  }

  /// - Parameter moment: now. A value that cannot be read says nothing: the bind has the last word.
  func holds(_ entry: Entry, at moment: Timestamp) -> Bool {
    let values = entry.texts(attribute)
    switch condition {
    case .value(let wanted):
      return values.contains { $0.lowercased() == wanted.lowercased() }
    case .bits(let bits): return values.contains { (Int64($0) ?? 0) & bits != 0 }
    case .notZero: return values.contains { (Int64($0) ?? 0) > 0 }
    case .past: return values.compactMap(DirectoryTime.generalized).contains { $0 <= moment }
    case .future: return values.compactMap(DirectoryTime.generalized).contains { $0 > moment }
    case .fileTimePast: return values.compactMap(DirectoryTime.fileTime).contains { $0 <= moment }
    case .dayPast: return values.compactMap(DirectoryTime.days).contains { $0 <= moment }
    }
  }
}

extension [AccountTest] {
  /// The problem of the first test that holds.
  func problem(_ entry: Entry, at moment: Timestamp) -> AccountProblem? {
    first { $0.holds(entry, at: moment) }?.problem
  }
}
