import Identity

/// Rows that every sign-in reads and hardly anything changes, as the writer knows them: nobody else writes,
/// so that what it read stays true until it writes there itself.
///
/// Used on the writer's thread only. Whatever was rolled back is forgotten with all the rest.
final class WriterRows {
  /// Past it the cache starts anew.
  private static let limit = 1_000

  private var companies: [CompanyID: Company] = [:]
  /// Since the last commit.
  var hasNewCompanies = false
  private var settings: [String: Setting?] = [:]

  func company(_ id: CompanyID, orRead read: () throws -> Company?) rethrows -> Company? {
    if let known = companies[id] { return known }
    guard let company = try read() else { return nil }
    if companies.count >= Self.limit { companies.removeAll() }
    companies[id] = company
    return company
  }

  func setting(_ name: String, orRead read: () throws -> Setting?) rethrows -> Setting? {
    if let known = settings[name] { return known }
    let setting = try read()
    if settings.count >= Self.limit { settings.removeAll() }
    settings[name] = .some(setting)
    return setting
  }

  /// A company changes, or may.
  func forgetCompanies() {
    companies.removeAll()
    hasNewCompanies = true
  }

  func forgetSettings() { settings.removeAll() }

  func forgetAll() {
    companies.removeAll()
    settings.removeAll()
  }
}
