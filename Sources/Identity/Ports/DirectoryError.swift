/// Why a directory gave no answer. `description` is safe to show; the private detail goes to the log.
public struct DirectoryError: Error, Sendable, CustomStringConvertible, CustomDebugStringConvertible
{
  public enum Code: String, Sendable {
    /// No server answered in time, or all refused the connection (SIGN-17, DOM-B03).
    case unavailable
    /// A bind or a change was written and no answer to it came: the directory may have counted or done
    /// it (DOM-36).
    case outcomeUnknown = "outcome-unknown"
    /// TLS failed: a foreign, expired or wrongly named certificate (DOM-40).
    case untrusted
    /// The service account was refused (DOM-B04).
    case serviceAccountRefused = "service-account-refused"
    /// A plain connection would have carried a password (DOM-39).
    case unprotected
    /// The answer was cut, partial, garbled or over a limit.
    case badAnswer = "bad-answer"
    /// The server says that the answer, or part of it, lies on another one, and no other server of the
    /// domain has it.
    case referral
    /// The domain's address changed and its service password was not given again: nothing was sent.
    case unconfirmed
    /// More than one entry matches a login.
    case ambiguous
    /// The chosen group or the base is not there.
    case noSuchObject = "no-such-object"
    /// The cursor is unknown, of another reader or query, or was idle too long.
    case cursorExpired = "cursor-expired"
    /// All cursors of the domain, or all its connections, are in use.
    case busy
  }

  public let code: Code
  /// For the log only: which server, which result code, what the library said.
  public let detail: String

  public init(_ code: Code, detail: String = "") {
    self.code = code
    self.detail = detail
  }

  public var description: String { code.rawValue }
  public var debugDescription: String {
    detail.isEmpty ? code.rawValue : "\(code.rawValue): \(detail)"
  }
}
