extension Operation {
  private static let states: Answer = .init(
    description: "The state that the sign-in is in now.", schema: "SignInAnswer")
  private static let refusals: Set<Int> = [401, 403, 429]

  static func signIn(_ route: Route) -> Operation {
    switch route {
    case .signIn:
      Operation(
        tag: .signIn, summary: "Present a login and a password.", access: .open, body: "SignIn",
        answer: states, problems: refusals)
    case .secondFactor:
      Operation(
        tag: .signIn, summary: "Present a code of the second factor.",
        description: "A TOTP code of 6 digits or a recovery code.", access: .open,
        body: "TicketAndCode", answer: states, problems: refusals)
    case .enrolment:
      Operation(
        tag: .signIn, summary: "Begin turning on the second factor.",
        description: "The same ticket gives the same pending secret.", access: .open,
        body: "TicketBody",
        answer: .init(description: "The pending secret.", schema: "EnrolmentOffer"),
        problems: refusals)
    case .confirmEnrolment:
      Operation(
        tag: .signIn, summary: "Turn the second factor on with a code from it.",
        description: "`recoveryCodes` are shown here once.", access: .open, body: "TicketAndCode",
        answer: states, problems: refusals)
    case .signInPassword:
      Operation(
        tag: .signIn, summary: "Set the new password that the sign-in asks for.",
        description: "A domain's password is changed in the directory, once. A refusal of the new "
          + "password keeps the ticket; `password-change-unknown` means that no answer came and the "
          + "password may have changed, `password-changed` that it was and the sign-in has to start "
          + "again.", access: .open,
        body: "TicketAndPassword", answer: states, problems: refusals)
    case .elsewhere:
      Operation(
        tag: .signIn, summary: "Decide about the sessions on other kinds of client.",
        access: .open, body: "TicketAndDecision", answer: states, problems: refusals)
    case .activate:
      Operation(
        tag: .signIn, summary: "Set a first password with an activation code.", access: .open,
        body: "CodeAndPassword", answer: .init(status: 204, description: "Done; now sign in."),
        problems: [401, 403, 404, 409, 412, 429])
    case .setup:
      Operation(
        tag: .signIn, summary: "Set the first Administrator's password with the set-up code.",
        access: .open, body: "CodeAndPassword",
        answer: .init(status: 204, description: "Done; now sign in."),
        problems: [401, 403, 404, 409, 412, 429])
    default:
      Operation(
        tag: .signIn, summary: "The companies that can be signed in to.",
        description: "Only opaque ids and shown names; empty in single-company mode.",
        access: .open, query: [Schema.parameter("search", "A part of the shown name.")],
        answer: .init(description: "The companies.", schema: "ShownCompanies"))
    }
  }

  static func sessions(_ route: Route) -> Operation {
    switch route {
    case .session:
      Operation(
        tag: .sessions, summary: "Who is signed in, and until when.",
        answer: .init(description: "The session.", schema: "CurrentSession"))
    case .signOut:
      Operation(
        tag: .sessions, summary: "Sign out.",
        answer: .init(status: 204, description: "The session has ended."))
    case .ownSessions:
      Operation(
        tag: .sessions, summary: "One's own sessions.",
        answer: .init(description: "Newest first.", schema: "OwnSessions"))
    case .endOtherSessions:
      Operation(
        tag: .sessions, summary: "End all of one's own sessions but this one.",
        answer: .init(description: "How many were ended.", schema: "Ended"))
    default:
      Operation(
        tag: .sessions, summary: "End one of one's own sessions.",
        answer: .init(status: 204, description: "The session has ended."))
    }
  }

  static func account(_ route: Route) -> Operation {
    let judged: Set<Int> = [403, 404, 409, 412, 429]
    return switch route {
    case .changePassword:
      Operation(
        tag: .account, summary: "Change one's own password.",
        description: "Native users only. Ends one's other sessions.", body: "PasswordChange",
        answer: .init(status: 204, description: "Changed."), problems: judged)
    case .beginOwnEnrolment:
      Operation(
        tag: .account, summary: "Begin turning on or renewing the second factor.",
        description: "`password` when not enrolled, `code` when enrolled.",
        body: "EnrolmentRequest",
        answer: .init(description: "The pending secret.", schema: "EnrolmentOffer"),
        problems: judged)
    case .confirmOwnEnrolment:
      Operation(
        tag: .account, summary: "Turn the pending second factor on.", body: "CodeBody",
        answer: .init(description: "New recovery codes, shown once.", schema: "RecoveryCodes"),
        problems: judged)
    case .disableSecondFactor:
      Operation(
        tag: .account, summary: "Turn the second factor off.", body: "CodeBody",
        answer: .init(status: 204, description: "Off."), problems: judged)
    default:
      Operation(
        tag: .account, summary: "Get new recovery codes.", body: "CodeBody",
        answer: .init(description: "New recovery codes, shown once.", schema: "RecoveryCodes"),
        problems: judged)
    }
  }

  static func service(_ route: Route) -> Operation {
    switch route {
    case .health:
      Operation(
        tag: .service, summary: "Is the process up?", access: .open,
        answer: .init(description: "Up.", schema: "Health"))
    case .readiness:
      Operation(
        tag: .service, summary: "Can Brama do its work?",
        description: "503 unless the store answers. Directories are told and decide nothing.",
        access: .open, answer: .init(description: "Ready.", schema: "Readiness"),
        unready: "Readiness")
    default:
      Operation(
        tag: .service, summary: "This document.", access: .open,
        answer: .init(description: "An OpenAPI 3.1 document.", schema: "Document"))
    }
  }
}
