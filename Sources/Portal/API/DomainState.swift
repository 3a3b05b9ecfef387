/// The answer about one domain for the `brama` command (`GET /local/domains/{name}`).
public struct DomainState: Sendable, Equatable {
  /// Whether the domain's address may be used.
  public let isConfirmed: Bool

  /// - Returns: `nil` for a body that is no such answer.
  public init?(_ body: [UInt8]) {
    guard case .object(let members)? = try? JSONScanner.scan(body),
      case .bool(let isConfirmed)? = members.first(where: { $0.name == Array("confirmed".utf8) })?
        .value
    else { return nil }
    self.isConfirmed = isConfirmed
  }
}
