import Foundation
import Glibc

/// Runs a program to its end without holding a thread of Swift's pool.
enum SlapdProgram {
  struct Failure: Error, CustomStringConvertible { let description: String }

  /// - Returns: standard output.
  /// - Throws: `Failure` with what it wrote when it does not exit with 0.
  @discardableResult
  static func run(
    _ path: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) async throws -> String {
    let process = ChildProcess()
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let folder = try TemporaryFolder()
    try folder.write(input, to: "in")
    try folder.write("", to: "out")
    try folder.write("", to: "err")
    process.standardInput = FileHandle(forReadingAtPath: folder.file("in"))
    process.standardOutput = FileHandle(forWritingAtPath: folder.file("out"))
    process.standardError = FileHandle(forWritingAtPath: folder.file("err"))
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    let output = (try? String(contentsOfFile: folder.file("out"), encoding: .utf8)) ?? ""
    guard status == 0 else {
      let errors = (try? String(contentsOfFile: folder.file("err"), encoding: .utf8)) ?? ""
      throw Failure(
        description: "\(path) \(arguments.joined(separator: " ")): \(status)\n\(output)\(errors)")
    }
    return output
  }
}
