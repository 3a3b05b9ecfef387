/// A configured value that cannot be used. `description` says what is wrong and what is allowed; it holds
/// no secret.
public struct InvalidSetting: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
