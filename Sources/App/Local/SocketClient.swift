import Glibc
import Text
import Threads

/// The JSON API over the running server's Unix socket: one connection for each request.
struct SocketClient: APIClient {
  let path: String

  /// How long the server may take for one answer, in seconds; longer than its own limit for a request.
  private static let patience = Service.longestCommand + 10
  private static let largestAnswer = 64 << 20
  /// In this many bytes the end of an answer's head is looked for while it comes in.
  private static let longestHead = 64 << 10

  func send(_ request: APIRequest) async throws(APIUnavailable) -> APIAnswer {
    try await BlockingExecutor.shared.run { () throws(APIUnavailable) in
      try Self.exchange(request, over: path)
    }
  }

  func close() async {}

  /// Is somebody listening there?
  static func answers(_ path: String) -> Bool {
    guard let descriptor = try? connected(to: path) else { return false }
    Glibc.close(descriptor)
    return true
  }

  private static func connected(to path: String) throws(APIUnavailable) -> Int32 {
    guard let (name, length) = UnixSocketAddress.make(path) else {
      throw APIUnavailable("\(path): too long for a socket")
    }
    var address = name
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { throw failure(path) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
    }
    guard result == 0 else {
      let error = failure(path)
      Glibc.close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func exchange(_ request: APIRequest, over path: String)
    throws(APIUnavailable) -> APIAnswer
  {
    let descriptor = try connected(to: path)
    defer { Glibc.close(descriptor) }
    var limit = timeval(tv_sec: patience, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    try write(encode(request), to: descriptor, path)
    return try HTTPAnswer.parse(read(from: descriptor, path))
  }

  private static func encode(_ request: APIRequest) -> [UInt8] {
    var head = "\(request.method) /api/v1\(request.target) HTTP/1.1\r\n"
    head += "Host: localhost\r\nConnection: close\r\n"
    for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) {
      head += "\(name): \(value)\r\n"
    }
    if let body = request.body {
      head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n"
    } else if request.method != "GET" {
      head += "Content-Length: 0\r\n"
    }
    return Array((head + "\r\n").utf8) + (request.body ?? [])
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String)
    throws(APIUnavailable)
  {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      rest = rest.dropFirst(count)
    }
  }

  /// The answer as soon as it is whole: the server waits for us before it closes the connection.
  private static func read(from descriptor: Int32, _ path: String)
    throws(APIUnavailable) -> [UInt8]
  {
    var answer: [UInt8] = []
    var length: Int?
    var buffer = [UInt8](repeating: 0, count: 16384)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { return answer }
      answer += buffer[..<count]
      guard answer.count <= largestAnswer else {
        throw APIUnavailable("\(path): the answer is too long")
      }
      if length == nil, answer.count <= longestHead { length = HTTPAnswer.length(answer) }
      if let length, answer.count >= length { return answer }
    }
  }

  private static func failure(_ path: String) -> APIUnavailable {
    APIUnavailable("\(path): \(String(cString: strerror(errno)))")
  }
}

/// An HTTP/1.1 answer, whole or up to where its connection was closed: what the command's side needs to know
/// of RFC 9112, given that the other end is Brama itself.
enum HTTPAnswer {
  static func parse(_ bytes: [UInt8]) throws(APIUnavailable) -> APIAnswer {
    guard let end = headEnd(bytes) else { throw APIUnavailable("the server closed the connection") }
    let head = try head(bytes[..<end])
    let body = Array(bytes[(end + 4)...])
    if let length = head.fields["content-length"], Int(length) != body.count {
      throw APIUnavailable("the server's answer was cut off")
    }
    return APIAnswer(status: head.status, etag: head.fields["etag"], body: body)
  }

  /// Bytes of the whole answer; `nil`: its head is not all there, or does not tell.
  static func length(_ bytes: [UInt8]) -> Int? {
    guard let end = headEnd(bytes), let head = try? head(bytes[..<end]),
      let length = head.fields["content-length"].flatMap({ Int($0) }),
      (0...Int(Int32.max)).contains(length)
    else { return nil }
    return end + 4 + length
  }

  private static func head(_ bytes: ArraySlice<UInt8>) throws(APIUnavailable)
    -> (status: Int, fields: [String: String])
  {
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false)
    let first = lines[0].split(separator: " ", maxSplits: 2)
    guard first.count >= 2, first[0].hasPrefix("HTTP/1."), let status = Int(first[1]) else {
      throw APIUnavailable("the server's answer is not HTTP")
    }
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      fields[parts[0].lowercased()] = parts[1].trimmed(.onLine)
    }
    return (status, fields)
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...(bytes.count - 4)).first {
      bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10
    }
  }
}
