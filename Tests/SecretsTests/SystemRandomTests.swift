import Testing

@testable import Secrets

@Suite struct SystemRandomTests {
  @Test("As many bytes as asked for, none among them", arguments: [0, 1, 32, 100_000])
  func lengths(count: Int) {
    #expect(SystemRandom().bytes(count).count == count)
  }

  @Test("Two draws differ and every value occurs")
  func spread() {
    let random = SystemRandom()
    #expect(random.bytes(32) != random.bytes(32))
    #expect(Set(random.bytes(100_000)).count == 256)
  }
}
