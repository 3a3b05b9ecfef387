import HTTPEngine
import Identity
import Messages

/// The own second factor (TFA-09, 11, 17, 26, 27).
extension Pages {
  func questionPage(
    _ question: SecondFactorQuestionView.Question, _ visit: Visit, _ problem: FormProblem? = nil
  ) -> Page {
    SecondFactorQuestionView(
      markup: visit.markup(problem), question: question, login: visit.session?.person.login ?? ""
    ).page
  }

  /// Shows the secret at once: it cannot be asked for a second time without the password or a code.
  func beginEnrolment(
    _ body: FormBody, _ session: CheckedSession, _ visit: Visit
  ) async -> Response {
    let isEnrolled = session.person.isEnrolled
    do {
      let offer = try await gate.account.beginEnrolment(
        password: isEnrolled ? nil : Secret(body["password"]),
        code: isEnrolled ? typedCode(body["code"]) : nil, by: visit.caller)
      return visit.answer(
        EnrolmentView(
          markup: visit.markup, offer: offer, action: .ownSecondFactorConfirm, isRequired: false
        ).page)
    } catch {
      let problem = FormProblem(error, in: visit.catalogue)
      return visit.answer(questionPage(isEnrolled ? .reenrol : .begin, visit, problem), problem)
    }
  }

  func confirmEnrolment(
    _ body: FormBody, _ session: CheckedSession, _ visit: Visit
  ) async -> Response {
    do {
      let codes = try await gate.account.confirmEnrolment(
        code: typedCode(body["code"]), by: visit.caller)
      return recoveryCodes(codes, session, visit, notice: .secondFactorOn)
    } catch {
      let problem = FormProblem(error, in: visit.catalogue)
      return visit.answer(EnrolmentCodeView(markup: visit.markup(problem)).page, problem)
    }
  }

  func disableSecondFactor(_ body: FormBody, _ visit: Visit) async -> Response {
    do {
      try await gate.account.disable(code: typedCode(body["code"]), by: visit.caller)
    } catch {
      let problem = FormProblem(error, in: visit.catalogue)
      return visit.answer(questionPage(.disable, visit, problem), problem)
    }
    return visit.redirect(to: .account, query: PageNotice.secondFactorOff.query)
  }

  func renewRecoveryCodes(
    _ body: FormBody, _ session: CheckedSession, _ visit: Visit
  ) async -> Response {
    do {
      let codes = try await gate.account.renewRecoveryCodes(
        code: typedCode(body["code"]), by: visit.caller)
      return recoveryCodes(codes, session, visit, notice: nil)
    } catch {
      let problem = FormProblem(error, in: visit.catalogue)
      return visit.answer(questionPage(.renewCodes, visit, problem), problem)
    }
  }

  private func recoveryCodes(
    _ codes: [String], _ session: CheckedSession, _ visit: Visit, notice: PageNotice?
  ) -> Response {
    visit.answer(
      RecoveryCodesView(
        catalogue: visit.catalogue, codes: codes, login: session.person.login, next: .account,
        notice: notice
      ).page)
  }
}
