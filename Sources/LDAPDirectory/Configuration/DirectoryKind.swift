/// What a directory server is (`kind` of a domain): what its attributes are called and what its answers
/// mean follows from it.
public enum DirectoryKind: String, Sendable, CaseIterable {
  /// Active Directory, and Samba as a domain controller.
  case activeDirectory = "active-directory"
  case openLDAP = "openldap"
  /// 389 Directory Server and its relatives (Red Hat, Oracle).
  case directoryServer389 = "389ds"
  /// 389 Directory Server with the tree, the schema and the rules of FreeIPA.
  case freeIPA = "freeipa"
  /// Another server: the operator names attributes and filters.
  case custom

  /// What a server of this kind brings, before an operator changes anything.
  public var preset: ServerPreset {
    switch self {
    case .activeDirectory: .activeDirectory
    case .openLDAP: .openLDAP
    case .directoryServer389: .directoryServer389
    case .freeIPA: .freeIPA
    case .custom: .custom
    }
  }
}
