import HTTPEngine
import Identity
import Messages

/// Activation of a card and the first set-up.
extension Pages {
  func accessCodePage(
    _ purpose: AccessCode.Purpose, _ visit: Visit, _ problem: FormProblem? = nil
  ) -> Page {
    AccessCodeView(markup: visit.markup(problem), purpose: purpose).page
  }

  func showSetup(_ visit: Visit) async -> Response {
    do {
      guard try await gate.access.isSetupPending() else { return visit.redirect(to: .signIn) }
    } catch {
      return unavailable(FormProblem(error, in: visit.catalogue), visit)
    }
    return visit.answer(accessCodePage(.setup, visit))
  }

  func submitAccessCode(
    _ purpose: AccessCode.Purpose, _ body: FormBody, _ visit: Visit
  ) async -> Response {
    guard body["newPassword"] == body["repeat"] else {
      let problem = FormProblem(.passwordsDiffer, field: "repeat", in: visit.catalogue)
      return visit.answer(accessCodePage(purpose, visit, problem), problem)
    }
    let code = typedCode(body["code"])
    let password = Secret(body["newPassword"])
    do {
      switch purpose {
      case .activation:
        try await gate.access.activate(code: code, password: password, from: visit.origin)
      case .setup: try await gate.access.setUp(code: code, password: password, from: visit.origin)
      }
    } catch {
      let problem = FormProblem(error, in: visit.catalogue)
      return visit.answer(accessCodePage(purpose, visit, problem), problem)
    }
    return visit.redirect(to: .signIn, query: PageNotice.passwordSet.query)
  }
}
