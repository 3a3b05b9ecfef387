import HTTPEngine
import Identity
import Messages

/// The steps after the right password. Each is done with the ticket in the step cookie.
extension Pages {
  /// The page of the step that the sign-in is at; at any other address it leads there.
  func showStep(_ visit: inout Visit) async -> Response {
    guard let step = visit.step else {
      return visit.redirect(to: visit.session == nil ? .signIn : .account)
    }
    guard step.path == visit.path else { return visit.redirect(to: step.path) }
    return await answer(step, nil, &visit)
  }

  func submitStep(_ body: FormBody, _ visit: inout Visit) async -> Response {
    guard let step = visit.step, step.path == visit.path else {
      return await beginAgain(noted(.ticketExpired, visit), &visit)
    }
    let usesRecoveryCode = body["kind"] == "recovery"
    let outcome: SignInOutcome
    switch step.stage {
    case .secondFactor:
      outcome = await gate.signIn.secondFactor(
        ticket: step.ticket, code: typedCode(body["code"]), from: visit.origin,
        device: visit.device)
    case .enrolment:
      outcome = await gate.signIn.confirmEnrolment(
        ticket: step.ticket, code: typedCode(body["code"]), from: visit.origin,
        device: visit.device)
    case .passwordChange:
      guard body["newPassword"] == body["repeat"] else {
        let problem = FormProblem(.passwordsDiffer, field: "repeat", in: visit.catalogue)
        return await answer(step, problem, &visit)
      }
      outcome = await gate.signIn.changePassword(
        ticket: step.ticket, newPassword: Secret(body["newPassword"]), from: visit.origin,
        device: visit.device)
    case .elsewhere:
      guard let decision = ElsewhereDecision(rawValue: body["decision"]) else {
        return message(.badRequest, status: 400, visit)
      }
      outcome = await gate.signIn.elsewhere(
        ticket: step.ticket, decision: decision, from: visit.origin, device: visit.device)
    }
    guard case .refused(let refusal) = outcome else { return await proceed(outcome, &visit) }
    let problem = noted(refusal, visit)
    if refusal.endsTheSignIn { return await beginAgain(problem, &visit) }
    return await answer(step, problem, &visit, usesRecoveryCode: usesRecoveryCode)
  }

  /// On from an outcome that is no refusal: to the next step, or into the account.
  func proceed(_ outcome: SignInOutcome, _ visit: inout Visit) async -> Response {
    switch outcome {
    case .signedIn(let issued): return await enter(issued, &visit)
    case .passwordChange(let ticket, let reason, let isInDomain, let codes):
      let stage = PageStep.Stage.passwordChange(reason, isInDomain: isInDomain)
      let redirect = lead(to: PageStep(stage, ticket: ticket), &visit)
      guard !codes.isEmpty else { return redirect }
      return visit.answer(
        RecoveryCodesView(catalogue: visit.catalogue, codes: codes, next: .passwordChange).page)
    case .secondFactor(let ticket):
      return lead(to: PageStep(.secondFactor, ticket: ticket), &visit)
    case .enrolment(let ticket):
      return lead(to: PageStep(.enrolment, ticket: ticket), &visit)
    case .signedInElsewhere(let ticket, let clients, let codes):
      let kinds = ClientKind.allCases.filter(clients.contains)
      let redirect = lead(to: PageStep(.elsewhere(kinds), ticket: ticket), &visit)
      guard !codes.isEmpty else { return redirect }
      return visit.answer(
        RecoveryCodesView(catalogue: visit.catalogue, codes: codes, next: .elsewhere).page)
    case .notSignedIn:
      visit.context.observe("not-signed-in")
      visit.clear(.step)
      return visit.redirect(to: .signIn, query: PageNotice.sessionKept.query)
    case .refused(let refusal):
      return await beginAgain(noted(refusal, visit), &visit)
    }
  }

  private func lead(to step: PageStep, _ visit: inout Visit) -> Response {
    visit.context.observe(step.name)
    visit.set(.step, step.cookieValue, maxAge: Ticket.lifetime.secondsRoundedUp)
    return visit.redirect(to: step.path)
  }

  private func enter(_ issued: IssuedSession, _ visit: inout Visit) async -> Response {
    visit.context.observe("signed-in")
    // Signing in anew replaces the session of this browser; if the old one cannot be ended now, its
    // limits end it.
    if let old = visit.session { try? await gate.sessions.end(old.session.id, by: visit.caller) }
    visit.clear(.step)
    visit.renewToken(random: random)
    visit.set(
      .session, issued.token.withText { $0 } ?? "", maxAge: cookieAge(of: issued.session))
    let device = gate.devices.cookie(for: issued.person.employee, after: visit.device)
    visit.set(.device, device.text, maxAge: DeviceCookie.lifetime.secondsRoundedUp)
    guard !issued.recoveryCodes.isEmpty else { return visit.redirect(to: .account) }
    return visit.answer(
      RecoveryCodesView(
        catalogue: visit.catalogue, codes: issued.recoveryCodes, login: issued.person.login,
        next: .account, notice: .secondFactorOn
      ).page)
  }

  /// A remembered session outlives the browser window (SIGN-11); 400 days is what browsers keep at most.
  private func cookieAge(of session: Session) -> Int? {
    guard session.isRemembered else { return nil }
    let longest = 400 * 86_400
    guard let end = session.endsAt else { return longest }
    return min(longest, max(0, (end - session.createdAt).secondsRoundedUp))
  }

  /// The page of a step, with what was wrong with its form.
  private func answer(
    _ step: PageStep, _ problem: FormProblem?, _ visit: inout Visit,
    usesRecoveryCode: Bool = false
  ) async -> Response {
    let markup = visit.markup(problem)
    let page: Page
    switch step.stage {
    case .secondFactor:
      page = SecondStepView(markup: markup, usesRecoveryCode: usesRecoveryCode).page
    case .enrolment:
      switch await gate.signIn.enrolment(ticket: step.ticket, from: visit.origin) {
      case .pending(let offer):
        page =
          EnrolmentView(markup: markup, offer: offer, action: .enrolment, isRequired: true).page
      case .refused(let refusal):
        return await beginAgain(problem ?? noted(refusal, visit), &visit)
      }
    case .passwordChange(let reason, let isInDomain):
      page =
        PasswordChangeView(
          markup: markup, reason: reason, isInDomain: isInDomain,
          login: await gate.signIn.login(ofPasswordChange: step.ticket)
        ).page
    case .elsewhere(let kinds): page = ElsewhereView(markup: markup, kinds: kinds).page
    }
    guard let problem else { return visit.answer(page) }
    return visit.answer(page, problem)
  }

  /// People type codes in groups; the blanks are not part of them.
  func typedCode(_ text: String) -> String { text.filter { !$0.isWhitespace } }
}

extension Refusal {
  /// The ticket is of no more use: the person signs in again, or not at all.
  fileprivate var endsTheSignIn: Bool {
    switch self {
    case .ticketExpired, .passwordChanged, .passwordChangeUnknown, .passwordChangeNotPermitted: true
    default: false
    }
  }
}
