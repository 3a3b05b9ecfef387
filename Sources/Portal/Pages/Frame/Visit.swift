import HTTPEngine
import Identity
import Messages

/// What the portal knows about a request before a page looks at it.
struct RequestContext: Sendable {
  /// From where, behind trusted proxies.
  let origin: ClientOrigin
  /// What refused sign-ins count their fixed time from (SIGN-16).
  let arrived: ContinuousClock.Instant
  /// Hears the outcome of each step of a sign-in, for the metrics.
  var observe: @Sendable (String) -> Void = { _ in }
}

/// One request for a page: who asks, in which language, and which cookies the answer sets.
struct Visit: Sendable {
  let request: DetachedRequest
  let context: RequestContext
  let path: PagePath
  let catalogue: Catalogue
  let session: CheckedSession?
  /// The step that a sign-in is at.
  let step: PageStep?
  /// What this browser has kept of earlier sign-ins.
  let device: DeviceCookie?
  /// Where this page is reached again; a form names in its body what a link names in its address.
  var address: PageAddress
  private(set) var token: FormToken
  private var tokenIsNew: Bool
  private var changes: [PageCookie: String] = [:]

  init(
    _ request: DetachedRequest, _ context: RequestContext, path: PagePath, gate: Gate,
    language: Language, random: any RandomSource
  ) {
    self.request = request
    self.context = context
    self.path = path
    address = Self.address(path, request.query)
    let cookies = PresentedCookies(request.headers)
    let chosen = cookies.value(.language).flatMap(Language.init(rawValue:))
    let accepted = request.headers.all("accept-language")
    catalogue = Catalogue(
      chosen
        ?? Language(
          acceptLanguage: accepted.isEmpty ? nil : accepted.joined(separator: ","),
          default: language))
    session = cookies.value(.session).flatMap { gate.sessions.check(Secret($0)) }
    step = cookies.value(.step).flatMap(PageStep.init(cookie:))
    device = cookies.value(.device).flatMap(DeviceCookie.init)
    let known = cookies.value(.form).flatMap(FormToken.init(cookie:))
    token = known ?? FormToken(random: random)
    tokenIsNew = known == nil
    // What a cookie of ours holds that cannot be used is put away.
    if cookies[.session] != .absent, session == nil { clear(.session) }
    if cookies[.step] != .absent, step == nil { clear(.step) }
    if cookies[.language] != .absent, chosen == nil { clear(.language) }
    if cookies[.device] != .absent, device == nil { clear(.device) }
  }

  var origin: ClientOrigin { context.origin }
  var caller: Caller { session?.caller(from: origin) ?? .anonymous(origin) }
  var markup: FormMarkup { FormMarkup(catalogue: catalogue, token: token) }

  func markup(_ problem: FormProblem?) -> FormMarkup {
    FormMarkup(catalogue: catalogue, token: token, problem: problem)
  }

  func text(_ label: Label) -> String { catalogue.text(label) }

  /// A parameter of the address; a query that cannot be read has none.
  func parameter(_ name: String) -> String? { Self.parameters(request.query)?.text(name) }

  private static func parameters(_ query: String?) -> FormBody? {
    query.flatMap { try? FormBody(bytes: Array($0.utf8)) }
  }

  private static func address(_ path: PagePath, _ query: String?) -> PageAddress {
    let fields = path.parameters.isEmpty ? nil : parameters(query)
    return PageAddress(
      path.visible, path.parameters.map { ($0, fields?.text($0).map { String($0.prefix(200)) }) })
  }

  /// What was just done, where a form led here.
  var notice: PageNotice? { parameter(PageNotice.parameter).flatMap(PageNotice.init(rawValue:)) }

  mutating func set(_ cookie: PageCookie, _ value: String, maxAge: Int? = nil) {
    changes[cookie] = cookie.setting(value, maxAge: maxAge)
  }

  mutating func clear(_ cookie: PageCookie) { changes[cookie] = cookie.clearing }

  /// Forms that were open before a sign-in or sign-out are void after it.
  mutating func renewToken(random: any RandomSource) {
    token = FormToken(random: random)
    tokenIsNew = true
  }

  /// Does the form come from one of our pages, and bring the token that its cookie says?
  func accepts(_ body: FormBody, publicURL: PublicURL?) -> Bool {
    !tokenIsNew && PresentedToken.isSameOrigin(request.headers, publicURL: publicURL)
      && token.matches(body[FormToken.field])
  }

  func answer(
    _ page: Page, status: Int = 200, retryAfter: Int? = nil, allow: [String] = []
  ) -> Response {
    let frame = PageFrame(
      catalogue: catalogue, address: address, token: token, person: session?.person.name,
      isAdministrator: session?.person.role == .administrator)
    var headers = Headers([
      .init(name: "Content-Type", value: "text/html; charset=utf-8"),
      .init(name: "Content-Language", value: catalogue.language.code),
      .init(name: "Vary", value: "Accept-Language, Cookie"),
    ])
    if let retryAfter { headers.add("Retry-After", "\(retryAfter)") }
    if !allow.isEmpty { headers.add("Allow", allow.joined(separator: ", ")) }
    addPolicy(&headers, scripts: page.asksBeforeLeaving)
    addCookies(&headers)
    return Response(status: status, headers: headers, body: frame.document(page).document)
  }

  /// A form that was not accepted, shown again.
  func answer(_ page: Page, _ problem: FormProblem) -> Response {
    answer(page, status: problem.status, retryAfter: problem.retryAfter)
  }

  /// On to another page by GET (RFC 9110, section 15.4.4).
  func redirect(to path: PagePath, query: String? = nil) -> Response {
    redirect(location: path.text + (query.map { "?\($0)" } ?? ""))
  }

  func redirect(to address: PageAddress, notice: PageNotice? = nil) -> Response {
    let told = notice.map { address.adding(PageNotice.parameter, $0.rawValue) } ?? address
    return redirect(location: told.text)
  }

  private func redirect(location: String) -> Response {
    var headers = Headers([.init(name: "Location", value: location)])
    addPolicy(&headers)
    addCookies(&headers)
    return Response(status: 303, headers: headers)
  }

  /// - Parameter scripts: a page may load the files of ours that are scripts; nothing inline, ever.
  private func addPolicy(_ headers: inout Headers, scripts: Bool = false) {
    headers.add(
      "Content-Security-Policy",
      "default-src 'none'; \(scripts ? "script-src 'self'; " : "")style-src 'self'; "
        + "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
    headers.add("Cache-Control", "no-store")
    headers.add("X-Content-Type-Options", "nosniff")
    // `no-referrer` would make browsers send `Origin: null` with our own forms (Fetch, "append a
    // request Origin header").
    headers.add("Referrer-Policy", "same-origin")
  }

  private func addCookies(_ headers: inout Headers) {
    var changes = changes
    if tokenIsNew { changes[.form] = PageCookie.form.setting(token.text) }
    for cookie in PageCookie.allCases {
      if let change = changes[cookie] { headers.add("Set-Cookie", change) }
    }
  }
}
