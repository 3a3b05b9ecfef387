/// Header fields in the order they came; names compare without letter case.
public struct Headers: Sendable, Equatable {
  public private(set) var fields: [Field]

  public struct Field: Sendable, Equatable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(_ fields: [Field] = []) { self.fields = fields }

  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// All values of a field, in order.
  public func all(_ name: String) -> [String] {
    var values: [String] = []
    for field in fields where Self.same(field.name, name) { values.append(field.value) }
    return values
  }

  /// Whether a field is there.
  public func has(_ name: String) -> Bool { fields.contains { Self.same($0.name, name) } }

  /// Names are compared without letter case, and are of ASCII (RFC 9110, section 5.1).
  static func same(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return left.utf8.elementsEqual(right.utf8) { Byte.lowercased($0) == Byte.lowercased($1) }
  }

  /// The one value of a field; `nil` when it is absent or given more than once.
  public func only(_ name: String) -> String? {
    let values = all(name)
    return values.count == 1 ? values[0] : nil
  }
}
