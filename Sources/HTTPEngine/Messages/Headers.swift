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
    fields.filter { $0.name.count == name.count && $0.name.lowercased() == name.lowercased() }
      .map(\.value)
  }

  /// The one value of a field; `nil` when it is absent or given more than once.
  public func only(_ name: String) -> String? {
    let values = all(name)
    return values.count == 1 ? values[0] : nil
  }
}
