import HTTPEngine
import Identity
import Messages

/// The pages of administrators: settings and the organisation structure.
///
/// Whether a person may is judged twice: here by the role in the session, so that nobody else is shown
/// even an empty form, and by Identity inside each call, which alone counts (GEN-07).
extension Pages {
  func showAdministration(_ visit: Visit) async -> Response {
    await admitted(visit) { () async throws(Rejection) in
      switch visit.path {
      case .domainSettings: return try await showDomainSettings(visit)
      case .companies: return try await showCompanies(visit)
      case .company: return try await showCompany(visit)
      case .organisation: return try await showOrganisation(visit)
      case .card: return try await showCard(visit)
      case .cardMember: return try await showMembers(visit)
      case .removeCompany, .cardRefresh, .cardActivation, .cardPermissions:
        return visit.redirect(to: visit.path == .removeCompany ? .companies : .organisation)
      default: return visit.redirect(to: firstSettings)
      }
    }
  }

  func submitAdministration(_ body: FormBody, _ visit: Visit) async -> Response {
    var visit = visit
    // What a link names in its address a form names in its body.
    visit.address = PageAddress(
      visit.path.visible, visit.path.parameters.map { ($0, body.text($0)) })
    return await admitted(visit) { [visit] () async throws(Rejection) in
      switch visit.path {
      case .domainSettings: return try await saveDomainSettings(body, visit)
      case .company: return try await saveCompany(body, visit)
      case .removeCompany: return try await removeCompany(body, visit)
      case .card: return try await saveCard(body, visit)
      case .cardMember: return try await linkMember(body, visit)
      case .cardRefresh: return try await refreshMember(body, visit)
      case .cardActivation: return try await issueActivation(body, visit)
      default: return try await savePermissions(body, visit)
      }
    }
  }

  /// The tab that Settings opens with (GEN-02, 03).
  var firstSettings: PagePath { gate.policy.isMultiCompany ? .companies : .domainSettings }

  /// The version that a form was filled in from; one that is missing or broken is never the stored one.
  func version(_ body: FormBody) -> Int { Int(body["version"]) ?? 0 }

  private func admitted(
    _ visit: Visit, _ answer: () async throws(Rejection) -> Response
  ) async -> Response {
    guard let session = visit.session else { return visit.redirect(to: .signIn) }
    guard session.person.role == .administrator else {
      return message(.forbidden, status: 403, visit)
    }
    do { return try await answer() } catch { return turnedAway(error, visit) }
  }

  /// What is no fault of a form, and so has a page of its own.
  private func turnedAway(_ rejection: Rejection, _ visit: Visit) -> Response {
    switch rejection {
    case .unauthenticated: visit.redirect(to: .signIn)
    case .forbidden: message(.forbidden, status: 403, visit)
    case .notFound: message(.notFound, status: 404, visit)
    default: unavailable(FormProblem(rejection, in: visit.catalogue), visit)
    }
  }
}

extension Rejection {
  /// Can the form that was sent tell about it? If not, there is no such form (any more), or the person
  /// may not see it.
  var isForForm: Bool {
    switch self {
    case .unauthenticated, .forbidden, .notFound: false
    default: true
    }
  }
}
