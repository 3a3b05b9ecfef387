import Synchronization

@testable import Identity

/// A directory in memory, for the rules that sit behind the port; the real ones are tested with slapd
/// beside their adapter.
final class InMemoryDirectory: Directory {
  struct Entries {
    var members: [Member] = []
    var groups: [Group] = []
    var membership: [StableID: Set<StableID>] = [:]
    var passwords: [StableID: String] = [:]
    /// What every call answers with.
    var failure: DirectoryError.Code?
    /// Questions asked of `present`: how many people each had.
    var batches: [Int] = []
    /// After so many of them `present` has no answer.
    var batchesAnswered = Int.max
    var binds = 0
    var pageSize = 2
    var openCursors: Set<String> = []
  }

  let name: DomainName
  let rules: DirectoryRules
  private let entries = Mutex(Entries())

  init(_ name: DomainName, rules: DirectoryRules = .plain) {
    self.name = name
    self.rules = rules
  }

  func change<Value: Sendable>(_ body: (inout sending Entries) -> sending Value) -> Value {
    entries.withLock { body(&$0) }
  }

  @discardableResult
  func add(
    _ login: String, name: String? = nil, email: String? = nil, password: String = "dir password",
    in groups: [StableID] = []
  ) -> Member {
    let member = Member(
      id: .named("id-\(login)"), dn: "uid=\(login)", login: login, name: name ?? "Member \(login)",
      email: email)
    change { entries in
      entries.members.removeAll { $0.id == member.id }
      entries.members.append(member)
      entries.passwords[member.id] = password
      for group in groups { entries.membership[group, default: []].insert(member.id) }
    }
    return member
  }

  @discardableResult
  func addGroup(_ name: String) -> Group {
    let group = Group(id: .named("group-\(name)"), dn: "cn=\(name)", name: name)
    change { $0.groups.append(group) }
    return group
  }

  func remove(_ member: StableID) { change { $0.members.removeAll { $0.id == member } } }

  private func answer<Value: Sendable>(
    _ body: (inout sending Entries) throws(DirectoryError) -> sending Value
  ) throws(DirectoryError) -> Value {
    let result: Result<Value, DirectoryError> = entries.withLock { entries in
      if let failure = entries.failure { return .failure(DirectoryError(failure)) }
      do throws(DirectoryError) { return .success(try body(&entries)) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  func member(_ id: StableID) async throws(DirectoryError) -> Member? {
    try answer { $0.members.first { $0.id == id } }
  }

  func member(login: Login) async throws(DirectoryError) -> Member? {
    try answer { $0.members.first { $0.login == login.name } }
  }

  func verify(_ member: Member, password: Secret, group: GroupChoice)
    async throws(DirectoryError) -> BindOutcome
  {
    let typed = password.withText { $0 }
    return try answer { entries in
      entries.binds += 1
      guard entries.passwords[member.id] == typed else { return .wrongPassword }
      return entries.isIn(group, member.id)
        ? .verified(VerifiedBind(member: member)) : .notInGroup
    }
  }

  func groups(search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Group>
  {
    try answer { entries throws(DirectoryError) in
      let fitting = entries.groups.filter { search == nil || $0.name.contains(search ?? "") }
      return try entries.page(fitting, isSearch: search != nil, cursor, reader)
    }
  }

  func members(of group: GroupChoice, search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Member>
  {
    try answer { entries throws(DirectoryError) in
      if case .group(let id, _) = group, !entries.groups.contains(where: { $0.id == id }) {
        throw DirectoryError(.noSuchObject)
      }
      let fitting = entries.members.filter {
        entries.isIn(group, $0.id) && (search == nil || $0.name.contains(search ?? ""))
      }
      return try entries.page(fitting, isSearch: search != nil, cursor, reader)
    }
  }

  func present(_ ids: [StableID], in group: GroupChoice) async throws(DirectoryError)
    -> Set<StableID>
  {
    try answer { entries throws(DirectoryError) in
      entries.batches.append(ids.count)
      guard entries.batches.count <= entries.batchesAnswered else {
        throw DirectoryError(.unavailable)
      }
      if case .group(let id, _) = group, !entries.groups.contains(where: { $0.id == id }) {
        throw DirectoryError(.noSuchObject)
      }
      let known = Set(entries.members.filter { $0.unusable == nil }.map(\.id))
      return Set(ids.filter { known.contains($0) && entries.isIn(group, $0) })
    }
  }
}

extension InMemoryDirectory.Entries {
  func isIn(_ group: GroupChoice, _ member: StableID) -> Bool {
    guard case .group(let id, _) = group else { return true }
    return membership[id]?.contains(member) == true
  }

  mutating func page<Element: Sendable & Equatable>(
    _ all: [Element], isSearch: Bool, _ cursor: DirectoryCursor?, _ reader: String
  ) throws(DirectoryError) -> DirectoryPage<Element> {
    if isSearch {
      return DirectoryPage(
        elements: Array(all.prefix(50)), next: nil, more: all.count > 50)
    }
    var start = 0
    if let cursor {
      guard openCursors.remove(cursor.text) != nil, cursor.text.hasPrefix(reader + "/"),
        let place = cursor.text.split(separator: "/").last.flatMap({ Int($0) })
      else { throw DirectoryError(.cursorExpired) }
      start = place
    }
    let end = min(start + pageSize, all.count)
    var next: DirectoryCursor?
    if end < all.count {
      next = DirectoryCursor(text: "\(reader)/\(end)")
      openCursors.insert("\(reader)/\(end)")
    }
    return DirectoryPage(elements: Array(all[start..<end]), next: next, more: false)
  }
}

extension DirectoryRules {
  static let plain = DirectoryRules(
    createsCards: false, qualifiers: [], suffixes: [], loginByEmail: false, lockout: nil)
}

extension StableID {
  /// A test's own text is never too long.
  static func named(_ text: String) -> StableID {
    guard let id = StableID(text) else { preconditionFailure("no stable id: \(text)") }
    return id
  }
}

extension DomainName {
  static func named(_ text: String) -> DomainName {
    guard let name = DomainName(text) else { preconditionFailure("no domain name: \(text)") }
    return name
  }
}
