public import Identity

/// What the `brama` command says to its reader besides faults, refusals and labels. Usage texts and
/// `--help` are English only and stay with the command.
public enum CommandMessage: Sendable, Equatable {
  /// CLI-B03: without a full stop.
  case domainUnavailable(DirectoryError.Code)

  // `brama domain list`, in cells of a table.
  case locksAfter(count: Int, seconds: Int)
  case locksNever
  case toldByDirectory
  /// With why the directory did not tell; `nil`: it was not asked, or does not know.
  case toldByConfiguration(DirectoryError.Code?)

  case noneFound
  case moreFound(limit: Int)
  case employeeAdded(String)
  case employeeChanged(String)
  case employeeRemoved(String)
  case noSuchEmployee(String)
  case noSuchCompany(String)
  case noSuchSession(String)
  case memberLinked(member: String, card: String)
  case memberUnlinked(card: String)
  /// DOM-B09.
  case noEmailInDomain
  /// The code itself goes to standard output on a line of its own.
  case activationCodeIssued(login: String, validHours: Int)
  case setupCodeIssued(validHours: Int)
  case companyAdded(String)
  case companyChanged(String)
  case companyRemoved(String)
  case enforcementOn, enforcementOff
  case notEnrolled(Int)
  /// TFA-29.
  case youAreNotEnrolled
  case secondFactorReset(String)
  case unblocked(login: String, count: Int)
  case sessionsEnded(Int)
  /// How many people the directory check may now believe gone.
  case lossAccepted(domain: String, people: Int)
  case noLossToAccept(domain: String)
  case domainConfirmed(String)
  /// What a pass over a domain's cards came to.
  case domainSynced(domain: String, people: Int, changed: Int, missing: Int)
  /// A pass did not come to its end, or marked nobody; `nil`: for a reason of Brama's own.
  case syncFailed(domain: String, reason: DirectoryError.Code?)
  case syncDoubted(domain: String, missing: Int)
  case nothingToConfirm(domain: String)
  /// What a person at a terminal is asked for.
  case servicePasswordWanted(domain: String)
  case auditIntact(lines: Int)
  case auditPruned(lines: Int)
  case auditFinding(AuditTrail.Finding)
  case keyRotated(values: Int)
  /// With the path of the copy.
  case backupMade(String)
  case backupHoldsNoKey
  case restored(String)
  case configurationIsValid(path: String)
  case storeInUse, serverUnreachable, serverRunning

  // `brama doctor`.
  /// What is being examined; `nil` at the start.
  case examining(String?)
  case problemsFound(Int)
  case domainIsHealthy
  case domainFindings(problems: Int, warnings: Int)
}
