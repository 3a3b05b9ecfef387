import FoundationEssentials

extension AuditTrail {
  /// The longest page of lines.
  public static let pageLimit = 500

  /// A line with its personal fields opened, or `nil` where the person was anonymised.
  public struct Entry: Sendable, Equatable {
    public let record: AuditRecord
    public let details: [String: String]
    public let personal: [String: String]?
  }

  /// Newest first.
  /// - Parameter before: the `next` of the page before.
  public func list(_ filter: AuditFilter, before: Int64?, limit: Int, by caller: Caller)
    async throws(Rejection) -> (entries: [Entry], next: Int64?)
  {
    let limit = min(max(1, limit), Self.pageLimit)
    let entries = try await authority().read(by: caller, .administrator) { [self] tx in
      try tx.audit.list(filter, before: before, limit: limit + 1).map { try entry($0, in: tx) }
    }
    let page = Array(entries.prefix(limit))
    return (page, entries.count > limit ? page.last?.record.sequence : nil)
  }

  private func entry(_ record: AuditRecord, in tx: any Transaction) throws -> Entry {
    var personal: [String: String]?
    // A damaged line must not hide the others: `verify` names it.
    do { personal = try open(record, in: tx) } catch is SealError {} catch is DecodingError {}
    return Entry(record: record, details: Self.fields(record.details), personal: personal)
  }

  static func fields(_ json: String) -> [String: String] {
    (try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))) ?? [:]
  }
}
