/// A whole request as a value that may travel to another thread; what handlers that answer later work
/// on, and what tests and the `brama` command build by hand.
public struct DetachedRequest: Sendable, Equatable {
  /// As sent, upper case for the known ones: `GET`, `POST`, ...
  public let method: String
  /// The raw path, percent-encoding kept, without the query.
  public let path: String
  /// The raw query without `?`, or `nil`.
  public let query: String?
  public let headers: Headers
  public let body: [UInt8]
  public let peer: Peer
  public let isSecure: Bool

  /// - Parameter target: the raw request target: path and, after `?`, query.
  public init(
    method: String, target: String, headers: Headers = Headers(), body: [UInt8] = [],
    peer: Peer = .internet(address: "127.0.0.1"), isSecure: Bool = true
  ) {
    let split = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.method = method
    self.path = split.first.map(String.init) ?? ""
    self.query = split.count > 1 ? String(split[1]) : nil
    self.headers = headers
    self.body = body
    self.peer = peer
    self.isSecure = isSecure
  }

  init(
    method: String, path: String, query: String?, headers: Headers, body: [UInt8], peer: Peer,
    isSecure: Bool
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.peer = peer
    self.isSecure = isSecure
  }
}
