/// One configured domain. Every call ends within the domain's own total deadline, whatever its servers
/// do, and none of them blocks Swift's pool.
public protocol Directory: Sendable {
  var name: DomainName { get }
  var rules: DirectoryRules { get }

  /// The member with this stable id, wherever the entry lies now (DOM-34).
  func member(_ id: StableID) async throws(DirectoryError) -> Member?

  /// The member whom a login means: login attribute first, then the user principal name, then, where
  /// the domain allows it, a unique e-mail address.
  /// - Throws: `.ambiguous` when more than one entry matches.
  func member(login: Login) async throws(DirectoryError) -> Member?

  /// One simple bind as the member on one server (DOM-36), then the check of the group, nested groups
  /// too (DOM-41, 42). A wrong password is a result, not an error, and is never tried twice.
  /// - Precondition: the password is not empty; the adapter refuses it all the same (DOM-37).
  func verify(_ member: Member, password: Secret, group: GroupChoice)
    async throws(DirectoryError) -> BindOutcome

  /// Wrong binds at which the directory itself locks this person, as far as is known now; `nil`: it never
  /// does. Asked before every bind, so an adapter keeps what it knows and reads anew beside the requests.
  /// - Parameter person: `nil`: a login that nobody has.
  func lockout(of person: StableID?) async -> DirectoryLockout?

  /// One request to set a new password in place of the old one, written to one server once.
  ///
  /// When no answer comes to it, the new password is tried in one bind: a success means that it was
  /// changed.
  /// - Throws: `.outcomeUnknown` when the request was written and nothing tells what became of it; any
  ///   other error means that nothing was changed.
  func changePassword(of member: Member, from old: Secret, to new: Secret)
    async throws(DirectoryError) -> PasswordChangeResult

