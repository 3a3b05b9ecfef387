@testable import HTTPEngine

/// A request's head and its chunked body. What is read hangs neither on how the bytes were cut nor on
/// what follows; the first byte of an input tells how to cut.
enum HTTPHarness {
  static func read(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let step = Int(first % 7) + 1
    let input = Array(bytes.dropFirst())
    // Small limits, so that they are met.
    var whole = HeadParser(longestHead: 512, mostFields: 8)
    let verdict = whole.parse(input.span, from: 0)
    var cut = HeadParser(longestHead: 512, mostFields: 8)
    let again = inSteps(of: step, input.count) { cut.parse(input.span.extracting(0..<$0), from: 0) }
    hold(again == verdict, "cut in pieces of \(step): \(again), at once: \(verdict)")
    guard verdict == .complete else { return }
    hold(cut.head == whole.head, "cut in pieces of \(step) another head is read")
    check(whole.head, input.span)
    if whole.head.isChunked { readChunks(input, from: whole.head.end, step) }
  }

  private static func inSteps(of step: Int, _ all: Int, _ parse: (Int) -> Verdict) -> Verdict {
    var verdict = Verdict.needsMore
    var count = 0
    while verdict == .needsMore, count < all {
      count = min(count + step, all)
      verdict = parse(count)
    }
    return verdict
  }

  private static func check(_ head: RequestHead, _ bytes: Span<UInt8>) {
    func isInside(_ range: ByteRange) -> Bool {
      range.start >= 0 && range.start <= range.end && range.end <= head.end
    }
    hold(head.end <= bytes.count && head.end <= 514, "the head ends inside its limit")
    hold(isInside(head.method) && isInside(head.path), "ranges lie in the head")
    hold(head.query.map(isInside) ?? true, "the query lies in the head")
    for index in head.method.start..<head.method.end {
      hold(Byte.isToken(bytes[index]), "a method is a token")
    }
    let path = bytes.text(head.path)
    hold(path.hasPrefix("/") || path == "*", "a path begins with a slash: \(path)")
    hold(!path.contains("?"), "a path holds no query")
    hold(!(head.isChunked && head.contentLength != nil), "one length alone")
    hold(head.fields.count <= 8, "no more fields than allowed")
    for field in head.fields {
      hold(isInside(field.name) && isInside(field.value), "fields lie in the head")
      for index in field.value.start..<field.value.end {
        hold(Byte.isFieldContent(bytes[index]), "a value holds no control character")
      }
    }
    let hosts = head.fields.count { bytes.holds(lowercase: "host", at: $0.name) }
    hold(hosts == 1 || hosts == 0 && head.minorVersion == 0, "\(hosts) hosts")
  }

  private static func readChunks(_ input: [UInt8], from start: Int, _ step: Int) {
    var whole = ChunkedBody(longestBody: 64)
    var end = start
    let verdict = whole.read(input.span, &end)
    hold(end >= start && end <= input.count, "the body ends in the input")
    var cut = ChunkedBody(longestBody: 64)
    var endAgain = start
    let again = inSteps(of: step, input.count - start) {
      cut.read(input.span.extracting(0..<(start + $0)), &endAgain)
    }
    if input.count > start { hold(again == verdict, "chunks cut: \(again), at once: \(verdict)") }
    guard verdict == .complete else { return }
    hold(end == endAgain, "cut in pieces of \(step) the body ends elsewhere")
    let body = whole.withBytes { $0.withUnsafeBufferPointer { Array($0) } }
    let bodyAgain = cut.withBytes { $0.withUnsafeBufferPointer { Array($0) } }
    hold(body == bodyAgain && body.count <= 64, "cut in pieces of \(step) another body is read")
    whole.discard()
    cut.discard()
  }
}

/// Routing of a raw path. What a segment decodes to has no other way to be a separator.
enum PathHarness {
  private static let router: Router<Int> = {
    var router = Router<Int>()
    for (number, pattern) in ["/", "/a", "/a/{one}", "/a/{one}/b/{two}", "/{one}"].enumerated() {
      router.add(number % 2 == 0 ? "GET" : "POST", pattern, number)
    }
    return router
  }()

  static func read(_ bytes: [UInt8]) {
    // All that the parser of heads lets through.
    guard bytes.allSatisfy({ $0 > 32 && $0 < 127 }) else { return }
    let path = bytes.text
    for method in ["GET", "POST", "HEAD", "PUT"] {
      switch router.match(method: method, path: path) {
      case .found(let route, let parameters):
        hold(path.hasPrefix("/"), "a path begins with a slash")
        hold(parameters.count == [0, 0, 1, 2, 1][route], "each parameter has its value")
        for value in parameters.values {
          hold(!value.isEmpty && !value.utf8.contains(0), "no parameter is empty or holds NUL")
        }
      case .methodNotAllowed(let allow): hold(!allow.isEmpty, "some method is allowed")
      case .notFound, .badRequest: break
      }
    }
  }
}
