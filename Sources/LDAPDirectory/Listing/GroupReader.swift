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
    [preset.stableID, preset.groupName, "objectClass"]
      + (preset.hasPrimaryGroups ? [Self.sid] : [])
  }

  /// Of which kinds one group is.
  func kinds(of entry: Entry) -> [ServerPreset.GroupKind] {
    let classes = Set(entry.texts("objectClass").map { $0.lowercased() })
    let kinds = preset.groupKinds.filter { classes.contains($0.objectClass.lowercased()) }
    // Names of classes may be told in another spelling.
    return kinds.isEmpty ? preset.groupKinds : kinds
  }

  func named(_ id: StableID) -> Filter {
    .all([filter, preset.stableIDForm.filter(preset.stableID, id)])
  }

  func holding(_ phrase: String) -> Filter { .contains(preset.groupName, phrase) }

  /// Groups that list this entry among their members.
  /// - Parameter kinds: of groups that are looked at; `nil`: all.
  func withMember(dn: String, login: String?, kinds: [ServerPreset.GroupKind]? = nil) -> Filter {
    .any(
      (kinds ?? preset.groupKinds).compactMap { kind in
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
      id: id, dn: entry.dn, name: (entry.first(preset.groupName) ?? entry.dn).cut(toScalars: 256))
  }

  /// The security id of a person or group, where the server has them.
  func sid(_ entry: Entry) -> SID? { entry.bytes(Self.sid).first.flatMap { SID(bytes: $0) } }
}
