import Identity
import Synchronization

extension LDAPDirectory {
  var groupReader: GroupReader { GroupReader(preset: preset) }

  /// Where groups that hold the chosen one's members are looked for. A server that follows the chain of
  /// groups by itself does so wherever they lie.
  var groupRoot: DN { preset.hasChainRule ? configuration.baseDN : configuration.groups }

  /// The chosen group, wherever it lies now.
  /// - Throws: `.noSuchObject` when it is gone.
  func groupEntry(_ id: StableID, by deadline: Deadline) async throws(DirectoryError) -> Entry {
    var search = Search(
      configuration.groups, .subtree, groupReader.named(id), groupReader.attributes)
    search.firstEntries = 2
    let entries = try await switchboard.search(search, by: deadline).entries
    guard entries.count == 1 else {
      throw DirectoryError(.noSuchObject, detail: "\(entries.count) groups have the id \(id)")
    }
    return entries[0]
  }

  func group(_ id: StableID, by deadline: Deadline) async throws(DirectoryError) -> Group {
    try groupReader.group(try await groupEntry(id, by: deadline))
  }

  func tooManyGroups(_ entry: String) -> DirectoryError {
    DirectoryError(
      .badAnswer,
      detail: "“\(entry)” is in more than \(configuration.limits.nestedGroups) groups")
  }

  /// Direct or through nested groups (DOM-41).
  ///
  /// The group's name is remembered for a while; whoever is not in a group of that name is judged by the
  /// name it has now, as groups are renamed and moved.
  func isMember(_ member: Member, of choice: GroupChoice, by deadline: Deadline)
    async throws(DirectoryError) -> Bool
  {
    guard case .group(let id, _) = choice else { return true }
    let known = targets.withLock { $0[id] }
    if let known, known.isGood, try await isMember(member, of: known, by: deadline) { return true }
    let entry = try await groupEntry(id, by: deadline)
    let target = GroupTarget(
      name: try readName(entry.dn), sid: groupReader.sid(entry), kinds: groupReader.kinds(of: entry)
    )
    targets.withLock { targets in
      if targets.count >= GroupTarget.most { targets = [:] }
      targets[id] = target
    }
    if let known, known.isGood, known.name == target.name { return false }
    return try await isMember(member, of: target, by: deadline)
  }

  private func isMember(_ member: Member, of target: GroupTarget, by deadline: Deadline)
    async throws(DirectoryError) -> Bool
  {
    var own: Set<DN>?
    if let listedIn = member.listedIn {
      var names: Set<DN> = []
      for name in listedIn { names.insert(try readName(name)) }
      if names.contains(target.name) { return true }
      own = names
    }
    if preset.hasChainRule, let memberOf = preset.memberOf {
      return try await isMember(member, of: target.name, target.sid, memberOf, by: deadline)
    }
    guard let own else {
      return try await isMember(
        member.dn, login: member.login, of: target.name, kinds: target.kinds, by: deadline)
    }
    return try await reaches(target.name, from: own, of: member.dn, by: deadline)
  }

  /// The same for an entry, where the server does not follow the chain.
  /// - Parameter kinds: of the group; `nil`: not known.
  func isMember(
    _ entry: String, login: String?, of name: DN, kinds: [ServerPreset.GroupKind]? = nil,
    by deadline: Deadline
  ) async throws(DirectoryError) -> Bool {
    if preset.memberOf == nil {
      // Most are in the group itself: it is asked for them before all others.
      let lists = groupReader.withMember(dn: entry, login: login, kinds: kinds)
      if try await !switchboard.read([name], lists, [], by: deadline).isEmpty { return true }
    }
    let own = try await parents(of: [entry], login: login, by: deadline)
    return try await reaches(name, from: own, of: entry, by: deadline)
  }

