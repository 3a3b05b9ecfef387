/// The members that groups list by value: names of people, and of groups still to be looked into.
struct GroupRoll: Sendable {
  /// Names that are no group's.
  private(set) var names = NameSet.distinguishedNames
  private(set) var logins = NameSet.logins
  /// Groups met, the first one included: each is read once, so circles end.
  private(set) var groups = NameSet.distinguishedNames
  /// Set when the roll cannot be used.
  private(set) var problem: String?
  /// What of the entry just read is still to come, as `member;range=1500-*`.
  var nextRanges: [AttributeName] = []

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

  /// One value of one attribute of a group's entry.
  mutating func add(_ value: UnsafeRawBufferPointer, of attribute: String) {
    let (name, end) = Self.range(attribute)
    guard problem == nil, let kind = kinds.first(where: { $0.member.key == name }) else { return }
    if let end {
      let next = AttributeName(kind.member, from: end + 1)
      if !nextRanges.contains(next) { nextRanges.append(next) }
    }
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

  /// `member;range=0-1499`: name, and the last that came unless all have (`range=1500-*`).
  private static func range(_ attribute: String) -> (String, Int?) {
    guard let mark = attribute.firstIndex(of: ";") else { return (attribute, nil) }
    let name = String(attribute[..<mark])
    let options = attribute[mark...].split(separator: ";")
    guard let range = options.first(where: { $0.hasPrefix("range=") }) else { return (name, nil) }
    return (name, range.split(separator: "-").last.flatMap { Int($0) })
  }
}
