import Foundation

/// An answer as it came over the wire.
public struct HTTPRawResponse: Equatable, Sendable {
  public let status: Int
  /// The head as sent, without the empty line.
  public let head: String
  public let fields: [(name: String, value: String)]
  public let body: [UInt8]

  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The only value of a field; `nil` when it is absent or repeated.
  public func field(_ name: String) -> String? {
    let values = fields.filter { $0.name.lowercased() == name.lowercased() }
    return values.count == 1 ? values[0].value : nil
  }

  public static func == (left: HTTPRawResponse, right: HTTPRawResponse) -> Bool {
    left.head == right.head && left.body == right.body
  }
}

extension HTTPRawClient {
  /// Reads one answer; what comes after it stays for the next call.
  /// - Parameter isHead: the request was HEAD, so no body follows.
  /// - Throws: `Failure.noResponse`, `Failure.malformed`.
  public func response(
    isHead: Bool = false, within timeout: Duration = .seconds(10)
  ) throws -> HTTPRawResponse {
    let deadline = ContinuousClock.now + timeout
    var end: Int?
    var searched = 0
    while end == nil {
      if let found = endOfHead(from: searched) {
        end = found
        break
      }
      searched = max(0, buffer.count - 3)
      if let reason = fill(to: buffer.count + 1, until: deadline) {
        throw Failure.noResponse(reason)
      }
    }
    let headEnd = end ?? 0
    let head = String(decoding: buffer[..<headEnd], as: UTF8.self)
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    let parts = lines[0].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "HTTP/1.1", let status = Int(parts[1]) else {
      throw Failure.malformed(head)
    }
    var fields: [(name: String, value: String)] = []
    for line in lines.dropFirst() {
      guard let colon = line.range(of: ": ") else { throw Failure.malformed(head) }
      fields.append((String(line[..<colon.lowerBound]), String(line[colon.upperBound...])))
    }
    let length = fields.filter { $0.name.lowercased() == "content-length" }.map(\.value)
    guard length.count <= 1 else { throw Failure.malformed(head) }
    let hasBody = !isHead && status >= 200 && status != 204 && status != 304
    let count = hasBody ? length.first.flatMap { Int($0) } ?? 0 : 0
    let start = headEnd + 4
    if let reason = fill(to: start + count, until: deadline) { throw Failure.noResponse(reason) }
    let body = Array(buffer[start..<(start + count)])
    buffer.removeSubrange(..<(start + count))
    return HTTPRawResponse(status: status, head: head, fields: fields, body: body)
  }

  /// Sends a request and reads its answer.
  public func exchange(
    _ request: String, isHead: Bool = false, within timeout: Duration = .seconds(10)
  ) throws -> HTTPRawResponse {
    try send(request)
    return try response(isHead: isHead, within: timeout)
  }

  private func endOfHead(from start: Int) -> Int? {
    guard buffer.count >= 4 else { return nil }
    return (start..<max(start, buffer.count - 3)).first {
      buffer[$0] == 13 && buffer[$0 + 1] == 10 && buffer[$0 + 2] == 13 && buffer[$0 + 3] == 10
    }
  }
}
