import Identity

extension JSON {
  init(_ company: Company) {
    self =
      ([
        "id": .string("\(company.id)"), "name": .string(company.name),
        "displayName": .optional(company.displayName), "shownName": .string(company.shownName),
        "kind": .string(company.kind.rawValue),
      ] as JSON).adding(JSON(company.domain))
  }

  /// `group` is `all` or the group's stable id, as it is sent; `groupName` is what the group was called
  /// when it was chosen.
  init(_ use: DomainUse) {
    let group: (id: JSON, name: JSON) =
      switch use.group {
      case nil: (.null, .null)
      case .all?: (.string("all"), .null)
      case .group(let id, let name)?: (.string(id.text), .string(name))
      }
    self = [
      "useDomain": .bool(use.isOn), "domain": .optional(use.domain?.text), "group": group.id,
      "groupName": group.name,
    ]
  }
}
