// Portal: the rules of Identity as an HTTP service.
//
// Owns: the JSON API and its OpenAPI document (API/, Wire/, OpenAPI/), the pages (Pages/), cookies and
// CSRF, security headers, the form of requests and answers.
// May import: Identity, Messages, HTTPEngine, Diagnostics.
// Never does: decide rights or judge a password, code or token (Identity does), word a sentence
// (Messages has it), trust the Host header, block a thread.

import Diagnostics
public import HTTPEngine
public import Identity
import Messages

/// Answers requests: over TCP as whoever their token says, over the Unix socket as `command:USER`.
public final class Portal: Sendable {
  let gate: Gate
  let options: PortalOptions
  let log: @Sendable (PortalEvent) -> Void
  let observe: @Sendable (PortalObservation) -> Void
  /// The OpenAPI document as sent; it never changes while Brama runs.
  let openAPI: [UInt8]

  public init(
    gate: Gate, options: PortalOptions,
    log: @escaping @Sendable (PortalEvent) -> Void = { _ in },
    observe: @escaping @Sendable (PortalObservation) -> Void = { _ in }
  ) {
    self.gate = gate
    self.options = options
    self.log = log
    self.observe = observe
    openAPI =
      OpenAPIDocument(version: options.version, server: options.publicURL?.origin)
      .json.serialized()
  }

  /// The answer to a request that came over TCP.
  public func respond(to request: DetachedRequest) async -> Response {
    await respond(to: request, standing: .internet)
  }

  /// The answer to a request of a user of this machine: over the Unix socket, or from the command when
  /// it holds the store itself.
  /// - Parameter user: the user's name; the caller is `command:USER`.
  public func respondLocally(to request: DetachedRequest, user: String) async -> Response {
    await respond(to: request, standing: .local(user: user))
  }

  private func respond(to request: DetachedRequest, standing: Standing) async -> Response {
    var response = await answered(to: request, standing: standing)
    harden(&response)
    return response
  }

  /// Without the headers that the engine adds to every answer (`securityHeaders`).
  func answered(to request: DetachedRequest, standing: Standing) async -> Response {
    let response = await answer(to: request, standing: standing)
    // Whoever is told that their session is over must not find it alive again after a crash (TFA-25).
    await gate.sessions.settle()
    return response
  }

  private func answer(to request: DetachedRequest, standing: Standing) async -> Response {
    let arrived = ContinuousClock.now
    let stopwatch = Stopwatch()
    let catalogue = catalogue(for: request.headers)
    var route: Route?
    var response: Response
    if standing == .internet, let page = await page(for: request, arrived: arrived) {
      observe(.answered(route: "page", status: page.status, seconds: stopwatch.seconds))
      return page
    }
    do {
      let match = try Route.match(method: request.method, path: request.path)
      guard !match.route.isLocal || standing != .internet else {
        throw Problem(.notFound, .noSuchRoute)
      }
      route = match.route
      let call = Call(
        portal: self, request: request, route: match.route, parameters: match.parameters,
        catalogue: catalogue, origin: origin(of: request), standing: standing)
      response = try await call.perform()
    } catch {
      let problem = problem(for: error, route: route)
      if problem.status == 403, standing == .internet {
        noteForbidden(request, route: route?.rawValue, cause: problem.kind.rawValue)
      }
      // The steps of a sign-in count their refusals themselves; activation and set-up throw.
      if let route, route.isSignIn, error is Rejection {
        observe(.signIn(outcome: problem.kind.rawValue))
      }
      response = problem.response(in: catalogue)
    }
    if let route, route.isSignIn, response.status == 401 {
      await Pace(step: options.refusalTime).hold(since: arrived)
    }
    observe(
      .answered(
        route: route?.rawValue, status: response.status, seconds: stopwatch.seconds))
    return response
  }

  /// The texts of the language that the reader likes best (GEN-06).
  func catalogue(for headers: Headers) -> Catalogue {
    let fields = headers.all("accept-language")
    return Catalogue(
      Language(
        acceptLanguage: fields.isEmpty ? nil : fields.joined(separator: ","),
        default: options.language))
  }

  func origin(of request: DetachedRequest) -> ClientOrigin {
    ClientOrigin(
      address: ClientAddress.of(
        request.peer, headers: request.headers, trusting: options.trustedProxies),
      userAgent: request.headers.only("user-agent"))
  }

  /// A refused right is written down with whose session asked; strangers could fill the log at will.
  func noteForbidden(_ request: DetachedRequest, route: String?, cause: String) {
    let token = PresentedToken(request.headers, publicURL: options.publicURL).secret
    guard let token, let session = gate.sessions.check(token) else { return }
    log(
      PortalEvent(
        route: route, problem: "forbidden", cause: cause, employee: session.person.employee))
  }

  private func problem(for error: any Error, route: Route?) -> Problem {
    let problem: Problem
    switch error {
    case let error as Problem: problem = error
    case let rejection as Rejection: problem = Problem(rejection)
    default: problem = Problem(.internalFault, .internalFault)
    }
    if problem.status >= 500 {
      log(PortalEvent(route: route?.rawValue, problem: problem.kind.rawValue, cause: "\(error)"))
    }
    return problem
  }
}

/// Where a request came in, and so who may be behind it.
enum Standing: Sendable, Equatable {
  /// Over TCP: whoever the token says, or nobody.
  case internet
  /// Over the Unix socket, whose peer the kernel names.
  case local(user: String)
}
