import HTTPEngine
import Identity
import Messages

/// An employee's card. A change is one Save of one form; what was only marked is gone with the page
/// (DOM-23).
extension Pages {
  func showCard(_ visit: Visit) async throws(Rejection) -> Response {
    guard visit.address["id"] != nil else {
      let view = NewCardView(
        markup: visit.markup, form: CardForm(), companies: try await companyOptions(visit))
      return visit.answer(view.page)
    }
    let stored = try await storedCard(visit)
    let view = CardView(
      markup: visit.markup, stored: stored, form: CardForm(stored.card), notice: visit.notice)
    return visit.answer(view.page)
  }

  func saveCard(_ body: FormBody, _ visit: Visit) async throws(Rejection) -> Response {
    guard visit.address["id"] != nil else { return try await addCard(body, visit) }
    let stored = try await storedCard(visit)
    let form = CardForm(body, stored: stored.card)
    if form.isDomain, stored.card.link == nil {
      let problem = FormProblem(.card(.chooseMember), field: "domainSignIn", in: visit.catalogue)
      return answer(stored, form, problem, visit)
    }
    var notice = PageNotice.cardSaved
    do {
      let saved = try await gate.employees.change(
        stored.card.id, form.change, version: form.version, by: visit.caller)
      if saved.employee.link != nil, !form.isDomain {
        // DOM-22. After the change, so that what is wrong with that stops this too.
        _ = try await gate.employees.unlink(
          stored.card.id, version: saved.employee.version, by: visit.caller)
        notice = .memberUnlinked
      }
    } catch {
      return try await problem(error, form, visit)
    }
    return visit.redirect(to: visit.address, notice: notice)
  }

  /// The section General permissions (DOM-26).
  func savePermissions(_ body: FormBody, _ visit: Visit) async throws(Rejection) -> Response {
    let stored = try await storedCard(visit)
    do {
      _ = try await gate.employees.change(
        stored.card.id, EmployeeDraft(erpLogin: body["erpLogin"]), version: version(body),
        by: visit.caller)
    } catch {
      return try await problem(error, CardForm(stored.card), visit, isUnsaved: false)
    }
    return visit.redirect(to: visit.address, notice: .cardSaved)
  }

  /// DOM-33, on request.
  func refreshMember(_ body: FormBody, _ visit: Visit) async throws(Rejection) -> Response {
    let stored = try await storedCard(visit)
    let view: EmployeeView
    do {
      view = try await gate.employees.refresh(stored.card.id, by: visit.caller)
    } catch {
      return try await problem(error, CardForm(stored.card), visit, isUnsaved: false)
    }
    let notice: PageNotice = view.employee.memberNotFound ? .memberGone : .memberRefreshed
    return visit.redirect(to: visit.address, notice: notice)
  }

  /// Shows the code in the answer itself: it is in no address, and nowhere a second time.
  func issueActivation(_ body: FormBody, _ visit: Visit) async throws(Rejection) -> Response {
    let stored = try await storedCard(visit)
    let issued: (code: Secret, expiresAt: Timestamp)
    do {
      issued = try await gate.access.issueActivation(for: stored.card.id, by: visit.caller)
    } catch {
      return try await problem(error, CardForm(stored.card), visit, isUnsaved: false)
    }
    let origin = options.publicURL?.origin ?? ""
    let view = ActivationCodeView(
      catalogue: visit.catalogue, card: stored.card, code: issued.code.withText { $0 } ?? "",
      place: origin + PagePath.activation.text,
      until: visit.catalogue.moment(issued.expiresAt, in: zone))
    return visit.answer(view.page)
  }

  private func addCard(_ body: FormBody, _ visit: Visit) async throws(Rejection) -> Response {
    let form = CardForm(body, stored: nil)
    var draft = EmployeeDraft(
      login: form.login, name: form.name, email: form.email, role: form.role)
    if gate.policy.isMultiCompany {
      // One that is not an identifier is no company either, which is told by the same words.
      draft.company = CompanyID(form.company) ?? CompanyID(random: random)
    }
    do {
      let added = try await gate.employees.add(draft, by: visit.caller)
      return visit.redirect(
        to: PageAddress(.card, [("id", added.employee.id.description)]), notice: .cardAdded)
    } catch {
      guard error.isForForm else { throw error }
      let problem = FormProblem(error, in: visit.catalogue)
      let view = NewCardView(
        markup: visit.markup(problem), form: form, companies: try await companyOptions(visit))
      return visit.answer(view.page, problem)
    }
  }

  /// The card that the address names, with what its page says about it.
  func storedCard(_ visit: Visit) async throws(Rejection) -> CardView.Stored {
    guard let id = visit.address["id"].flatMap({ EmployeeID($0) }) else { throw .notFound }
    let view = try await gate.employees.find(id, by: visit.caller)
    let company = try await gate.companies.find(view.employee.company, by: visit.caller)
    let isMulti = gate.policy.isMultiCompany
    let isHome = company.id == .home
    return CardView.Stored(
      view: view, company: company,
      companyName: isMulti
        ? isHome ? visit.catalogue.text(AdministrationLabel.wholeInstallation) : company.name
        : nil,
      erpAccount: ERPAccount(
        of: view.employee, system: company.kind, isMultiCompany: isMulti && !isHome))
  }

  /// The card once more, with what the form has, and what is wrong with it. Read anew: with an old
  /// version it was changed meanwhile.
  private func problem(
    _ rejection: Rejection, _ typed: CardForm, _ visit: Visit, isUnsaved: Bool = true
  ) async throws(Rejection) -> Response {
    guard rejection.isForForm else { throw rejection }
    let stored = try await storedCard(visit)
    return answer(
      stored, typed, FormProblem(rejection, in: visit.catalogue), visit,
      isStale: rejection == .stale, isUnsaved: isUnsaved)
  }

  private func answer(
    _ stored: CardView.Stored, _ typed: CardForm, _ problem: FormProblem, _ visit: Visit,
    isStale: Bool = false, isUnsaved: Bool = true
  ) -> Response {
    var form = typed
    var differences: [StoredValue] = []
    if isStale {
      differences = form.differences(from: stored.card, visit.catalogue)
      form.version = stored.card.version
    }
    let view = CardView(
      markup: visit.markup(problem), stored: stored, form: form, isUnsaved: isUnsaved,
      differences: differences)
    return visit.answer(view.page, problem)
  }
}
