import Identity

/// What differs between directory servers, in one place: names of attributes and classes, and how a
/// server says that an account may not be used.
public struct ServerPreset: Sendable {
  /// The kind that this was made from.
  public var kind = DirectoryKind.custom
  /// Never changes and is never used again: `entryUUID` (RFC 4530) and its like (DOM-34).
  public var stableID: AttributeName
  public var stableIDForm = StableIDForm.text
  /// What a person signs in with.
  public var login: AttributeName
  /// `name@domain` as an attribute of its own, where the server has one (DOM-47).
  public var principalName: AttributeName?
  /// The first that an entry has is the person's name; all are searched (DOM-31).
  public var displayNames: [AttributeName]
  public var givenName: AttributeName
  public var surname: AttributeName
  public var mail: AttributeName
  /// True of people and of nothing else.
  public var memberFilter: Filter
  public var groupKinds: [GroupKind]
  /// The name of a group.
  public var groupName: AttributeName
  /// Lists the groups of an entry, people and groups alike, kept by the server itself for every entry
  /// (the memberOf overlay); `nil`: the server has none, and groups are looked through for members.
  /// Where it is set, groups of logins (`GroupKind.Naming.login`) have no members: no server keeps it
  /// for them.
  public var memberOf: AttributeName?
  /// Tells `memberOf` and the members of a group through all levels in one question
  /// (LDAP_MATCHING_RULE_IN_CHAIN, MS-ADTS 3.1.1.3.4.4.3).
  public var hasChainRule = false
  /// A person is in a group more, which `primaryGroupID` names and neither `memberOf` nor the group's
  /// members tell (MS-ADTS 3.1.1.1.6, `objectSid`).
  public var hasPrimaryGroups = false
  /// What makes an account of no use until an administrator changes it: disabled, expired (DOM-43). No
  /// password is tried then, and sessions end. Nothing that a stranger's wrong guesses bring about
  /// belongs here.
  public var unusable: [AccountTest]
  /// What passes, or what a new password mends: locked, password expired, to be changed. The bind tells
  /// of it too; these are read where no bind is made.
  public var passing: [AccountTest] = []
  /// What the entry tells of a password that the bind took all the same.
  public var passwordTests: [AccountTest] = []
  /// True of further accounts that are disabled.
  public var disabledFilter: Filter?
  /// Beginnings of URLs (case ignored) to which the server refers in answers that are complete all the
  /// same, as some do to partitions of their own without people or groups. Any other reference makes an
  /// answer one in part, and so none.
  public var ignoredReferences: [String] = []
  /// The same, told by the part nearest the entry of the name in the URL: `cn=configuration`.
  public var ignoredPartitions: [String] = []

  /// A class of groups and the attribute with its members.
  public struct GroupKind: Sendable, Hashable {
    public enum Naming: Sendable { case distinguishedName, login }

    public var objectClass: String
    public var member: AttributeName
    public var naming: Naming

    public init(objectClass: String, member: AttributeName, naming: Naming) {
      self.objectClass = objectClass
      self.member = member
      self.naming = naming
    }
  }

  public init(
    stableID: AttributeName, login: AttributeName, principalName: AttributeName?,
    displayNames: [AttributeName], givenName: AttributeName, surname: AttributeName,
    mail: AttributeName, memberFilter: Filter, groupKinds: [GroupKind], groupName: AttributeName,
    memberOf: AttributeName?, unusable: [AccountTest], disabledFilter: Filter?
  ) {
    self.stableID = stableID
    self.login = login
    self.principalName = principalName
    self.displayNames = displayNames
    self.givenName = givenName
    self.surname = surname
    self.mail = mail
    self.memberFilter = memberFilter
    self.groupKinds = groupKinds
    self.groupName = groupName
    self.memberOf = memberOf
    self.unusable = unusable
    self.disabledFilter = disabledFilter
  }
}
