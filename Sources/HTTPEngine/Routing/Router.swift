/// What a router makes of a method and a path.
public enum RouteMatch<Route> {
  /// - parameters: percent-decoded, by the names of the pattern.
  case found(Route, parameters: [String: String])
  /// The path is known, the method is not: 405. `allow` is the `Allow` field, sorted.
  case methodNotAllowed(allow: [String])
  case notFound
  /// A parameter holds a broken escape, a NUL or bytes that are not UTF-8: 400.
  case badRequest
}

extension RouteMatch: Sendable where Route: Sendable {}

/// Finds the route of a request by its method and its raw path.
///
/// A pattern is segments of literal text or `{parameter}`, as in `/employees/{id}/sessions`. Literal
/// segments compare byte for byte with the raw path and win over parameters; a parameter takes one
/// segment that is not empty. HEAD finds the route of GET unless it has its own; the engine leaves the
/// body out.
public struct Router<Route> {
  private var root = RouteNode<Route>()

  public init() {}

  /// - Parameter pattern: begins with `/`. The same method and pattern twice is a programming error
  ///   and traps.
  public mutating func add(_ method: String, _ pattern: String, _ route: Route) {
    let segments = Self.segments(pattern)
    var names: [String] = []
    for segment in segments where segment.hasPrefix("{") && segment.hasSuffix("}") {
      names.append(String(segment.dropFirst().dropLast()))
    }
    precondition(
      pattern.hasPrefix("/") && Set(names).count == names.count, "bad pattern \(pattern)")
    root.add(method, segments[...], names, route)
  }

  /// - Parameter path: the raw path, percent-encoding kept, without the query.
  public func match(method: String, path: String) -> RouteMatch<Route> {
    guard path.utf8.first == UInt8(ascii: "/") else { return .notFound }
    var search = RouteSearch<Route>(method: method)
    var values: [Substring] = []
    guard let endpoint = root.find(Self.segments(path)[...], &values, &search) else {
      return search.allow.isEmpty ? .notFound : .methodNotAllowed(allow: search.allow.sorted())
    }
    var parameters: [String: String] = [:]
    for (name, value) in zip(endpoint.names, values) {
      guard let decoded = PercentDecoding.decode(value) else { return .badRequest }
      parameters[name] = decoded
    }
    return .found(endpoint.route, parameters: parameters)
  }

  private static func segments(_ path: String) -> [Substring] {
    path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
  }
}

extension Router: Sendable where Route: Sendable {}
