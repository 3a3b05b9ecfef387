import Foundation
import Testing

@testable import Diagnostics

@Suite struct LogWriterTests {
  /// Both ends of a pipe, closed with the last owner.
  private final class Ends: Sendable {
    let read: Int32
    let write: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      (read, write) = (ends[0], ends[1])
    }

    /// So many bytes, or what came before the end.
    func take(_ count: Int) -> String {
      var all: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while all.count < count {
        let got = Foundation.read(read, &chunk, min(chunk.count, count - all.count))
        guard got > 0 else { break }
        all += chunk[..<got]
      }
      return String(decoding: all, as: UTF8.self)
    }

    deinit {
      close(read)
      close(write)
    }
  }

  @Test(
    "who logs does not wait for a reader that has stopped; what is too much is dropped and counted")
  func stoppedReader() throws {
    let ends = try Ends()
    let writer = LogWriter(descriptor: ends.write, limit: 50)
    let long = String(repeating: "x", count: 9_999) + "\n"
    let start = ContinuousClock.now
    for _ in 0..<500 { writer.add(long) }
    #expect(ContinuousClock.now - start < .seconds(5))
    // 64 KiB of pipe and two rounds of 50 lines at most are not dropped.
    #expect(writer.dropped >= 390 && writer.dropped < 500)
    #expect(!writer.flush(within: 0.05))
    let kept = 500 - Int(writer.dropped)
    #expect(ends.take(kept * long.utf8.count) == String(repeating: long, count: kept))
    #expect(writer.flush(within: 5))
    writer.add("and on\n")
    #expect(ends.take(7) == "and on\n")
    writer.close()
  }

  @Test("lines of many threads arrive whole, each thread's in order; flush waits for all")
  func whole() async throws {
    let ends = try Ends()
    let writer = LogWriter(descriptor: ends.write, limit: 4096)
    await withTaskGroup { group in
      for thread in 0..<4 {
        group.addTask { for number in 0..<500 { writer.add("\(thread) \(1000 + number)\n") } }
      }
    }
    // 14,000 bytes: the pipe holds them all.
    #expect(writer.flush(within: 10) && writer.dropped == 0)
    let lines = ends.take(14_000).split(separator: "\n")
    for thread in 0..<4 {
      #expect(
        lines.filter { $0.hasPrefix("\(thread) ") } == (0..<500).map { "\(thread) \(1000 + $0)" })
    }
    writer.close()
  }

  @Test("a closed writer drops, and nothing waits for it")
  func closed() throws {
    let ends = try Ends()
    let writer = LogWriter(descriptor: ends.write)
    writer.close()
    writer.add("late\n")
    #expect(writer.dropped == 1 && writer.flush(within: 1))
  }
}
