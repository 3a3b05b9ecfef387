import Testing
import Threads

@Suite struct MonitorTests {
  // @unchecked Sendable: what changes lies under `monitor`.
  private final class Count: @unchecked Sendable {
    let monitor = Monitor()
    var value = 0
  }

  @Test("threads that count together lose nothing, and one waits until they are done")
  func counting() async throws {
    let count = Count()
    for _ in 0..<8 {
      let code = DetachedThread.start {
        for _ in 0..<1000 {
          count.monitor.withLock {
            count.value += 1
            count.monitor.broadcast()
          }
        }
      }
      #expect(code == 0)
    }
    let total = try await OwnThread.run(named: "waits") {
      count.monitor.withLock {
        while count.value < 8000 { count.monitor.wait() }
        return count.value
      }
    }
    #expect(total == 8000)
  }

  @Test("waiting ends at its bound when nobody wakes it, and at once when the bound has passed")
  func bound() async throws {
    let monitor = Monitor()
    let took = try await OwnThread.run(named: "waits") {
      ContinuousClock().measure {
        monitor.withLock {
          let end = Monitor.Moment(secondsFromNow: 0.05)
          while monitor.wait(until: end) {}
          while monitor.wait(until: Monitor.Moment(secondsFromNow: -1)) {}
        }
      }
    }
    #expect(took >= .milliseconds(50))
    #expect(took < .seconds(10))
  }
}
