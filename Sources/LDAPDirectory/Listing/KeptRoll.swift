import Identity
import Synchronization

/// The last roll of a group that was read, kept for a short while: searching for phrases and looking after
/// many people ask for the same one again and again. Whoever signs in is looked up in the directory itself.
struct KeptRoll: Sendable {
  let group: StableID
  let roll: GroupRoll
  let readAt: ContinuousClock.Instant

  func isGood(for group: StableID, within age: Duration) -> Bool {
    self.group == group && .now - readAt <= age
  }
}

extension LDAPDirectory {
  /// People of whom it is asked one by one whether they are in a group that no search can be restricted
  /// to; of more the group is read whole.
  static let few = 5

  /// As `scope`, from a roll that is not older than that.
  func scope(_ choice: GroupChoice, within age: Duration, by deadline: Deadline)
    async throws(DirectoryError) -> GroupScope
  {
    guard case .group(let id, _) = choice, listsValues else {
      return try await scope(choice, by: deadline)
    }
    let kept = keptRoll.withLock { $0 }
    if let kept, kept.isGood(for: id, within: age) { return .roll(kept.roll) }
    let readAt = ContinuousClock.now
    let scope = try await scope(choice, by: deadline)
    if case .roll(let roll) = scope {
      keptRoll.withLock { $0 = KeptRoll(group: id, roll: roll, readAt: readAt) }
      _ = switchboard.timekeeper.at(readAt + configuration.limits.searchRollAge) { [weak self] in
        self?.keptRoll.withLock { kept in if kept?.readAt == readAt { kept = nil } }
      }
    }
    return scope
  }

  /// Groups are told by their values alone.
  var listsValues: Bool { preset.memberOf == nil }

  /// Those of a few entries that are in the group, each asked for upwards (DOM-41).
  /// - Throws: `.noSuchObject` when the group is gone.
  func held(_ entries: [Entry], in group: StableID, by deadline: Deadline)
    async throws(DirectoryError) -> [Entry]
  {
    let name = try readName(try await groupEntry(group, by: deadline).dn)
    var held: [Entry] = []
    for entry in entries
    where try await isMember(entry.dn, login: entry.first(preset.login), of: name, by: deadline) {
      held.append(entry)
    }
    return held
  }
}