  /// Groups in directory order after `cursor`; with `search` the first 50 whose name holds it (DOM-12).
  func groups(search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Group>

  /// Members of a group, nested ones too; with `search` the first 50 whose display name, given name,
  /// surname or login holds it (DOM-31), without it pages of 200 in directory order.
  func members(of group: GroupChoice, search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Member>

  /// Which of these people are there, usable and in the group. Complete or an error, never in part.
  func present(_ ids: [StableID], in group: GroupChoice)
    async throws(DirectoryError) -> Set<StableID>

  /// What the entry tells of the account without a bind (DOM-43): also what passes, or what a new
  /// password mends. A directory may keep the mark of a lock whose time is over; the bind has the last
  /// word.
  func accountState(of member: Member) async throws(DirectoryError) -> AccountProblem?

  /// The shortest way in which a person is in a group (DOM-41); `nil`: the person is not.
  func path(of member: Member, to group: GroupChoice)
    async throws(DirectoryError) -> MembershipPath?

  /// Those of these people who are there, usable or not. Complete or an error, never in part.
  func members(_ ids: [StableID]) async throws(DirectoryError) -> [StableID: Member]

  /// People whose entries changed since a mark, asked in the cheapest way the server has. It may take some
  /// minutes, unlike the other calls, and is never made on a person's time.
  /// - Parameter mark: of an earlier call; `nil`: only the mark of this moment is wanted.
  /// - Returns: `nil` where the directory cannot tell what changed.
  /// - Throws: `.cursorExpired` when the server does not know that far back: everybody has to be read.
  func changes(since mark: DirectoryMark?) async throws(DirectoryError) -> DirectoryChanges?
}

extension Directory {
  public func members(_ ids: [StableID]) async throws(DirectoryError) -> [StableID: Member] {
    var found: [StableID: Member] = [:]
    for id in ids { found[id] = try await member(id) }
    return found
  }

  public func changes(since mark: DirectoryMark?) async throws(DirectoryError) -> DirectoryChanges?
  {
    nil
  }
}

/// How far a directory's changes are known: an opaque text that a store may keep.
public struct DirectoryMark: Sendable, Hashable {
  public let text: String

  public init(text: String) { self.text = text }
}

/// What changed among a domain's people. Which of their values did is not told.
public struct DirectoryChanges: Sendable, Equatable {
  /// How the server was asked.
  public enum Way: String, Sendable {
    /// RFC 4533.
    case contentSync = "content-sync"
    /// Times of change on the entries.
    case stamps
  }

  public var way: Way
  public var changed: Set<StableID>
  /// Removed, or no people of the domain any more.
  public var gone: Set<StableID>
  /// Everybody else who is there, where the server tells: who is in none of the three sets is gone.
  public var unchanged: Set<StableID>?
  /// Where the next call goes on.
  public var mark: DirectoryMark

  public init(
    way: Way, changed: Set<StableID> = [], gone: Set<StableID> = [],
    unchanged: Set<StableID>? = nil, mark: DirectoryMark
  ) {
    self.way = way
    self.changed = changed
    self.gone = gone
    self.unchanged = unchanged
    self.mark = mark
  }
}

extension Directory {
  /// What was set, for a directory that tells nothing of its own.
  public func lockout(of person: StableID?) async -> DirectoryLockout? { rules.lockout }
}

/// The rules a domain sets for signing in through it.
public struct DirectoryRules: Sendable, Equatable {
  /// A member without a card gets one at the first sign-in (`create_cards`).
  public var createsCards: Bool
  /// Names before the backslash that mean this domain, folded (`DOMAIN\name`); its own name always does.
  public var qualifiers: Set<String>
  /// What may stand after `@` in `name@domain`, folded.
  public var suffixes: Set<String>
  /// An e-mail address is a login too (`login_by_email`).
  public var loginByEmail: Bool
  /// Wrong binds at which the directory itself locks, and the window it counts them in, as set by the
  /// operator; `nil`: it never does (`directory_lockout`). What holds says `Directory.lockout(of:)`.
  public var lockout: DirectoryLockout?
  /// A password that has expired or must be changed may be changed while signing in
  /// (`change_passwords`).
  public var changesPasswords: Bool
  /// Whoever signs in is told that the account is disabled, expired or locked
  /// (`reveal_account_state`); otherwise the answer is that to a wrong password.
  public var revealsAccountState: Bool

  public init(
    createsCards: Bool, qualifiers: Set<String>, suffixes: Set<String>, loginByEmail: Bool,
    lockout: DirectoryLockout?, changesPasswords: Bool = false, revealsAccountState: Bool = false
  ) {
    self.createsCards = createsCards
    self.qualifiers = qualifiers
    self.suffixes = suffixes
    self.loginByEmail = loginByEmail
    self.lockout = lockout
    self.changesPasswords = changesPasswords
    self.revealsAccountState = revealsAccountState
  }
}

public struct DirectoryLockout: Sendable, Equatable {
  public var threshold: Int
  public var window: Interval

  public init(threshold: Int, window: Interval) {
    self.threshold = threshold
    self.window = window
  }

  /// Wrong binds that Brama sends before it waits: one less than lock. Of a directory that locks at the
  /// first wrong one no wrong bind can be afforded, and yet nobody could sign in without one: it is sent,
  /// and then none until the window has passed.
  public var binds: Int { max(1, threshold - 1) }

  public static let usual = DirectoryLockout(threshold: 5, window: .seconds(1800))
}

/// What came of one bind.
public enum BindOutcome: Sendable, Equatable {
  /// The password is right and the member is in the group; the entry as just read.
  case verified(VerifiedBind)
  /// The directory refused the password (RFC 4511, invalidCredentials), once.
  case wrongPassword
  /// The password was right, the member is not in the chosen group (DOM-42).
  case notInGroup
  /// The password is right and the member is in the group, but the directory wants another one first.
  case mustChangePassword(VerifiedBind, PasswordChangeReason)
  /// The directory refuses the account itself (DOM-43). Where the domain reveals such states the member
  /// is in the group, and the password was right if the directory looks at it first.
  case unusable(AccountProblem)
}

/// Proof that a password was found right; only a directory adapter makes one.
public struct VerifiedBind: Sendable, Equatable {
  public let member: Member

  public init(member: Member) { self.member = member }
}

/// An opaque place in a listing, bound to the reader and the query that made it.
public struct DirectoryCursor: Sendable, Hashable {
  public let text: String

  public init(text: String) { self.text = text }
}

public struct DirectoryPage<Element: Sendable & Equatable>: Sendable, Equatable {
  public let elements: [Element]
  /// Where the next page starts; `nil` on the last one, and always `nil` for a search.
  public let next: DirectoryCursor?
  /// A search found more than it lists.
  public let more: Bool

  public init(elements: [Element], next: DirectoryCursor?, more: Bool) {
    self.elements = elements
    self.next = next
    self.more = more
  }
}

/// Why a directory gave no answer. `description` is safe to show; the private detail goes to the log.
public struct DirectoryError: Error, Sendable, CustomStringConvertible, CustomDebugStringConvertible
{
  public enum Code: String, Sendable {
    /// No server answered in time, or all refused the connection (SIGN-17, DOM-B03).
    case unavailable
    /// A bind or a change was written and no answer to it came: the directory may have counted or done
    /// it (DOM-36).
    case outcomeUnknown = "outcome-unknown"
    /// TLS failed: a foreign, expired or wrongly named certificate (DOM-40).
    case untrusted
    /// The service account was refused (DOM-B04).
    case serviceAccountRefused = "service-account-refused"
    /// A plain connection would have carried a password (DOM-39).
    case unprotected
    /// The answer was cut, partial, garbled or over a limit.
    case badAnswer = "bad-answer"
    /// The server says that the answer, or part of it, lies on another one, and no other server of the
    /// domain has it.
    case referral
    /// The domain's address changed and its service password was not given again: nothing was sent.
    case unconfirmed
    /// More than one entry matches a login.
    case ambiguous
    /// The chosen group or the base is not there.
    case noSuchObject = "no-such-object"
    /// The cursor is unknown, of another reader or query, or was idle too long.
    case cursorExpired = "cursor-expired"
    /// All cursors of the domain, or all its connections, are in use.
    case busy
  }

  public let code: Code
  /// For the log only: which server, which result code, what the library said.
  public let detail: String

  public init(_ code: Code, detail: String = "") {
    self.code = code
    self.detail = detail
  }

  public var description: String { code.rawValue }
  public var debugDescription: String {
    detail.isEmpty ? code.rawValue : "\(code.rawValue): \(detail)"
  }
}
