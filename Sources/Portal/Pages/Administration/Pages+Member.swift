import HTTPEngine
import Identity
import Messages

/// Choosing the domain member of a card (DOM-16 to 19).
extension Pages {
  func showMembers(_ visit: Visit) async throws(Rejection) -> Response {
    let stored = try await storedCard(visit)
    let search = visit.address["search"]
    guard var view = picker(stored, search: search ?? "", visit) else {
      return visit.redirect(to: PageAddress(.card, [("id", visit.address["id"])]))
    }
    if let search, let problem = await look(for: search, stored, &view, visit) {
      view.markup = visit.markup(problem)
      return visit.answer(view.page, problem)
    }
    // A form that was sent with nothing in its only field.
    if search == nil, visit.parameter("search") != nil {
      let short = Rejection.invalid([
        FieldFault("search", .phraseTooShort(minimum: DirectoryBrowser.shortestPhrase))
      ])
      let problem = FormProblem(short, in: visit.catalogue)
      view.markup = visit.markup(problem)
      return visit.answer(view.page, problem)
    }
    return visit.answer(view.page)
  }

  func linkMember(_ body: FormBody, _ visit: Visit) async throws(Rejection) -> Response {
    let stored = try await storedCard(visit)
    let card = PageAddress(.card, [("id", visit.address["id"])])
    let search = body["search"]
    guard var view = picker(stored, search: search, version: version(body), visit) else {
      return visit.redirect(to: card)
    }
    view.chosen = body["member"]
    let problem: FormProblem
    do throws(Rejection) {
      guard !view.chosen.isEmpty else {
        throw Rejection.invalid([FieldFault("member", .required)])
      }
      let linked = try await gate.employees.link(
        stored.card.id, domain: view.domain, member: view.chosen, version: view.version,
        by: visit.caller)
      return visit.redirect(
        to: card, notice: linked.noEmail ? .memberLinkedWithoutEmail : .memberLinked)
    } catch {
      guard error.isForForm else { throw error }
      problem = FormProblem(error, in: visit.catalogue)
      if error == .stale { view.version = stored.card.version }
    }
    // The list once more, with the choice kept; where it cannot be read the fault of the choice counts.
    _ = await look(for: search, stored, &view, visit)
    view.markup = visit.markup(problem)
    return visit.answer(view.page, problem)
  }

  /// - Returns: `nil` for a card that cannot be linked: it is already, is not active, or its company
  ///   has chosen no domain.
  private func picker(
    _ stored: CardView.Stored, search: String, version: Int? = nil, _ visit: Visit
  ) -> MemberPickerView? {
    guard stored.card.link == nil, stored.card.state == .active,
      let domain = stored.company.domain.domain
    else { return nil }
    let group =
      switch stored.company.domain.group {
      case .group(_, let name): name
      case .all, nil: visit.catalogue.text(Label.allMembers)
      }
    return MemberPickerView(
      markup: visit.markup, card: stored.card, version: version ?? stored.card.version,
      domain: domain.text, group: group, search: search)
  }

  /// DOM-17, 30, 31: within the chosen group only.
  /// - Returns: why nobody can be chosen: nobody found (DOM-B05), or the directory (DOM-B03, B04).
  private func look(
    for search: String, _ stored: CardView.Stored, _ view: inout MemberPickerView, _ visit: Visit
  ) async -> FormProblem? {
    let group: String? =
      if case .group(let id, _) = stored.company.domain.group { id.text } else { nil }
    do throws(Rejection) {
      guard search.contains(where: { !$0.isWhitespace }) else {
        throw Rejection.invalid([
          FieldFault("search", .phraseTooShort(minimum: DirectoryBrowser.shortestPhrase))
        ])
      }
      let page = try await gate.directories.members(
        of: view.domain, group: group, search: search, cursor: nil, by: visit.caller)
      guard !page.elements.isEmpty else {
        throw Rejection.invalid([FieldFault("search", .memberNotFound)])
      }
      view.found = .init(members: page.elements, more: page.more)
      return nil
    } catch {
      return FormProblem(error, in: visit.catalogue)
    }
  }
}
