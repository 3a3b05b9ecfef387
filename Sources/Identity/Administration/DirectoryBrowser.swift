import Text

/// Domains, groups and members for administrators (DOM-11, 12, 16, 17, 30, 31).
public final class DirectoryBrowser: Sendable {
  /// The shortest phrase that is searched for (DOM-30, CLI-B02).
  public static let shortestPhrase = 2

  let core: Core

  init(_ core: Core) { self.core = core }

  /// The configured directories, by name (DOM-11).
  public func domains(by caller: Caller) async throws(Rejection) -> [DomainName] {
    try await authorise(caller)
    return core.environment.directories.keys.sorted { $0.text < $1.text }
  }

  /// Groups as the directory has them now (DOM-12). A listing that fits on one page is sorted by name;
  /// a longer one comes in directory order, because only its whole could be sorted.
  ///
  /// - Throws: `.invalid` with `domain` or `search` at fault, `.cursorExpired`, `.directory`.
  public func groups(
    of domain: String, search: String?, cursor: String?, by caller: Caller
  ) async throws(Rejection) -> DirectoryPage<Group> {
    try await authorise(caller)
    let (directory, phrase) = try question(domain, group: nil, search)
    let page = try await Self.asking { () async throws(DirectoryError) in
      try await directory.groups(
        search: phrase, cursor: cursor.map(DirectoryCursor.init(text:)), for: caller.reader)
    }
    guard cursor == nil, page.next == nil else { return page }
    let sorted = page.elements.sorted { PolishText.precedes($0.name, $1.name) }
    return DirectoryPage(elements: sorted, next: nil, more: page.more)
  }

  /// Members as the directory has them now, nested groups counted (DOM-31, 41).
  /// - Parameter group: `all` or `nil`: everyone; else a group's stable id.
  /// - Throws: as `groups`, with `group` at fault for one that is not there.
  public func members(
    of domain: String, group: String?, search: String?, cursor: String?, by caller: Caller
  ) async throws(Rejection) -> DirectoryPage<Member> {
    try await authorise(caller)
    let (directory, phrase) = try question(domain, group: group, search)
    let choice: GroupChoice
    switch group {
    case nil, "", "all": choice = .all
    case .some(let text):
      guard let id = StableID(text) else {
        throw .invalid([FieldFault("group", .noSuchGroup(text))])
      }
      choice = .group(id, name: "")
    }
    do {
      return try await directory.members(
        of: choice, search: phrase, cursor: cursor.map(DirectoryCursor.init(text:)),
        for: caller.reader)
    } catch {
      if error.code == .noSuchObject, choice != .all, let group {
        throw .invalid([FieldFault("group", .noSuchGroup(group))])
      }
      throw Rejection(error)
    }
  }

  private func authorise(_ caller: Caller) async throws(Rejection) {
    _ = try await core.authority.read(by: caller, .administrator) { _ in true }
  }

  /// Every part of a question that breaks a rule, without asking the directory: for a request that has
  /// faults of form, too (GEN-11).
  /// - Throws: what a missing right does.
  public func faults(in domain: String, group: String?, search: String?, by caller: Caller)
    async throws(Rejection) -> [FieldFault]
  {
    try await authorise(caller)
    do {
      _ = try question(domain, group: group, search)
      return []
    } catch {
      guard case .invalid(let faults) = error else { throw error }
      return faults
    }
  }

  private func question(_ domain: String, group: String?, _ search: String?) throws(Rejection)
    -> (directory: any DirectoryListing, phrase: String?)
  {
    var faults: [FieldFault] = []
    let directory = DomainName(domain).flatMap { core.environment.directories[$0] }
    if directory == nil { faults.append(FieldFault("domain", .noSuchDomain(domain))) }
    if let group, !group.isEmpty, group != "all", StableID(group) == nil {
      faults.append(FieldFault("group", .noSuchGroup(group)))
    }
    let phrase = search?.trimmed() ?? ""
    if !phrase.isEmpty, phrase.count < Self.shortestPhrase {
      faults.append(FieldFault("search", .phraseTooShort(minimum: Self.shortestPhrase)))
    }
    guard let directory, faults.isEmpty else { throw .invalid(faults) }
    return (directory, phrase.isEmpty ? nil : phrase)
  }

  private static func asking<Value>(
    _ question: () async throws(DirectoryError) -> Value
  ) async throws(Rejection) -> Value {
    do { return try await question() } catch { throw Rejection(error) }
  }
}

extension Rejection {
  init(_ error: DirectoryError) {
    self = error.code == .cursorExpired ? .cursorExpired : .directory(error.code)
  }
}
