public import Identity

/// What differs between directory servers, in one place: names of attributes and classes, and how a
/// server says that an account may not be used.
public struct ServerPreset: Sendable {
  /// Never changes and is never used again: `entryUUID` (RFC 4530) and its like (DOM-34).
  public var stableID: AttributeName
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
  /// An entry with this value of this attribute may not be used (DOM-43).
  public var unusable: [AccountTest]
  /// True of further accounts that are disabled.
  public var disabledFilter: Filter?
  /// Beginnings of URLs (case ignored) to which the server refers in answers that are complete all the
  /// same, as some do to partitions of their own without people or groups. Any other reference makes an
  /// answer one in part, and so none.
  public var ignoredReferences: [String] = []
  /// How a person's password is changed.
  public var passwordChange = PasswordChangeWay.passwordModify
  /// The server looks at the password before it looks at the account's state, so that what it says of a
  /// state is said to nobody but the owner of the password.
  public var judgesPasswordFirst = false

  public enum PasswordChangeWay: Sendable {
    /// The extended operation of RFC 3062, as the person; over the service account's connection where
    /// the directory lets the person in no more.
    case passwordModify
    /// Old and new value of `unicodePwd` in one modify, over the service account's connection: Active
    /// Directory lets such a person bind no more.
    case unicodePassword
  }

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

  public struct AccountTest: Sendable, Hashable {
    public var attribute: AttributeName
    public var value: String
    public var problem: AccountProblem

    public init(attribute: AttributeName, value: String, problem: AccountProblem) {
      self.attribute = attribute
      self.value = value
      self.problem = problem
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

  /// OpenLDAP with the schemas core, cosine, nis and inetOrgPerson. Set `memberOf` only where the overlay
  /// has kept it for every entry from the beginning.
  public static let openLDAP = ServerPreset(
    stableID: "entryUUID", login: "uid", principalName: nil, displayNames: ["displayName", "cn"],
    givenName: "givenName", surname: "sn", mail: "mail",
    memberFilter: .equal("objectClass", "person"),
    groupKinds: [
      GroupKind(objectClass: "groupOfNames", member: "member", naming: .distinguishedName),
      GroupKind(
        objectClass: "groupOfUniqueNames", member: "uniqueMember", naming: .distinguishedName),
      GroupKind(objectClass: "posixGroup", member: "memberUid", naming: .login),
    ],
    groupName: "cn", memberOf: nil,
    // slapo-ppolicy: locked for ever, by an administrator. Other values are locks after wrong
    // passwords, which pass: the bind tells of them.
    unusable: [
      AccountTest(
        attribute: "pwdAccountLockedTime", value: "000001010000Z", problem: .disabled)
    ],
    disabledFilter: nil)
}
