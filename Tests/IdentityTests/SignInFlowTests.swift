import Testing

@testable import Identity

@Suite("The order of the steps of a sign-in")
struct SignInFlowTests {
  private func facts(
    enrolled: Bool = false, enforced: Bool = false, locked: Bool = false, mustChange: Bool = false,
    client: ClientKind = .api, others: Set<ClientKind> = []
  ) -> SignInFlow.Facts {
    SignInFlow.Facts(
      isEnrolled: enrolled, isEnforced: enforced, isLocked: locked, mustChangePassword: mustChange,
      client: client, otherClients: others)
  }

  @Test("a right password alone signs in where nothing more is asked")
  func plain() {
    #expect(SignInFlow.next(after: .password, facts()) == .session)
  }

  @Test("TFA-06, TFA-19: an enrolled person is asked for a code, enforced or not")
  func enrolled() {
    #expect(SignInFlow.next(after: .password, facts(enrolled: true)) == .secondFactor)
    #expect(
      SignInFlow.next(after: .password, facts(enrolled: true, enforced: true)) == .secondFactor)
  }

  @Test("TFA-05, TFA-12: enforcement sends a person who is not enrolled to enrolment first")
  func enforcement() {
    #expect(
      SignInFlow.next(
        after: .password, facts(enforced: true, mustChange: true, client: .web, others: [.mobile]))
        == .enrolment)
  }

  @Test("a locked second factor leads neither to enrolment nor past the second step")
  func locked() {
    for enrolled in [true, false] {
      for enforced in [true, false] {
        #expect(
          SignInFlow.next(
            after: .password, facts(enrolled: enrolled, enforced: enforced, locked: true))
            == .secondFactorLocked)
      }
    }
  }

  @Test("a password change comes after the second step, the question about other clients last")
  func order() {
    let all = facts(enrolled: true, mustChange: true, client: .web, others: [.desktop])
    #expect(SignInFlow.next(after: .password, all) == .secondFactor)
    #expect(SignInFlow.next(after: .secondStep, all) == .passwordChange)
    #expect(SignInFlow.next(after: .passwordChange, all) == .signedInElsewhere)
    #expect(SignInFlow.next(after: .elsewhere, all) == .session)
  }

  @Test("SIGN-08: only other kinds of web, desktop and mobile exclude one another")
  func exclusion() {
    for client in ClientKind.allCases {
      for other in ClientKind.allCases {
        let step = SignInFlow.next(after: .password, facts(client: client, others: [other]))
        let asks = client != .api && other != .api && client != other
        // `otherClients` holds exclusive kinds only; `api` among them would be the book's fault.
        if other != .api { #expect(step == (asks ? .signedInElsewhere : .session)) }
      }
    }
  }
}
