import HTTPEngine
import Messages

extension Route {
  /// Finds the call that a method and a raw path mean.
  /// - Throws: 404, 405 with what the path allows, or 400 for a segment that does not decode.
  static func match(method: String, path: String) throws(Problem) -> (
    route: Route, parameters: [String: String]
  ) {
    switch router.match(method: method, path: path) {
    case .found(let route, let parameters): return (route, parameters)
    case .methodNotAllowed(let allow): throw .methodNotAllowed(allow: allow)
    case .notFound: throw Problem(.notFound, .noSuchRoute)
    case .badRequest: throw Problem(.malformedRequest, .noSuchRoute)
    }
  }

  private static let router = {
    var router = Router<Route>()
    for route in allCases { router.add(route.method, route.template, route) }
    return router
  }()
}
