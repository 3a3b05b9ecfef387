import Foundation
import Identity
import TestKit
import Testing

@testable import Secrets

@Suite struct OATHCodesTests {
  /// The ASCII secret of RFC 4226, Appendix D, and RFC 6238, Appendix B (SHA-1).
  let secret = Secret("12345678901234567890")
  let codes = OATHCodes()

  @Test(
    "RFC 4226, Appendix D: the ten HOTP values",
    arguments: zip(
      UInt64(0)...9,
      [
        "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
        "520489",
      ]))
  func hotp(counter: UInt64, code: String) throws {
    let made = try #require(OATHCodes.code(counter: counter, secret: secret, digits: 6))
    #expect(String(decoding: made, as: UTF8.self) == code)
    #expect(codes.step(of: code, secret: secret, among: Int64(counter)...Int64(counter)) != nil)
  }

  @Test(
    "RFC 6238, Appendix B: the six TOTP values of SHA-1, and their last six digits at sign-in (TFA-15)",
    arguments: [
      (Int64(59), "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
      (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
  func totp(time: Int64, code: String) throws {
    let step = time / 30
    let made = try #require(OATHCodes.code(counter: UInt64(step), secret: secret, digits: 8))
    #expect(String(decoding: made, as: UTF8.self) == code)
    let six = String(code.suffix(6))
    #expect(codes.step(of: six, secret: secret, among: step - 1...step + 1) == step)
    #expect(codes.step(of: six, secret: secret, among: step + 1...step + 3) == nil)
  }

  @Test("The step that fitted is told, at either edge of the window too")
  func edges() {
    #expect(codes.step(of: "755224", secret: secret, among: 0...2) == 0)
    #expect(codes.step(of: "359152", secret: secret, among: 0...2) == 2)
    #expect(codes.step(of: "969429", secret: secret, among: 0...2) == nil)
  }

  @Test(
    "What is not six ASCII digits fits nothing",
    arguments: [
      "", "75522", "7552240", "75522a", "755 24", "٧٥٥٢٢٤", "755224\0", "755224\n", "-55224",
    ])
  func malformed(code: String) {
    #expect(codes.step(of: code, secret: secret, among: 0...9) == nil)
  }

  @Test("Another secret, an empty secret and steps before 1970 fit nothing")
  func nothingFits() {
    #expect(codes.step(of: "755224", secret: Secret("12345678901234567891"), among: 0...2) == nil)
    #expect(codes.step(of: "755224", secret: Secret(""), among: 0...2) == nil)
    #expect(codes.step(of: "755224", secret: secret, among: -3 ... -1) == nil)
    #expect(codes.step(of: "755224", secret: secret, among: -1...0) == 0)
  }

  @Test("Codes agree with oathtool at a present-day time")
  func oathtool() throws {
    let process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/oathtool")
    process.arguments = [
      "--totp", "--now", "2026-11-24 22:19:57 UTC", "3132333435363738393031323334353637383930",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let code = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    let step = Int64(1_795_558_797 / 30)
    #expect(codes.step(of: code, secret: secret, among: step - 1...step + 1) == step)
  }
}
