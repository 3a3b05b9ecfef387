import Foundation

/// One-time codes from oathtool, the reference program: what an authenticator app would show.
public enum Oathtool {
  public struct Failure: Error, Sendable {}

  /// The TOTP code of a base32 secret (SHA-1, 6 digits, 30 s) at a time in seconds since 1970.
  ///
  /// Blocks while the program runs: call it on a thread of your own. The secret goes by standard input.
  public static func code(_ base32: String, at seconds: Int64) throws -> String {
    let process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/oathtool")
    process.arguments = ["--totp", "--base32", "--now=@\(seconds)", "-"]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    input.fileHandleForWriting.write(Data((base32 + "\n").utf8))
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let code = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard process.terminationStatus == 0, code.count == 6 else { throw Failure() }
    return code
  }
}
