import HTTPEngine
import Identity
import Messages

/// One request on its way through the API: what was asked, by whom, from where, in which language.
struct Call: Sendable {
  /// What `Content-Type` a body must have.
  static let mediaType = "application/json"

  let portal: Portal
  let request: DetachedRequest
  let route: Route
  /// The `{name}` segments of the path, decoded.
  let parameters: [String: String]
  let catalogue: Catalogue
  let origin: ClientOrigin
  let standing: Standing

  var gate: Gate { portal.gate }

  /// The live session that the request proves.
  /// - Throws: the one 401 (SIGN-06), also for the command, which has no session.
  func session() throws(Problem) -> CheckedSession {
    guard standing == .internet,
      let token = PresentedToken(request.headers, publicURL: portal.options.publicURL).secret,
      let session = gate.sessions.check(token)
    else { throw Problem.unauthenticated }
    return session
  }

  /// Who asks for a change; what they may do is Identity's to say.
  func caller() throws(Problem) -> Caller {
    switch standing {
    case .local(let user): .command(user: user)
    case .internet: try session().caller(from: origin)
    }
  }

  /// The caller where only a person with a session can be one.
  func sessionCaller() throws(Problem) -> Caller { try session().caller(from: origin) }

  /// The body's fields.
  /// - Throws: 415 for another media type, 400 for what is no JSON object or breaks the strict scan.
  func body() throws -> Fields {
    let types = request.headers.all("content-type")
    guard types.count == 1, Self.isJSON(types[0]) else {
      throw Problem(.unsupportedMediaType, .unsupportedMediaType(expected: Self.mediaType))
    }
    return try Fields(body: request.body)
  }

  static func isJSON(_ field: String) -> Bool {
    if field == mediaType { return true }
    let parts = field.lowercased().split(separator: ";", omittingEmptySubsequences: false)
      .map { $0.filter { $0 != " " && $0 != "\t" } }
    guard parts.first == mediaType else { return false }
    return parts.dropFirst().allSatisfy {
      $0.isEmpty || $0 == "charset=utf-8" || $0 == "charset=\"utf-8\""
    }
  }

  /// The parameters of the query.
  func query() throws -> Fields { try Fields(query: request.query) }

  /// Refuses a query where the route knows no parameter.
  func refuseQuery() throws {
    var query = try query()
    try query.finish(unknown: .refused)
  }

  /// The identifier in the path; what is no identifier names nothing.
  func identifier<Named>(of type: Named.Type = Named.self) throws(Problem) -> Identifier<Named> {
    guard let text = parameters["id"], let identifier = Identifier<Named>(text) else {
      throw Problem.notFound
    }
    return identifier
  }

  /// An answer with a JSON body.
  /// - Parameter version: becomes the `ETag`.
  static func answer(
    _ json: JSON, status: Int = 200, version: Int? = nil, location: String? = nil
  ) -> Response {
    var headers = Headers([.init(name: "Content-Type", value: "application/json")])
    if let version { headers.add("ETag", EntityTag.of(version)) }
    if let location { headers.add("Location", location) }
    return Response(status: status, headers: headers, body: json.serialized())
  }

  func answer(
    _ json: JSON, status: Int = 200, version: Int? = nil, location: String? = nil
  ) -> Response {
    Self.answer(json, status: status, version: version, location: location)
  }

  static let noContent = Response(status: 204)
}
