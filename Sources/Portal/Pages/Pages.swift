import HTTPEngine
import Identity
import Messages

/// The pages for people: HTML in Polish and English, without scripts.
///
/// Every form goes by POST and answers with a redirect or with itself; the ticket of a sign-in travels
/// between steps in an HttpOnly cookie, never in an address. Only pages set cookies.
struct Pages: Sendable {
  let gate: Gate
  let options: PortalOptions
  let random: any RandomSource
  /// For the times that people read.
  let zone: ClockZone

  init(
    gate: Gate, options: PortalOptions, random: any RandomSource = SystemBytes(),
    zone: ClockZone = .machine
  ) {
    self.gate = gate
    self.options = options
    self.random = random
    self.zone = zone
  }

  /// The answer to a request for a page or for a file of theirs; `nil` for any other path.
  func respond(to request: DetachedRequest, context: RequestContext) async -> Response? {
    if let asset = Asset.all.first(where: { $0.path == request.path }) {
      guard ["GET", "HEAD"].contains(request.method) else {
        return refusal(
          .methodNotAllowed, status: 405, to: request, context, allow: ["GET", "HEAD"])
      }
      return asset.response
    }
    guard let path = PagePath(rawValue: request.path) else { return nil }
    var visit = visit(request, context, path)
    let response: Response
    switch request.method {
    case "GET", "HEAD": response = await show(&visit)
    case "POST" where path.methods.contains("POST"): response = await submit(&visit)
    default: return message(.methodNotAllowed, status: 405, visit, allow: allowed(path))
    }
    // Showing a step judges its ticket, too: both ways of being refused leave at fixed times.
    if response.status == 401 {
      await Pace(step: options.refusalTime).hold(since: context.arrived)
    }
    return response
  }

  /// A page that says why there is none: for paths that nobody knows and for faults of ours.
  func refusal(
    _ kind: MessageView.Kind, status: Int, to request: DetachedRequest, _ context: RequestContext,
    allow: [String] = []
  ) -> Response {
    message(kind, status: status, visit(request, context, .home), allow: allow)
  }

  func message(
    _ kind: MessageView.Kind, status: Int, _ visit: Visit, retryAfter: Int? = nil,
    allow: [String] = []
  ) -> Response {
    let view = MessageView(
      catalogue: visit.catalogue, kind: kind, next: visit.session == nil ? .signIn : .account)
    return visit.answer(view.page, status: status, retryAfter: retryAfter, allow: allow)
  }

  private func visit(
    _ request: DetachedRequest, _ context: RequestContext, _ path: PagePath
  ) -> Visit {
    Visit(
      request, context, path: path, gate: gate, language: options.language, random: random)
  }

  private func allowed(_ path: PagePath) -> [String] {
    path.methods.contains("GET") ? ["HEAD"] + path.methods : path.methods
  }

  /// GET. A page that only takes forms leads to the one it belongs to.
  private func show(_ visit: inout Visit) async -> Response {
    if let language = visit.parameter("lang").flatMap(Language.init(rawValue:)) {
      visit.set(.language, language.code, maxAge: 365 * 86_400)
      return visit.redirect(to: visit.address)
    }
    switch visit.path {
    case .home: return visit.redirect(to: visit.session == nil ? .signIn : .account)
    case .wellKnownChangePassword: return visit.redirect(to: .ownPassword)
    case .signIn: return await showSignIn(&visit)
    case .secondStep, .enrolment, .passwordChange, .elsewhere: return await showStep(&visit)
    case .activation: return visit.answer(accessCodePage(.activation, visit))
    case .setup: return await showSetup(visit)
    case .account, .ownPassword, .ownSecondFactor, .ownSecondFactorDisable, .ownRecoveryCodes:
      return showAccount(visit)
    case .signOut, .endSession, .endOtherSessions, .ownSecondFactorConfirm:
      return visit.redirect(to: visit.path.visible)
    case .settings, .domainSettings, .companies, .company, .removeCompany, .organisation, .card,
      .cardMember, .cardRefresh, .cardActivation, .cardPermissions:
      return await showAdministration(visit)
    }
  }

  /// POST: the form is one of ours, well formed, and sent from our own page; else nothing is done.
  private func submit(_ visit: inout Visit) async -> Response {
    let body: FormBody
    do {
      body = try FormBody(visit.request)
    } catch {
      switch error {
      case .unsupportedType: return message(.badRequest, status: 415, visit)
      case .tooLarge: return message(.tooLarge, status: 413, visit)
      case .malformed: return message(.badRequest, status: 400, visit)
      }
    }
    guard visit.accepts(body, publicURL: options.publicURL) else {
      return message(.formExpired, status: 403, visit)
    }
    switch visit.path {
    case .signIn: return await submitSignIn(body, &visit)
    case .secondStep, .enrolment, .passwordChange, .elsewhere:
      return await submitStep(body, &visit)
    case .activation: return await submitAccessCode(.activation, body, visit)
    case .setup: return await submitAccessCode(.setup, body, visit)
    case .signOut: return await signOut(&visit)
    case .endSession, .endOtherSessions, .ownPassword, .ownSecondFactor, .ownSecondFactorConfirm,
      .ownSecondFactorDisable, .ownRecoveryCodes:
      return await submitAccount(body, &visit)
    case .domainSettings, .company, .removeCompany, .card, .cardMember, .cardRefresh,
      .cardActivation, .cardPermissions:
      return await submitAdministration(body, visit)
    case .home, .account, .wellKnownChangePassword, .settings, .companies, .organisation:
      return message(.methodNotAllowed, status: 405, visit, allow: allowed(visit.path))
    }
  }
}

/// The operating system's random source: getrandom(2) stands behind `SystemRandomNumberGenerator` on
/// Linux, and blocks rather than give weak bits.
struct SystemBytes: RandomSource {
  func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
