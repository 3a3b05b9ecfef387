import Identity
import Testing

@testable import LDAPDirectory

@Suite("When the system gives no more")
struct ScarcityTests {
  @Test(
    "without a descriptor of its own there is no watch, and so no connection without a deadline")
  func noDescriptor() {
    let timekeeper = Timekeeper()
    defer { timekeeper.stop() }
    #expect(SocketWatch(-1, timekeeper) == nil)
  }
}
