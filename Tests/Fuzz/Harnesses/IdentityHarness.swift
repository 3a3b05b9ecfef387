import Foundation
import Secrets

@testable import Identity

/// What people type to say who they are: codes off paper, logins, e-mail addresses, names.
enum CodeHarness {
  static func read(_ bytes: [UInt8]) {
    let text = bytes.text
    for groups in [4, 5] {
      guard let code = AccessCodeText.canonical(text, groups: groups) else { continue }
      hold(code.count == groups * 4, "a code has its length")
      let again = code.withText { AccessCodeText.canonical($0, groups: groups) } ?? nil
      hold(again?.matches(code) == true, "a code's plain form is another code")
    }
    if let login = Login(text) {
      hold(!login.name.isEmpty, "a login has a name")
      // What is counted and looked up must not hang on how often it was folded.
      hold(Login.fold(login.key) == login.key, "a folded login folds further: \(login.key)")
      hold(
        login.key.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f },
        "a folded login holds a control character")
    }
    if let email = EmailAddress(text) {
      hold(
        !email.text.utf8.contains { $0 <= 0x20 || $0 == 0x7f }
          && email.text.utf8.count { $0 == 0x40 } == 1, "an address ends a header line")
    }
    if let domain = DomainName(text) { hold(DomainName(domain.text) == domain, "another domain") }
  }
}

/// The enrolment address and its picture, for whatever an account is called (TFA-14), and base32.
enum EnrolmentHarness {
  static func read(_ bytes: [UInt8]) {
    let secret = Base32.encode(bytes)
    hold(decoded(secret) == bytes, "base32 does not lead back")
    let uri = SecondFactorRules.address(of: bytes.text, secret: "ABCDEFGH")
    let allowed = "-._~@:/?=&%"
    hold(
      uri.utf8.allSatisfy {
        switch $0 {
        case 48...57, 65...90, 97...122: true
        default: allowed.utf8.contains($0)
        }
      }, "an address holds what no address may: \(uri)")
    hold(uri.utf8.count { $0 == UInt8(ascii: "?") } == 1, "an account name begins a query: \(uri)")
    hold(uri.utf8.count { $0 == UInt8(ascii: "&") } == 4, "an account name adds parameters: \(uri)")
    hold(uri.hasPrefix("otpauth://totp/Brama:"), "another account: \(uri)")
    let label = uri.dropFirst("otpauth://totp/Brama:".count).prefix { $0 != "?" }
    hold(
      String(label).removingPercentEncoding.map { $0.utf8.elementsEqual(bytes.text.utf8) } == true,
      "the account has another name: \(uri)")
    if bytes.count < 256 { hold(QREncodeSVG().svg(uri).hasSuffix("</svg>"), "no picture") }
  }

  /// RFC 4648, section 6, without padding.
  private static func decoded(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var out: [UInt8] = []
    var bits = 0
    var held = 0
    for character in text.utf8 {
      guard let value = alphabet.firstIndex(of: character) else { return [] }
      bits = (bits << 5 | value) & 0xffff
      held += 5
      if held >= 8 {
        held -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> held))
      }
    }
    return out
  }
}
