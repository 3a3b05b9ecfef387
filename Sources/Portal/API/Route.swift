import Messages

/// The calls of the API. The raw value is the call's name: `operationId` in the OpenAPI document and the
/// label in metrics.
enum Route: String, CaseIterable, Sendable {
  case signIn, secondFactor, enrolment, confirmEnrolment, signInPassword, elsewhere, activate, setup
  case session, signOut
  case ownSessions, endOtherSessions, endOwnSession
  case changePassword, beginOwnEnrolment, confirmOwnEnrolment, disableSecondFactor
  case renewRecoveryCodes
  case shownCompanies
  case twoStep, enforceTwoStep
  case domainSettings, saveDomainSettings
  case companies, addCompany, company, changeCompany, removeCompany
  case domains, groups, members
  case employees, addEmployee, employee, changeEmployee, removeEmployee
  case linkMember, refreshMember, unlinkMember, resetSecondFactor, issueActivation
  case employeeSessions, endEmployeeSessions
  case audit
  case health, readiness, document
  case localSetupCode, localUnblock, localExplain, localSessions, localEndSession, localAcceptLoss
  case localDomain, localConfirmDomain, localSync, localSyncProgress
  case localVerifyAudit, localPruneAudit, localRotateKey, localBackup

  static let prefix = "/api/v1"

  var method: String { endpoint.method }

  /// The path with `{name}` for its parameters.
  var template: String {
    switch self {
    case .health, .readiness: endpoint.path
    default: Self.prefix + endpoint.path
    }
  }

  /// Calls of the command alone: over TCP they are not there.
  var isLocal: Bool { endpoint.path.hasPrefix("/local/") }

  /// Steps of a sign-in: their 401s leave at fixed times, and they tell metrics how they ended.
  var isSignIn: Bool {
    switch self {
    case .signIn, .secondFactor, .enrolment, .confirmEnrolment, .signInPassword, .elsewhere,
      .activate, .setup:
      true
    default: false
    }
  }

  private var endpoint: (method: String, path: String) {
    switch self {
    case .signIn: ("POST", "/sign-in")
    case .secondFactor: ("POST", "/sign-in/second-factor")
    case .enrolment: ("POST", "/sign-in/enrolment")
    case .confirmEnrolment: ("POST", "/sign-in/enrolment/confirm")
    case .signInPassword: ("POST", "/sign-in/password")
    case .elsewhere: ("POST", "/sign-in/elsewhere")
    case .activate: ("POST", "/sign-in/activate")
    case .setup: ("POST", "/setup")
    case .session: ("GET", "/session")
    case .signOut: ("DELETE", "/session")
    case .ownSessions: ("GET", "/sessions")
    case .endOtherSessions: ("DELETE", "/sessions")
    case .endOwnSession: ("DELETE", "/sessions/{id}")
    case .changePassword: ("PUT", "/me/password")
    case .beginOwnEnrolment: ("POST", "/me/second-factor")
    case .confirmOwnEnrolment: ("POST", "/me/second-factor/confirm")
    case .disableSecondFactor: ("POST", "/me/second-factor/disable")
    case .renewRecoveryCodes: ("POST", "/me/recovery-codes")
    case .shownCompanies: ("GET", "/companies")
    case .twoStep: ("GET", "/settings/two-step")
    case .enforceTwoStep: ("PUT", "/settings/two-step")
    case .domainSettings: ("GET", "/settings/domain")
    case .saveDomainSettings: ("PUT", "/settings/domain")
    case .companies: ("GET", "/settings/companies")
    case .addCompany: ("POST", "/settings/companies")
    case .company: ("GET", "/settings/companies/{id}")
    case .changeCompany: ("PATCH", "/settings/companies/{id}")
    case .removeCompany: ("DELETE", "/settings/companies/{id}")
    case .domains: ("GET", "/domains")
    case .groups: ("GET", "/domains/{name}/groups")
    case .members: ("GET", "/domains/{name}/members")
    case .employees: ("GET", "/employees")
    case .addEmployee: ("POST", "/employees")
    case .employee: ("GET", "/employees/{id}")
    case .changeEmployee: ("PATCH", "/employees/{id}")
    case .removeEmployee: ("DELETE", "/employees/{id}")
    case .linkMember: ("PUT", "/employees/{id}/domain-member")
    case .refreshMember: ("POST", "/employees/{id}/domain-member/refresh")
    case .unlinkMember: ("DELETE", "/employees/{id}/domain-member")
    case .resetSecondFactor: ("DELETE", "/employees/{id}/second-factor")
    case .issueActivation: ("POST", "/employees/{id}/activation")
    case .employeeSessions: ("GET", "/employees/{id}/sessions")
    case .endEmployeeSessions: ("DELETE", "/employees/{id}/sessions")
    case .audit: ("GET", "/audit")
    case .health: ("GET", "/healthz")
    case .readiness: ("GET", "/readyz")
    case .document: ("GET", "/openapi.json")
    case .localSetupCode: ("POST", "/local/setup-code")
    case .localUnblock: ("POST", "/local/unblock")
    case .localExplain: ("POST", "/local/explain")
    case .localSessions: ("GET", "/local/sessions")
    case .localEndSession: ("DELETE", "/local/sessions/{id}")
    case .localAcceptLoss: ("POST", "/local/directory-check/accept")
    case .localDomain: ("GET", "/local/domains/{name}")
    case .localConfirmDomain: ("POST", "/local/domains/{name}/confirm")
    case .localSync: ("POST", "/local/domains/{name}/sync")
    case .localSyncProgress: ("GET", "/local/domains/{name}/sync")
    case .localVerifyAudit: ("POST", "/local/audit/verify")
    case .localPruneAudit: ("POST", "/local/audit/prune")
    case .localRotateKey: ("POST", "/local/key/rotate")
    case .localBackup: ("POST", "/local/backup")
    }
  }
}
