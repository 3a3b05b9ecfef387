extension Route {
  /// How the document describes the call.
  var operation: Operation {
    switch self {
    case .signIn, .secondFactor, .enrolment, .confirmEnrolment, .signInPassword, .elsewhere,
      .activate, .setup, .shownCompanies:
      .signIn(self)
    case .session, .signOut, .ownSessions, .endOtherSessions, .endOwnSession: .sessions(self)
    case .changePassword, .beginOwnEnrolment, .confirmOwnEnrolment, .disableSecondFactor,
      .renewRecoveryCodes:
      .account(self)
    case .twoStep, .enforceTwoStep, .domainSettings, .saveDomainSettings: .settings(self)
    case .companies, .addCompany, .company, .changeCompany, .removeCompany: .companies(self)
    case .domains, .groups, .members: .directories(self)
    case .employees, .addEmployee, .employee, .changeEmployee, .removeEmployee, .linkMember,
      .refreshMember, .unlinkMember, .resetSecondFactor, .issueActivation, .employeeSessions,
      .endEmployeeSessions, .audit:
      .employees(self)
    case .health, .readiness, .document, .localSetupCode, .localUnblock, .localExplain,
      .localSessions,
      .localEndSession, .localAcceptLoss, .localVerifyAudit, .localPruneAudit, .localRotateKey,
      .localBackup, .localDomain, .localConfirmDomain, .localSync,
      .localSyncProgress:
      .service(self)
    }
  }
}

extension Operation {
  private static let tagged = ["ETag"]

  static func settings(_ route: Route) -> Operation {
    switch route {
    case .twoStep:
      Operation(
        tag: .settings, summary: "Whether two-step verification is enforced.",
        access: .administrator,
        answer: .init(description: "The state.", schema: "TwoStep", headers: tagged))
    case .enforceTwoStep:
      Operation(
        tag: .settings, summary: "Turn enforcement of two-step verification on or off.",
        description: "The same wish twice changes nothing.", access: .administrator,
        ifMatch: .optional, body: "Enforcement",
        answer: .init(description: "The state.", schema: "TwoStep", headers: tagged))
    case .domainSettings:
      Operation(
        tag: .settings, summary: "The domain that sign-in uses, in single-company mode.",
        access: .administrator,
        answer: .init(description: "The settings.", schema: "DomainUse", headers: tagged),
        problems: [404, 409])
    default:
      Operation(
        tag: .settings, summary: "Choose the domain that sign-in uses.",
        description: "Fields that are not given stay as they are.", access: .administrator,
        ifMatch: .required, body: "DomainUseChange",
        answer: .init(description: "The settings.", schema: "DomainUse", headers: tagged),
        problems: [404, 409])
    }
  }

  static func companies(_ route: Route) -> Operation {
    switch route {
    case .companies:
      Operation(
        tag: .settings, summary: "The companies.", access: .administrator,
        answer: .init(description: "All of them.", schema: "Companies"))
    case .addCompany:
      Operation(
        tag: .settings, summary: "Define a company.", access: .administrator,
        body: "CompanyDefinition",
        answer: .init(
          status: 201, description: "Defined.", schema: "Company",
          headers: tagged + ["Location"]), problems: [404, 409])
    case .company:
      Operation(
        tag: .settings, summary: "One company.", access: .administrator,
        answer: .init(description: "The company.", schema: "Company", headers: tagged))
    case .changeCompany:
      Operation(
        tag: .settings, summary: "Change a company.",
        description: "Fields that are not given stay as they are.", access: .administrator,
        ifMatch: .required, body: "CompanyDefinition",
        answer: .init(description: "Changed.", schema: "Company", headers: tagged),
        problems: [409])
    default:
      Operation(
        tag: .settings, summary: "Remove a company that nothing refers to.",
        access: .administrator, ifMatch: .optional,
        answer: .init(status: 204, description: "Removed."), problems: [409])
    }
  }

  static func directories(_ route: Route) -> Operation {
    let search = Schema.parameter("search", "At least 2 characters; gives the first 50.")
    let cursor = Schema.parameter("cursor", "`next` of the page before; expires (410).")
    return switch route {
    case .domains:
      Operation(
        tag: .directories, summary: "The configured domains.", access: .administrator,
        answer: .init(description: "Their names.", schema: "Domains"))
    case .groups:
      Operation(
        tag: .directories, summary: "Groups of a domain, after `all`.", access: .administrator,
        query: [search, cursor],
        answer: .init(description: "A page of groups.", schema: "Groups"),
        problems: [410])
    default:
      Operation(
        tag: .directories, summary: "Members of a domain or of one of its groups.",
        access: .administrator,
        query: [Schema.parameter("group", "`all`, or a group's id."), search, cursor],
        answer: .init(description: "A page of members.", schema: "Members"),
        problems: [410])
    }
  }
}
