/// An answer. The engine adds `Date`, `Content-Length` and `Connection`; a header value with CR, LF or
/// NUL is a programming error and becomes a 500 without it.
public struct Response: Sendable, Equatable {
  public var status: Int
  public var headers: Headers
  public var body: [UInt8]
  /// Close the connection after this answer.
  public var closes: Bool

  public init(status: Int, headers: Headers = Headers(), body: [UInt8] = [], closes: Bool = false) {
    self.status = status
    self.headers = headers
    self.body = body
    self.closes = closes
  }
}
