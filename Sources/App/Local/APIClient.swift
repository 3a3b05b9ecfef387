/// How a command reaches the JSON API: over the running server's Unix socket, or in its own process when
/// no server holds the store. Commands are written once, against this.
public protocol APIClient: Sendable {
  /// - Throws: `APIUnavailable` when no answer came.
  func send(_ request: APIRequest) async throws(APIUnavailable) -> APIAnswer
  /// The transport is not needed any more; what it holds open is closed.
  func close() async
}

public struct APIRequest: Sendable, Equatable {
  public var method: String
  /// Path and query, percent-encoded, without `/api/v1`.
  public var target: String
  public var headers: [String: String]
  /// A JSON document, or `nil`.
  public var body: [UInt8]?

  public init(
    _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8]? = nil
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }
}

public struct APIAnswer: Sendable, Equatable {
  public let status: Int
  /// As quoted by the server; what `If-Match` takes back.
  public let etag: String?
  public let body: [UInt8]

  public init(status: Int, etag: String?, body: [UInt8]) {
    self.status = status
    self.etag = etag
    self.body = body
  }
}

/// Neither the server nor the store could be reached.
public enum APIUnavailable: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another process holds the store, and no server answers.
  case storeInUse
  case because(String)

  init(_ reason: String) { self = .because(reason) }

  public var description: String {
    switch self {
    case .storeInUse: "the store is in use by another process, and no server answers"
    case .because(let reason): reason
    }
  }
}
