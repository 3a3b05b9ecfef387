/// The name of a configured directory, as in `[domains.NAME]`: 1 to 63 of `a-z 0-9 . -`, lower case.
public struct DomainName: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  public init?(_ text: String) {
    let folded = text.lowercased()
    guard (1...63).contains(folded.utf8.count),
      folded.utf8.allSatisfy({
        (97...122).contains($0) || (48...57).contains($0) || $0 == 46 || $0 == 45
      })
    else { return nil }
    self.text = folded
  }

  public var description: String { text }
}

/// The identity of a directory entry that survives renaming and moving: the value of `entryUUID`,
/// `objectGUID` and their like as text (DOM-34). At most 128 bytes.
public struct StableID: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  public init?(_ text: String) {
    guard (1...128).contains(text.utf8.count) else { return nil }
    self.text = text
  }

  public var description: String { text }
}

/// A person as the directory describes them.
public struct Member: Sendable, Equatable {
  public let id: StableID
  /// The entry's name in the directory; good for this moment only, entries move.
  public let dn: String
  public let login: String
  public let name: String
  public let email: String?
  /// The directory says that the account may not be used (DOM-43); the reason is for the audit log.
  public let unusable: AccountProblem?
  /// What the directory has counted against the account, where it tells.
  public var wrongBinds: WrongBinds?
  /// Names of the groups that list the entry itself, where the entry tells; good for this moment only.
  public var listedIn: [String]?

  public init(
    id: StableID, dn: String, login: String, name: String, email: String?,
    unusable: AccountProblem? = nil
  ) {
    self.id = id
    self.dn = dn
    self.login = login
    self.name = name
    self.email = email
    self.unusable = unusable
  }
}

/// Why a directory refuses an account whatever the password (DOM-43).
public enum AccountProblem: String, Sendable {
  case disabled, expired, locked
  /// The account's time has not begun.
  case notYetValid = "not-yet-valid"
  /// The directory lets the person in at other hours, or at other computers.
  case outsideHours = "outside-hours"
  case notFromHere = "not-from-here"
  case passwordExpired = "password-expired"
  case passwordMustChange = "password-must-change"
}

/// A group as the directory describes it.
public struct Group: Sendable, Equatable {
  public let id: StableID
  public let dn: String
  public let name: String

  public init(id: StableID, dn: String, name: String) {
    self.id = id
    self.dn = dn
    self.name = name
  }
}

/// The link of a card to a member of a domain (DOM-18, DOM-34).
public struct MemberLink: Sendable, Hashable {
  public let domain: DomainName
  public let member: StableID

  public init(domain: DomainName, member: StableID) {
    self.domain = domain
    self.member = member
  }
}
