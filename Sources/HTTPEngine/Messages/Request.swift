/// A request as it lies in the connection's input: nothing is copied until you ask. It is valid during
/// the handler's call only; a handler that answers later takes what it needs, or `detached()`, along.
public struct Request: ~Copyable {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// As sent; methods are case-sensitive (RFC 9110 section 9.1).
  public var method: String { connection.withInput { $0.text(connection.head.method) } }

  /// The raw path, percent-encoding kept, without the query; `*` for a request about the server.
  public var path: String { connection.withInput { $0.text(connection.head.path) } }

  /// The raw query without `?`, or `nil`.
  public var query: String? {
    guard let query = connection.head.query else { return nil }
    return connection.withInput { $0.text(query) }
  }

  public var peer: Peer { connection.peer }

  /// Whether it came over TLS.
  public var isSecure: Bool { connection.transport.isSecure }

  /// Compares without making a `String`.
  public func isMethod(_ method: StaticString) -> Bool {
    connection.withInput { $0.holds(method, at: connection.head.method) }
  }

  /// Compares the raw path without making a `String`.
  public func pathEquals(_ path: StaticString) -> Bool {
    connection.withInput { $0.holds(path, at: connection.head.path) }
  }

  /// The bytes of a field's value, without the blanks around it.
  /// - Parameter lowercaseName: the name in lower case; names of fields compare without letter case.
  /// - Returns: `nil` when the field is absent or given more than once.
  public func withHeader<R>(
    _ lowercaseName: StaticString, _ body: (Span<UInt8>) throws -> R
  ) rethrows -> R? {
    try connection.withInput { input in
      var found: ByteRange?
      for field in connection.head.fields
      where input.holds(lowercase: lowercaseName, at: field.name) {
        if found != nil { return nil }
        found = field.value
      }
      guard let found else { return nil }
      return try body(input.extracting(found.start..<found.end))
    }
  }

  /// The bytes of the body; chunks are already joined.
  public func withBody<R>(_ body: (Span<UInt8>) throws -> R) rethrows -> R {
    try connection.withBody(body)
  }

  /// The whole request as a value.
  public func detached() -> DetachedRequest {
    connection.withInput { input in
      let head = connection.head
      var headers = Headers()
      for field in head.fields { headers.add(input.text(field.name), input.text(field.value)) }
      return DetachedRequest(
        method: input.text(head.method), path: input.text(head.path),
        query: head.query.map { input.text($0) }, headers: headers,
        body: connection.withBody { bytes in bytes.withUnsafeBufferPointer { Array($0) } },
        peer: connection.peer, isSecure: connection.transport.isSecure)
    }
  }
}
