import HTTPEngine
import Identity
import Messages

extension Pages {
  func showSignIn(_ visit: inout Visit) async -> Response {
    if visit.session != nil { return visit.redirect(to: .account) }
    // Whoever comes back here begins anew.
    if visit.step != nil { visit.clear(.step) }
    var view = SignInView(markup: visit.markup)
    view.notice = visit.notice?.label
    return await answer(&view, search: visit.parameter("company-search") ?? "", visit)
  }

  func submitSignIn(_ body: FormBody, _ visit: inout Visit) async -> Response {
    let company = body["company"]
    let known = CompanyID(company)
    let attempt = SignInAttempt(
      login: body["login"], password: Secret(body["password"]), company: known,
      companyIsUnknown: known == nil && !company.isEmpty, client: .web,
      remember: body.isMarked("remember"), origin: visit.origin,
      device: visit.device)
    let outcome = await gate.signIn.begin(attempt)
    guard case .refused(let refusal) = outcome else { return await proceed(outcome, &visit) }
    let problem = noted(refusal, visit)
    var view = SignInView(
      markup: visit.markup(problem), login: String(body["login"].prefix(Login.limit)),
      remember: body.isMarked("remember"))
    return await answer(&view, company: company, visit, problem)
  }

  /// The sign-in page with a problem that an earlier step left: the ticket is void (TFA-B06).
  func beginAgain(_ problem: FormProblem, _ visit: inout Visit) async -> Response {
    visit.clear(.step)
    var view = SignInView(markup: visit.markup(problem))
    return await answer(&view, visit, problem)
  }

  func signOut(_ visit: inout Visit) async -> Response {
    if let session = visit.session {
      do {
        try await gate.sessions.end(session.session.id, by: visit.caller)
      } catch {
        let problem = FormProblem(error, in: visit.catalogue)
        if problem.status >= 500 { return unavailable(problem, visit) }
      }
    }
    visit.clear(.session)
    visit.clear(.step)
    visit.renewToken(random: random)
    return visit.redirect(to: .signIn, query: PageNotice.signedOut.query)
  }

  func unavailable(_ problem: FormProblem, _ visit: Visit) -> Response {
    message(
      .unavailable(problem.message), status: problem.status, visit, retryAfter: problem.retryAfter)
  }

  /// What the metrics hear of, then what the page shows.
  func noted(_ refusal: Refusal, _ visit: Visit) -> FormProblem {
    visit.context.observe(Problem(refusal).kind.rawValue)
    return FormProblem(refusal, in: visit.catalogue)
  }

  private func answer(
    _ view: inout SignInView, search: String = "", company: String = "", _ visit: Visit,
    _ problem: FormProblem? = nil
  ) async -> Response {
    do {
      if gate.policy.isMultiCompany {
        let phrase = String(search.prefix(100))
        let shown = try await gate.companies.shownList(search: phrase.isEmpty ? nil : phrase)
        view.companies = .init(shown: shown, search: phrase, chosen: company)
      }
      view.isSetupPending = try await gate.access.isSetupPending()
    } catch {
      return unavailable(FormProblem(error, in: visit.catalogue), visit)
    }
    guard let problem else { return visit.answer(view.page) }
    return visit.answer(view.page, problem)
  }
}
