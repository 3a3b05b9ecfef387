public import HTTPEngine
import Identity
import Messages

extension Portal {
  /// Words for what the HTTP engine refuses before anything of Brama's sees it, as for any other problem:
  /// a stable type, and a sentence in the reader's language.
  /// - Parameters:
  ///   - status: 400, 408, 413, 417, 431, 501, 503 or 505; another of 4xx counts as malformed.
  ///   - acceptLanguage: as far as the engine could read it.
  public func refusal(status: Int, acceptLanguage: String?) -> Response {
    let language = Language(acceptLanguage: acceptLanguage, default: options.language)
    return Problem(engineStatus: status).response(in: Catalogue(language))
  }
}

extension Problem {
  /// - Parameter status: what the engine refuses with; the answer keeps it.
  init(engineStatus status: Int) {
    switch status {
    case 408: self.init(.timedOut, .timedOut)
    case 413: self.init(.tooLarge, .bodyTooLarge)
    case 431: self.init(.headTooLarge, .headTooLarge)
    case 417, 501, 505: self.init(.notSupported, .notSupported)
    case 503: self.init(Rejection.overloaded(retryAfter: Self.usualRetry))
    case 500...: self.init(.internalFault, .internalFault)
    default: self.init(.malformedRequest, .malformedRequest)
    }
    otherStatus = status
  }
}
