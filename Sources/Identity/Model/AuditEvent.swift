/// What an event says: one word per thing that can happen, stable over versions.
public enum AuditAction: String, Sendable, CaseIterable {
  case signIn = "sign-in"
  case signInRefused = "sign-in-refused"
  case signInRefusedMany = "sign-in-refused-many"
  case passwordChecked = "password-checked"
  case signOut = "sign-out"
  case sessionEnded = "session-ended"
  case secondFactorEnrolled = "second-factor-enrolled"
  case secondFactorDisabled = "second-factor-disabled"
  case secondFactorReset = "second-factor-reset"
  case secondFactorLocked = "second-factor-locked"
  case recoveryCodeUsed = "recovery-code-used"
  case recoveryCodesRenewed = "recovery-codes-renewed"
  case passwordChanged = "password-changed"
  /// A directory is asked to change a password: where no `password-changed` or refusal follows, Brama
  /// ended before it knew, and the directory may have done it.
  case passwordChangeBegun = "password-change-begun"
  case activationIssued = "activation-issued"
  case activated
  case setupIssued = "setup-issued"
  case setupDone = "setup-done"
  case employeeAdded = "employee-added"
  case employeeChanged = "employee-changed"
  case employeeRemoved = "employee-removed"
  case memberLinked = "member-linked"
  case memberUnlinked = "member-unlinked"
  case companyAdded = "company-added"
  case companyChanged = "company-changed"
  case companyRemoved = "company-removed"
  case domainChanged = "domain-changed"
  /// A domain's new address is trusted, because the service password was given again.
  case domainConfirmed = "domain-confirmed"
  /// A domain is not used: its address changed, or the password given for it was wrong.
  case domainUnconfirmed = "domain-unconfirmed"
  case enforcementChanged = "enforcement-changed"
  case unblocked
  case signInExplained = "sign-in-explained"
  case directoryCheckStopped = "directory-check-stopped"
  case keyRotated = "key-rotated"
  case backupMade = "backup-made"
  case storeRestored = "store-restored"
  case auditHeadMismatch = "audit-head-mismatch"
  case auditPruned = "audit-pruned"
}

/// An event before it is chained: who did what to whom, and how it ended.
public struct AuditEvent: Sendable, Equatable {
  public var action: AuditAction
  public var caller: Caller
  /// The person it is about; their key seals `personal`.
  public var subject: EmployeeID?
  public var company: CompanyID?
  /// A word for the true reason of a refusal (`no-card`, `wrong-password`, ...) or the new state.
  public var reason: String?
  /// Names of changed fields, counts; never secrets, never personal data.
  public var details: [String: String]
  /// Personal data: login, name, address, user agent. Sealed with the subject's key.
  public var personal: [String: String]
  /// Nothing changed after all: no line is written.
  public var isVoid = false

  public init(
    _ action: AuditAction, by caller: Caller, subject: EmployeeID? = nil, company: CompanyID? = nil,
    reason: String? = nil, details: [String: String] = [:], personal: [String: String] = [:]
  ) {
    self.action = action
    self.caller = caller
    self.subject = subject
    self.company = company
    self.reason = reason
    self.details = details
    self.personal = personal
  }
}

/// A line of the chain as stored. `hash` is the keyed hash over everything above it and `previous`.
public struct AuditRecord: Sendable, Equatable {
  public let sequence: Int64
  public let at: Timestamp
  public let action: String
  public let callerKind: String
  public let caller: String
  public let subject: EmployeeID?
  public let company: CompanyID?
  public let reason: String?
  /// JSON object with sorted keys.
  public let details: String
  /// Sealed JSON object, or empty where there is nothing personal.
  public let personal: [UInt8]
  public let previous: Digest
  public let hash: Digest

  public init(
    sequence: Int64, at: Timestamp, action: String, callerKind: String, caller: String,
    subject: EmployeeID?, company: CompanyID?, reason: String?, details: String, personal: [UInt8],
    previous: Digest, hash: Digest
  ) {
    self.sequence = sequence
    self.at = at
    self.action = action
    self.callerKind = callerKind
    self.caller = caller
    self.subject = subject
    self.company = company
    self.reason = reason
    self.details = details
    self.personal = personal
    self.previous = previous
    self.hash = hash
  }
}

/// The newest line of the chain.
public struct AuditHead: Sendable, Equatable {
  public let sequence: Int64
  public let hash: Digest

  public init(sequence: Int64, hash: Digest) {
    self.sequence = sequence
    self.hash = hash
  }
}

/// Which lines `audit list` shows; all given conditions hold together.
public struct AuditFilter: Sendable, Equatable {
  public var actions: Set<AuditAction>
  public var subject: EmployeeID?
  public var from: Timestamp?
  public var until: Timestamp?
  public var reason: String?

  public init(
    actions: Set<AuditAction> = [], subject: EmployeeID? = nil, from: Timestamp? = nil,
    until: Timestamp? = nil, reason: String? = nil
  ) {
    self.actions = actions
    self.subject = subject
    self.from = from
    self.until = until
    self.reason = reason
  }
}
