import HTTPEngine
import Identity
import Messages

/// What signed-in people see and do about themselves. Without a session every page here leads to the
/// sign-in.
extension Pages {
  func showAccount(_ visit: Visit) -> Response {
    guard let session = visit.session else { return visit.redirect(to: .signIn) }
    switch visit.path {
    case .ownPassword where !session.person.isDomainMember:
      return visit.answer(ownPasswordPage(session, visit))
    case .ownSecondFactor:
      return visit.answer(
        questionPage(session.person.isEnrolled ? .reenrol : .begin, visit))
    case .ownSecondFactorDisable where session.person.isEnrolled:
      return visit.answer(questionPage(.disable, visit))
    case .ownRecoveryCodes where session.person.isEnrolled:
      return visit.answer(questionPage(.renewCodes, visit))
    case .account: return visit.answer(accountPage(session, visit))
    default: return visit.redirect(to: .account)
    }
  }

  func submitAccount(_ body: FormBody, _ visit: inout Visit) async -> Response {
    guard let session = visit.session else { return visit.redirect(to: .signIn) }
    switch visit.path {
    case .endSession: return await endSession(body, session, visit)
    case .endOtherSessions: return await endOtherSessions(session, visit)
    case .ownPassword: return await changePassword(body, session, visit)
    case .ownSecondFactor: return await beginEnrolment(body, session, visit)
    case .ownSecondFactorConfirm: return await confirmEnrolment(body, session, visit)
    case .ownSecondFactorDisable: return await disableSecondFactor(body, visit)
    default: return await renewRecoveryCodes(body, session, visit)
    }
  }

  private func accountPage(
    _ session: CheckedSession, _ visit: Visit, _ problem: FormProblem? = nil
  ) -> Page {
    AccountView(
      markup: visit.markup(problem), current: session,
      sessions: gate.sessions.list(of: session.person.employee), zone: zone,
      notice: visit.notice?.label
    ).page
  }

  private func ownPasswordPage(
    _ session: CheckedSession, _ visit: Visit, _ problem: FormProblem? = nil
  ) -> Page {
    OwnPasswordView(
      markup: visit.markup(problem), login: session.person.login,
      needsCode: session.person.isEnrolled
    ).page
  }

  private func endSession(
    _ body: FormBody, _ session: CheckedSession, _ visit: Visit
  ) async -> Response {
    guard let id = SessionID(body["session"]) else {
      return message(.badRequest, status: 400, visit)
    }
    do {
      try await gate.sessions.endOwn(id, by: visit.caller)
    } catch {
      // One that has ended by itself in the meantime is ended, as was wished.
      guard case .notFound = error else {
        let problem = FormProblem(error, in: visit.catalogue)
        return visit.answer(accountPage(session, visit, problem), problem)
      }
    }
    return visit.redirect(to: .account, query: PageNotice.sessionEnded.query)
  }

  private func endOtherSessions(_ session: CheckedSession, _ visit: Visit) async -> Response {
    do {
      _ = try await gate.sessions.endOthers(by: visit.caller)
    } catch {
      let problem = FormProblem(error, in: visit.catalogue)
      return visit.answer(accountPage(session, visit, problem), problem)
    }
    return visit.redirect(to: .account, query: PageNotice.othersEnded.query)
  }

  private func changePassword(
    _ body: FormBody, _ session: CheckedSession, _ visit: Visit
  ) async -> Response {
    guard body["newPassword"] == body["repeat"] else {
      let problem = FormProblem(.passwordsDiffer, field: "repeat", in: visit.catalogue)
      return visit.answer(ownPasswordPage(session, visit, problem), problem)
    }
    let code = typedCode(body["code"])
    do {
      try await gate.account.changePassword(
        current: Secret(body["current"]), new: Secret(body["newPassword"]),
        code: code.isEmpty ? nil : code, by: visit.caller)
    } catch {
      let problem = FormProblem(error, in: visit.catalogue)
      return visit.answer(ownPasswordPage(session, visit, problem), problem)
    }
    return visit.redirect(to: .account, query: PageNotice.passwordChanged.query)
  }
}
