/// The name of an attribute (RFC 4512, 1.4: a keystring or a dotted number), with options after `;`
/// allowed. Compared without regard to case.
public struct AttributeName: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral
{
  public let text: String
  /// Lower case: what names are compared by.
  let key: String

  public init(_ text: String) throws(InvalidSetting) {
    guard Self.isName(text) else {
      throw InvalidSetting("“\(text)” is not an attribute name: letters, digits, - . and ;")
    }
    self.text = text
    self.key = text.lowercased()
  }

  /// - Precondition: the literal is a name; for names written in the program.
  public init(stringLiteral text: String) {
    precondition(Self.isName(text), "not an attribute name: \(text)")
    self.text = text
    self.key = text.lowercased()
  }

  /// The values of an attribute from this one on (MS-ADTS 3.1.1.3.1.3.3): asked for, never in a filter.
  init(_ attribute: AttributeName, from first: Int) {
    self.text = "\(attribute.text);range=\(first)-*"
    self.key = text.lowercased()
  }

  private static func isName(_ text: String) -> Bool {
    guard (1...128).contains(text.utf8.count), let first = text.utf8.first else { return false }
    let isAlphanumeric: (UInt8) -> Bool = {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
    }
    return isAlphanumeric(first)
      && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 59 }
  }

  public static func == (a: AttributeName, b: AttributeName) -> Bool { a.key == b.key }
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
  public var description: String { text }
}

extension [AttributeName] {
  /// Each once: a server need not like to be asked for one twice.
  var unique: [AttributeName] {
    // They are a few: looking through them costs less than a set does.
    reduce(into: []) { seen, name in if !seen.contains(name) { seen.append(name) } }
  }
}
