/// Who is at the other end of a connection.
public enum Peer: Sendable, Equatable {
  /// The textual IPv4 or IPv6 address of a TCP client.
  case internet(address: String)
  /// The user of this machine at the other end of the Unix socket, as the kernel tells (SO_PEERCRED).
  case local(user: UInt32, process: Int32)
}

/// Header fields in the order they came; names compare without letter case.
public struct Headers: Sendable, Equatable {
  public private(set) var fields: [Field]

  public struct Field: Sendable, Equatable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(_ fields: [Field] = []) { self.fields = fields }

  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// All values of a field, in order.
  public func all(_ name: String) -> [String] {
    fields.filter { $0.name.count == name.count && $0.name.lowercased() == name.lowercased() }
      .map(\.value)
  }

  /// The one value of a field; `nil` when it is absent or given more than once.
  public func only(_ name: String) -> String? {
    let values = all(name)
    return values.count == 1 ? values[0] : nil
  }
}

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
}
