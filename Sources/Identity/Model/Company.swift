import FoundationEssentials

/// A company (tenant). In single-company mode there is exactly one, `CompanyID.home`, which carries the
/// tab Domain; in multi-company mode people choose one of the others, and native cards of `home` belong
/// to the whole installation: they may sign in under every company.
public struct Company: Sendable, Equatable, Identifiable {
  public let id: CompanyID
  /// "Company name (database)" for kind Optima, "Company name" otherwise (COMP-13 to 15).
  public var name: String
  /// Shown in place of `name` at sign-in; only kind Optima has one (COMP-16 to 19).
  public var displayName: String?
  public var kind: Kind
  public var domain: DomainUse
  /// Goes up by one with each saved change; what `If-Match` names (GEN-12).
  public var version: Int

  public init(
    id: CompanyID, name: String, displayName: String?, kind: Kind, domain: DomainUse, version: Int
  ) {
    self.id = id
    self.name = name
    self.displayName = displayName
    self.kind = kind
    self.domain = domain
    self.version = version
  }

  /// COMP-11.
  public enum Kind: String, Sendable, CaseIterable {
    case standalone, altum, xl, optima, enterprise
  }

  /// The name that people see at sign-in (COMP-18, 19, 24). What searching looks at, and nothing else
  /// (COMP-20 to 22).
  public var shownName: String {
    if kind == .optima, let displayName, !displayName.isEmpty { return displayName }
    return name
  }
}

extension Identifier where Named == Company {
  /// The installation's own company.
  public static let home = CompanyID(
    UUID(uuid: (0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1)))
}

/// Which domain and which group of it a company uses (DOM-04 to 09).
///
/// With `isOn` false the other two are kept but ignored (COMP-34, DOM-13).
public struct DomainUse: Sendable, Equatable {
  public var isOn: Bool
  public var domain: DomainName?
  /// `nil`: not chosen yet.
  public var group: GroupChoice?

  public init(isOn: Bool, domain: DomainName?, group: GroupChoice?) {
    self.isOn = isOn
    self.domain = domain
    self.group = group
  }

  public static let off = DomainUse(isOn: false, domain: nil, group: nil)
}

public enum GroupChoice: Sendable, Hashable {
  /// "All": sign-in is not narrowed to a group (DOM-08).
  case all
  /// By the group's stable id; the name is what it was called when chosen.
  case group(StableID, name: String)
}
