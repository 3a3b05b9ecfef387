import HTTPEngine
import Testing

@testable import App

@Suite struct TrustedProxiesTests {
  @Test(
    "a trusted proxy is told by its range, to the bit",
    arguments: [
      ("10.1.2.0/23", "10.1.3.255", true), ("10.1.2.0/23", "10.1.4.0", false),
      ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false),
      ("0.0.0.0/0", "203.0.113.1", true), ("0.0.0.0/0", "2001:db8::1", false),
      ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
      ("::1", "::1", true),
    ])
  func range(_ range: String, _ address: String, _ isTrusted: Bool) throws {
    let proxies = TrustedProxies(ranges: [try #require(AddressRange(range))])
    #expect(proxies.contains(.internet(address: address)) == isTrusted)
  }

  @Test("without a configured proxy, and at the Unix socket, nobody stands for many")
  func none() throws {
    #expect(!TrustedProxies(ranges: []).contains(.internet(address: "127.0.0.1")))
    let all = TrustedProxies(ranges: [try #require(AddressRange("0.0.0.0/0"))])
    #expect(!all.contains(.local(user: 0, process: 1)))
  }
}