  /// Walks upwards from the groups that list an entry, each group once, so that groups that hold each other
  /// do no harm.
  private func reaches(
    _ name: DN, from own: Set<DN>, of entry: String, by deadline: Deadline
  ) async throws(DirectoryError) -> Bool {
    var seen: Set<DN> = []
    var level = own
    while !level.isEmpty {
      if level.contains(name) { return true }
      seen.formUnion(level)
      guard seen.count <= configuration.limits.nestedGroups else { throw tooManyGroups(entry) }
      level = try await parents(of: level.map(\.description), login: nil, by: deadline)
        .subtracting(seen)
    }
    return false
  }

  /// The same where the server follows the chain: one question, and two more for the primary group of
  /// whoever is in by no other.
  private func isMember(
    _ member: Member, of group: DN, _ sid: SID?, _ memberOf: AttributeName, by deadline: Deadline
  ) async throws(DirectoryError) -> Bool {
    let chain = Filter.chain(memberOf, group)
    let found = try await switchboard.read([try readName(member.dn)], chain, [], by: deadline)
    if !found.isEmpty { return true }
    guard let primary = try await primarySID(of: member, by: deadline) else { return false }
    if primary == sid { return true }
    let search = Search(
      groupRoot, .subtree,
      .all([groupReader.filter, .equal(GroupReader.sid, bytes: primary.bytes), chain]), [])
    return try await !switchboard.search(search, by: deadline).entries.isEmpty
  }

  /// The security id of the group that is a person's without listing anybody.
  private func primarySID(of member: Member, by deadline: Deadline)
    async throws(DirectoryError) -> SID?
  {
    guard preset.hasPrimaryGroups else { return nil }
    let entry = try await switchboard.read(
      [try readName(member.dn)], .everything, [GroupReader.sid, GroupReader.primaryGroup],
      by: deadline
    ).first
    guard let entry, let own = groupReader.sid(entry),
      let number = entry.first(GroupReader.primaryGroup).flatMap({ UInt32($0) })
    else { return nil }
    return own.sibling(number)
  }

  /// That group; `nil` where there is none or it lies elsewhere.
  func primaryGroup(of member: Member, by deadline: Deadline) async throws(DirectoryError) -> DN? {
    guard let sid = try await primarySID(of: member, by: deadline) else { return nil }
    let search = Search(
      groupRoot, .subtree,
      .all([groupReader.filter, .equal(GroupReader.sid, bytes: sid.bytes)]), [])
    return try await switchboard.search(search, by: deadline).entries.first
      .map { entry throws(DirectoryError) in try readName(entry.dn) }
  }

  /// The groups that list one of these entries.
  private func parents(of names: [String], login: String?, by deadline: Deadline)
    async throws(DirectoryError) -> Set<DN>
  {
    var found: Set<DN> = []
    for batch in names.batches(of: 50) {
      if let memberOf = preset.memberOf {
        var batchNames: [DN] = []
        for name in batch { batchNames.append(try readName(name)) }
        let entries = try await switchboard.read(
          batchNames, .everything, [memberOf], by: deadline)
        for text in entries.flatMap({ $0.texts(memberOf) }) { found.insert(try readName(text)) }
      } else {
        let filter = Filter.any(
          batch.map { groupReader.withMember(dn: $0, login: login) })
        let search = Search(configuration.groups, .subtree, filter, [])
        for entry in try await switchboard.search(search, by: deadline).entries {
          found.insert(try readName(entry.dn))
        }
      }
    }
    return found
  }
}

/// A group as sign-ins are checked against it.
struct GroupTarget: Sendable {
  /// How long it is taken for granted that the group's name still leads to it.
  static let life = Duration.seconds(10)
  /// Remembered at one time.
  static let most = 1000

  let name: DN
  let sid: SID?
  let kinds: [ServerPreset.GroupKind]
  private let readAt = ContinuousClock.now

  init(name: DN, sid: SID?, kinds: [ServerPreset.GroupKind]) {
    self.name = name
    self.sid = sid
    self.kinds = kinds
  }

  var isGood: Bool { .now - readAt < Self.life }
}

extension Array {
  /// The elements in order, at most `size` at a time.
  func batches(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
