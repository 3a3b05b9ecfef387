/// A strict reader of chunked bodies (RFC 9112 section 7.1), resumable at any byte. Extensions and
/// trailers are read and dropped.
struct ChunkedBody: Sendable {
  private enum Place { case size, data, dataEnd, trailer }

  private static let longestLine = 256
  private static let longestTrailers = 4096

  private var bytes: [UInt8] = []
  private var place = Place.size
  private var left = 0
  private var trailerBytes = 0
  private let longestBody: Int

  init(longestBody: Int) { self.longestBody = longestBody }

  /// The chunks so far, joined.
  func withBytes<R>(_ body: (Span<UInt8>) throws -> R) rethrows -> R { try body(bytes.span) }

  /// Zeroes what it holds before it is let go.
  mutating func discard() {
    bytes.wipe()
    bytes = []
  }

  /// Reads on from `position`, which it moves past everything that it will not need again.
  mutating func read(_ input: Span<UInt8>, _ position: inout Int) -> Verdict {
    while true {
      let verdict: Verdict? =
        switch place {
        case .size: readSize(input, &position)
        case .data: readData(input, &position)
        case .dataEnd: readDataEnd(input, &position)
        case .trailer: readTrailer(input, &position)
        }
      if let verdict { return verdict }
    }
  }

  /// The offset of the CR that ends the line at `position`.
  private func endOfLine(_ input: Span<UInt8>, _ position: Int) -> Result<Int?, Refusal> {
    var index = position
    while index < input.count {
      let byte = input[index]
      if byte == Byte.carriageReturn {
        guard index + 1 < input.count else { return .success(nil) }
        return input[index + 1] == Byte.lineFeed ? .success(index) : .failure(Refusal(status: 400))
      }
      guard Byte.isFieldContent(byte), index - position < Self.longestLine else {
        return .failure(Refusal(status: 400))
      }
      index += 1
    }
    return .success(nil)
  }

  private struct Refusal: Error { let status: Int }

  private mutating func readSize(_ input: Span<UInt8>, _ position: inout Int) -> Verdict? {
    let end: Int
    switch endOfLine(input, position) {
    case .failure(let refusal): return .refused(refusal.status)
    case .success(nil): return .needsMore
    case .success(let found?): end = found
    }
    var index = position
    var size = 0
    while index < end, let digit = Byte.hexValue(input[index]) {
      guard index - position < 8 else { return .refused(413) }
      size = size << 4 | Int(digit)
      index += 1
    }
    guard index > position, index == end || input[index] == UInt8(ascii: ";") else {
      return .refused(400)
    }
    position = end + 2
    if size == 0 {
      place = .trailer
      return nil
    }
    guard bytes.count + size <= longestBody else { return .refused(413) }
    left = size
    place = .data
    return nil
  }

  private mutating func readData(_ input: Span<UInt8>, _ position: inout Int) -> Verdict? {
    let count = min(left, input.count - position)
    input.extracting(position..<(position + count)).withUnsafeBytes { bytes.wipingAppend($0) }
    position += count
    left -= count
    guard left == 0 else { return .needsMore }
    place = .dataEnd
    return nil
  }

  private mutating func readDataEnd(_ input: Span<UInt8>, _ position: inout Int) -> Verdict? {
    guard position < input.count else { return .needsMore }
    guard input[position] == Byte.carriageReturn else { return .refused(400) }
    guard position + 1 < input.count else { return .needsMore }
    guard input[position + 1] == Byte.lineFeed else { return .refused(400) }
    position += 2
    place = .size
    return nil
  }

  private mutating func readTrailer(_ input: Span<UInt8>, _ position: inout Int) -> Verdict? {
    let end: Int
    switch endOfLine(input, position) {
    case .failure(let refusal): return .refused(refusal.status)
    case .success(nil): return .needsMore
    case .success(let found?): end = found
    }
    trailerBytes += end + 2 - position
    guard trailerBytes <= Self.longestTrailers else { return .refused(431) }
    let isLast = end == position
    position = end + 2
    return isLast ? .complete : nil
  }
}
