import HTTPEngine
import Identity

extension Portal {
  /// The answer of the pages, for requests that come over TCP and name none of the API's paths.
  ///
  /// A browser that asks for a path that nobody knows gets a page that says so; programs get a problem.
  /// - Returns: `nil` where the API answers.
  func page(for request: DetachedRequest, arrived: ContinuousClock.Instant) async -> Response? {
    guard !request.path.hasPrefix("/api/") else { return nil }
    let pages = Pages(gate: gate, options: options)
    let context = RequestContext(origin: origin(of: request), arrived: arrived) {
      [observe] outcome in observe(.signIn(outcome: outcome))
    }
    let response: Response
    if let page = await pages.respond(to: request, context: context) {
      response = page
    } else if Self.wantsPage(request),
      (try? Route.match(method: request.method, path: request.path)) == nil
    {
      response = pages.refusal(.notFound, status: 404, to: request, context)
    } else {
      return nil
    }
    if response.status >= 500 {
      log(PortalEvent(route: "page", problem: "\(response.status)", cause: request.path))
    }
    if response.status == 403 { noteForbidden(request, route: "page", cause: request.path) }
    return response
  }

  private static func wantsPage(_ request: DetachedRequest) -> Bool {
    ["GET", "HEAD"].contains(request.method)
      && request.headers.all("accept").contains { $0.lowercased().contains("text/html") }
  }
}
