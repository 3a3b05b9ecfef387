import Testing

@testable import HTTPEngine

/// Looks at memory that a buffer has let go of but that still is its own.
@Suite("Wiping")
struct WipingTests {
  private static let secret = Array("password=correct horse battery".utf8)

  private func filled(_ text: [UInt8] = secret) -> InputBuffer {
    var buffer = InputBuffer()
    text.withUnsafeBytes { buffer.append($0) }
    return buffer
  }

  /// The first `count` bytes of the buffer's memory, whatever of them counts as content.
  private func memory(of buffer: InputBuffer, _ count: Int) -> [UInt8] {
    buffer.withSpan { span in
      span.withUnsafeBufferPointer {
        Array(UnsafeRawBufferPointer(start: $0.baseAddress, count: count))
      }
    }
  }

  @Test("used input is zeroed before its memory is used again")
  func used() {
    var buffer = filled(Self.secret + [1])
    buffer.position = Self.secret.count
    buffer.discardUsed()
    let zeros = [UInt8](repeating: 0, count: Self.secret.count)
    #expect(memory(of: buffer, Self.secret.count + 1) == [1] + zeros)
    #expect(buffer.count == 1 && buffer.position == 0)
  }

  @Test("input used after an offset is zeroed, what was before and behind it stays")
  func usedAfter() {
    var buffer = filled([7, 8] + Self.secret + [9])
    buffer.position = 2 + Self.secret.count
    buffer.discardUsed(after: 2)
    let zeros = [UInt8](repeating: 0, count: Self.secret.count)
    #expect(memory(of: buffer, Self.secret.count + 3) == [7, 8, 9] + zeros)
    #expect(buffer.count == 1 && buffer.position == 2)
  }

  @Test("an emptied buffer that keeps its memory keeps nothing in it")
  func emptied() {
    var bytes = Self.secret
    bytes.wipe()
    #expect(bytes == [UInt8](repeating: 0, count: Self.secret.count))
    var buffer = filled()
    buffer.position = Self.secret.count
    buffer.discardUsed()
    // Within the kept capacity: the new byte lies where the secret began.
    [UInt8(5)].withUnsafeBytes { buffer.append($0) }
    #expect(
      memory(of: buffer, Self.secret.count) == [5]
        + [UInt8](repeating: 0, count: Self.secret.count - 1))
  }

  @Test("a buffer that grows keeps its content, however it is cut into pieces")
  func grown() {
    var buffer = InputBuffer()
    let all = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
    var start = 0
    for size in [1, 2, 3000, 1, 6000, 996] {
      all[start..<(start + size)].withUnsafeBytes { buffer.append($0) }
      start += size
    }
    #expect(buffer.withSpan { $0.withUnsafeBufferPointer(Array.init) } == all)
    buffer.discardAll()
    #expect(buffer.isEmpty && buffer.totalCount == 0)
  }
}
