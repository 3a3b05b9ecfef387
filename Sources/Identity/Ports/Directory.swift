/// One configured domain. Every call ends within the domain's own total deadline, whatever its servers
/// do, and none of them blocks Swift's pool. Who only lists, or only looks after cards, takes that part.
public protocol Directory: DirectoryListing, DirectoryRollCall {
  var name: DomainName { get }
  var rules: DirectoryRules { get }

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

  /// The same without asking anybody for this person's sake: what holds for everybody, unless an own policy of
  /// theirs is known. `member` and `member(login:)` learn of it on their way.
  func knownLockout(of person: StableID?) async -> DirectoryLockout?

  /// One request to set a new password in place of the old one, written to one server once.
  ///
  /// When no answer comes to it, the new password is tried in one bind: a success means that it was
  /// changed.
  /// - Throws: `.outcomeUnknown` when the request was written and nothing tells what became of it; any
  ///   other error means that nothing was changed.
  func changePassword(of member: Member, from old: Secret, to new: Secret)
    async throws(DirectoryError) -> PasswordChangeResult

  /// What the entry tells of the account without a bind (DOM-43): also what passes, or what a new
  /// password mends. A directory may keep the mark of a lock whose time is over; the bind has the last
  /// word.
  func accountState(of member: Member) async throws(DirectoryError) -> AccountProblem?

  /// The shortest way in which a person is in a group (DOM-41); `nil`: the person is not.
  func path(of member: Member, to group: GroupChoice)
    async throws(DirectoryError) -> MembershipPath?
}

extension Directory {
  /// What was set, for a directory that tells nothing of its own.
  public func lockout(of person: StableID?) async -> DirectoryLockout? { rules.lockout }

  public func knownLockout(of person: StableID?) async -> DirectoryLockout? {
    await lockout(of: person)
  }
}
