import Identity
import Synchronization

/// A directory in memory: one group, people with passwords. It stands in for flows that slapd has shown.
final class MemoryDirectory: Directory {
  struct Entry: Sendable {
    let member: Member
    let password: String
  }

  let name: DomainName
  let rules = DirectoryRules(
    createsCards: false, qualifiers: [], suffixes: [], loginByEmail: false, lockout: nil)
  let group: Group
  /// Further groups, with nobody in them.
  let otherGroups: [Group]
  private let people: Mutex<[Entry]>
  private let failure = Mutex<DirectoryError.Code?>(nil)

  init(name: DomainName, group: Group, otherGroups: [Group] = [], entries: [Entry]) {
    self.name = name
    self.group = group
    self.otherGroups = otherGroups
    people = Mutex(entries)
  }

  private var entries: [Entry] { people.withLock { $0 } }

  func remove(_ login: String) {
    people.withLock { entries in entries.removeAll { $0.member.login == login } }
  }

  func rename(_ login: String, name: String, email: String?) {
    people.withLock { entries in
      entries = entries.map { entry in
        guard entry.member.login == login else { return entry }
        let old = entry.member
        return Entry(
          member: Member(id: old.id, dn: old.dn, login: old.login, name: name, email: email),
          password: entry.password)
      }
    }
  }

  func fail(_ code: DirectoryError.Code?) { failure.withLock { $0 = code } }

  private func check() throws(DirectoryError) {
    if let code = failure.withLock({ $0 }) { throw DirectoryError(code) }
  }

  func member(_ id: StableID) async throws(DirectoryError) -> Member? {
    try check()
    return entries.first { $0.member.id == id }?.member
  }

  func member(login: Login) async throws(DirectoryError) -> Member? {
    try check()
    return entries.first { $0.member.login == login.key }?.member
  }

  func verify(_ member: Member, password: Secret, group: GroupChoice)
    async throws(DirectoryError) -> BindOutcome
  {
    try check()
    guard let entry = entries.first(where: { $0.member.id == member.id }),
      password.matches(Secret(entry.password))
    else { return .wrongPassword }
    return .verified(VerifiedBind(member: entry.member))
  }

  func groups(search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Group>
  {
    try check()
    // Two a page, in an order that is not theirs by name, as a directory gives them.
    let all = (otherGroups + [group]).filter { group in
      search.map { group.name.lowercased().contains($0.lowercased()) } ?? true
    }
    guard search == nil else {
      return DirectoryPage(elements: Array(all.prefix(50)), next: nil, more: all.count > 50)
    }
    let start = cursor.flatMap { Int($0.text) } ?? 0
    let end = min(start + 2, all.count)
    return DirectoryPage(
      elements: Array(all[start..<end]),
      next: end < all.count ? DirectoryCursor(text: "\(end)") : nil, more: false)
  }

  func members(of group: GroupChoice, search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Member>
  {
    try check()
    if cursor != nil { throw DirectoryError(.cursorExpired) }
    let members = entries.map(\.member).filter { member in
      search.map { member.name.lowercased().contains($0.lowercased()) } ?? true
    }
    return DirectoryPage(elements: members, next: nil, more: false)
  }

  func present(_ ids: [StableID], in group: GroupChoice) async throws(DirectoryError) -> Set<
    StableID
  > {
    try check()
    return Set(ids).intersection(entries.map(\.member.id))
  }
}

extension MemoryDirectory {
  /// `u1`, with an e-mail address, and `u2`, without one.
  /// - Parameter otherGroups: names of groups beside `staff`.
  static func sample(otherGroups: [String] = []) throws -> MemoryDirectory {
    func entry(_ login: String, _ name: String, _ email: String?) throws -> Entry {
      guard let id = StableID("id-\(login)") else { throw DirectoryError(.badAnswer) }
      return Entry(
        member: Member(id: id, dn: "uid=\(login)", login: login, name: name, email: email),
        password: "password of \(login)")
    }
    guard let name = DomainName("corp"), let group = StableID("id-staff") else {
      throw DirectoryError(.badAnswer)
    }
    return MemoryDirectory(
      name: name, group: Group(id: group, dn: "cn=staff", name: "staff"),
      otherGroups: otherGroups.compactMap { name in
        StableID("id-\(name)").map { Group(id: $0, dn: "cn=\(name)", name: name) }
      },
      entries: [
        try entry("u1", "Ewa Nowak", "ewa@corp.example"), try entry("u2", "Jan Kowal", nil),
      ])
  }
}
