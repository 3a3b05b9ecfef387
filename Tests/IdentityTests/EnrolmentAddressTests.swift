import Foundation
import Testing

@testable import Identity

@Suite("Enrolment addresses")
struct EnrolmentAddressTests {
  @Test(
    "TFA-14: nothing in an account's name ends the name or adds a parameter",
    arguments: [
      "u1", "Firma & Syn?secret=AAAA Jan/Łoś@example.org", "%3Fsecret=A", "a#b",
      "Ａ\u{300}\u{1F600}",
      "\u{1D7D8}٣", "",
    ])
  func name(_ account: String) throws {
    let address = SecondFactorRules.address(of: account, secret: "GEZDGNBV")
    #expect(address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
    let parts = try #require(URLComponents(string: address))
    #expect(parts.host == "totp" && parts.fragment == nil)
    #expect(parts.path == "/Brama:" + account)
    #expect(parts.queryItems?.map(\.name) == ["secret", "issuer", "algorithm", "digits", "period"])
    #expect(parts.queryItems?.first?.value == "GEZDGNBV")
  }
}
