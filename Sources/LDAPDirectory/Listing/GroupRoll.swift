/// The members that groups list by value: names of people, and of groups still to be looked into.
struct GroupRoll: Sendable {
  /// Names that are no group's.
  private(set) var names = NameSet.distinguishedNames
  private(set) var logins = NameSet.logins
  /// Groups met, the first one included: each is read once, so circles end.
  private(set) var groups = NameSet.distinguishedNames
  /// Set when the roll cannot be used.
  private(set) var problem: String?
  /// What of the entry just read is still to come: the first value that has not, by attribute.
  private var rest: [AttributeName: Int] = [:]
  /// What of it was asked for with this reply.
  private var asked: [AttributeName: Int] = [:]

  private let allGroups: NameSet
  private let kinds: [ServerPreset.GroupKind]
  private let limits: DirectoryLimits

  init(allGroups: NameSet, kinds: [ServerPreset.GroupKind], limits: DirectoryLimits) {
    self.allGroups = allGroups
    self.kinds = kinds
    self.limits = limits
  }

  /// A roll of the same directory with nobody on it.
  func blank() -> GroupRoll { GroupRoll(allGroups: allGroups, kinds: kinds, limits: limits) }

  mutating func formUnion(_ other: GroupRoll) {
    names.formUnion(other.names)
    logins.formUnion(other.logins)
    groups.formUnion(other.groups)
    checkLimits()
  }

  mutating func begin(with group: DN) { groups.insert(Array(group.description.utf8)) }

  /// The attributes to ask for next, as `member;range=1500-*`; empty when all has come.
  var nextRanges: [AttributeName] {
    rest.sorted { $0.key.key < $1.key.key }.map { AttributeName($0.key, from: $0.value) }
  }

  /// Before what `nextRanges` asked for.
  mutating func beginReply() {
    asked = rest
    rest = [:]
  }

  /// After it: what was asked for and did not come leaves a gap.
  mutating func endReply() {
    if let missing = asked.keys.first, problem == nil {
      problem = "the rest of \(missing) did not come"
    }
  }

  /// One attribute of a group's entry, before its values, also when it has none: a part of a list may be
  /// empty and another follow.
  mutating func meet(_ attribute: String) {
    guard problem == nil, let (kind, range) = part(attribute) else { return }
    switch range {
    case .whole: break
    case .rest(let start), .some(let start, _):
      let wanted = asked.removeValue(forKey: kind.member) ?? 0
      guard start == wanted else {
        problem = "\(attribute) where values from \(wanted) were asked for"
        return
      }
      // Each part brings the list on, so that it ends.
      if case .some(_, let end) = range {
        guard end >= start, end < Int(Int32.max) else {
          problem = "\(attribute) is no part of a list"
          return
        }
        rest[kind.member] = end + 1
      }
    case .unreadable: problem = "\(attribute) is no part of a list"
    }
  }

  /// One value of it.
  mutating func add(_ value: UnsafeRawBufferPointer, of attribute: String) {
    guard problem == nil, let (kind, _) = part(attribute) else { return }
    guard value.count <= 8192 else {
      problem = "a member's name of \(value.count) bytes"
      return
    }
    let bytes = Array(value)
    switch kind.naming {
    case .login: logins.insert(bytes)
    case .distinguishedName:
      let key = names.key(of: bytes)
      if allGroups.contains(key: key) {
        groups.insert(bytes, key: key)
      } else {
        names.insert(bytes, key: key)
      }
    }
    checkLimits()
  }

  private mutating func checkLimits() {
    if names.count + logins.count > limits.groupMembers {
      problem = "more than \(limits.groupMembers) members"
    } else if groups.count > limits.nestedGroups {
      problem = "more than \(limits.nestedGroups) groups in one"
    }
  }

  /// Which values of a list came (MS-ADTS 3.1.1.3.1.3.3).
  private enum Part {
    case whole
    /// `range=1500-*`: these are the last.
    case rest(Int)
    /// `range=0-1499`: more follow.
    case some(Int, Int)
    case unreadable
  }

  private func part(_ attribute: String) -> (ServerPreset.GroupKind, Part)? {
    let pieces = attribute.split(separator: ";", omittingEmptySubsequences: false)
    guard let kind = kinds.first(where: { $0.member.key == pieces[0] }) else { return nil }
    guard let range = pieces.dropFirst().first(where: { $0.hasPrefix("range=") }) else {
      return (kind, .whole)
    }
    let bounds = range.dropFirst("range=".count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard bounds.count == 2, let start = Int(bounds[0]) else { return (kind, .unreadable) }
    if bounds[1] == "*" { return (kind, .rest(start)) }
    return (kind, Int(bounds[1]).map { .some(start, $0) } ?? .unreadable)
  }
}
