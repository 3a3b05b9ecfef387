import Identity

/// How groups are searched for and made from entries.
struct GroupReader: Sendable {
  let preset: ServerPreset

  static let sid: AttributeName = "objectSid"
  static let primaryGroup: AttributeName = "primaryGroupID"

  var filter: Filter {
    .any(preset.groupKinds.map { .equal("objectClass", $0.objectClass) })
  }

  var attributes: [AttributeName] {
    [preset.stableID, preset.groupName] + (preset.hasPrimaryGroups ? [Self.sid] : [])
  }

  func named(_ id: StableID) -> Filter {
    .all([filter, preset.stableIDForm.filter(preset.stableID, id)])
  }

  func holding(_ phrase: String) -> Filter { .contains(preset.groupName, phrase) }

  /// Groups that list this entry among their members.
  func withMember(dn: String, login: String?) -> Filter {
    .any(
      preset.groupKinds.compactMap { kind in
        switch kind.naming {
        case .distinguishedName:
          .all([.equal("objectClass", kind.objectClass), .equal(kind.member, dn)])
        case .login:
          login.map { .all([.equal("objectClass", kind.objectClass), .equal(kind.member, $0)]) }
        }
      })
  }

  func group(_ entry: Entry) throws(DirectoryError) -> Group {
    guard let id = preset.stableIDForm.id(entry.bytes(preset.stableID)) else {
      throw DirectoryError(
        .badAnswer,
        detail: "“\(entry.dn)”: no readable \(preset.stableID); may the service account read it?")
    }
    return Group(
      id: id, dn: entry.dn, name: String((entry.first(preset.groupName) ?? entry.dn).prefix(256)))
  }

  /// The security id of a person or group, where the server has them.
  func sid(_ entry: Entry) -> SID? { entry.bytes(Self.sid).first.flatMap { SID(bytes: $0) } }
}
