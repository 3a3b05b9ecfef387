/// One segment of the tree that a router searches.
struct RouteNode<Route> {
  struct Endpoint {
    let names: [String]
    let route: Route
  }

  private var literals: [Substring: RouteNode] = [:]
  // An array of at most one: a struct cannot hold itself.
  private var parameter: [RouteNode] = []
  private var endpoints: [String: Endpoint] = [:]

  mutating func add(
    _ method: String, _ segments: ArraySlice<Substring>, _ names: [String], _ route: Route
  ) {
    guard let segment = segments.first else {
      precondition(endpoints[method] == nil, "\(method) is added twice for one pattern")
      endpoints[method] = Endpoint(names: names, route: route)
      return
    }
    if segment.hasPrefix("{"), segment.hasSuffix("}") {
      if parameter.isEmpty { parameter.append(RouteNode()) }
      parameter[0].add(method, segments.dropFirst(), names, route)
    } else {
      literals[segment, default: RouteNode()].add(method, segments.dropFirst(), names, route)
    }
  }

  /// - Parameter values: gets the raw segments that parameters took on the way to what is found.
  func find(
    _ segments: ArraySlice<Substring>, _ values: inout [Substring],
    _ search: inout RouteSearch<Route>
  ) -> Endpoint? {
    guard let segment = segments.first else { return search.choose(from: endpoints) }
    if let node = literals[segment],
      let found = node.find(segments.dropFirst(), &values, &search)
    {
      return found
    }
    guard let node = parameter.first, !segment.isEmpty else { return nil }
    values.append(segment)
    if let found = node.find(segments.dropFirst(), &values, &search) { return found }
    values.removeLast()
    return nil
  }
}

extension RouteNode: Sendable where Route: Sendable {}
extension RouteNode.Endpoint: Sendable where Route: Sendable {}

/// One search: the method wanted, and which methods the patterns met on the way allow.
struct RouteSearch<Route> {
  let method: String
  private(set) var allow: Set<String> = []

  init(method: String) { self.method = method }

  mutating func choose(from endpoints: [String: RouteNode<Route>.Endpoint])
    -> RouteNode<Route>.Endpoint?
  {
    if let endpoint = endpoints[method] { return endpoint }
    if method == "HEAD", let endpoint = endpoints["GET"] { return endpoint }
    allow.formUnion(endpoints.keys)
    if endpoints["GET"] != nil { allow.insert("HEAD") }
    return nil
  }
}
