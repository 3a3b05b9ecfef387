import Foundation
import Glibc
import TestKit
import Testing

/// The built `brama` beside this test bundle, or the one that `$BRAMA` names.
enum CommandProgram {
  struct Result: Sendable {
    let code: Int32
    let output: String
    let errors: String

    /// Standard output as one JSON document and nothing else (CLI-05).
    func json() throws -> JSONNode { try JSONNode(output) }

    /// Standard error is one line.
    var complaint: String? {
      let lines = errors.split(separator: "\n")
      return lines.count == 1 ? String(lines[0]) : nil
    }
  }

  struct Failure: Error, CustomStringConvertible { let description: String }

  static func path() throws -> String {
    if let program = ProcessInfo.processInfo.environment["BRAMA"] { return program }
    let arguments = CommandLine.arguments
    var places = [
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    ]
    places.append(arguments[0])
    if let flag = arguments.firstIndex(of: "--test-bundle-path"), flag + 1 < arguments.count {
      places.insert(arguments[flag + 1], at: 0)
    }
    for place in places {
      let folder = URL(fileURLWithPath: place).deletingLastPathComponent()
      let program = folder.appendingPathComponent("brama").path
      if FileManager.default.isExecutableFile(atPath: program) { return program }
    }
    throw Failure(description: "no brama beside \(places)")
  }

  /// Runs a program to its end, without holding a thread of Swift's pool.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String], input: String = ""
  ) async throws -> Result {
    let process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    let stem = NSTemporaryDirectory() + "command-\(UUID().uuidString)"
    let files = ["in", "out", "err"].map { "\(stem).\($0)" }
    defer { for file in files { unlink(file) } }
    try Data(input.utf8).write(to: URL(fileURLWithPath: files[0]))
    for file in files[1...] { try Data().write(to: URL(fileURLWithPath: file)) }
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    process.standardOutput = FileHandle(forWritingAtPath: files[1])
    process.standardError = FileHandle(forWritingAtPath: files[2])
    let code: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    return Result(
      code: code, output: try String(contentsOfFile: files[1], encoding: .utf8),
      errors: try String(contentsOfFile: files[2], encoding: .utf8))
  }
}

/// A JSON value, read field by field.
struct JSONNode: @unchecked Sendable, CustomStringConvertible {
  // What JSONSerialization made is never changed.
  private let value: Any?

  init(_ text: String) throws {
    value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
  }

  private init(value: Any?) { self.value = value }

  subscript(_ name: String) -> JSONNode {
    JSONNode(value: (value as? [String: Any])?[name])
  }
  subscript(_ index: Int) -> JSONNode {
    let list = value as? [Any] ?? []
    return JSONNode(value: list.indices.contains(index) ? list[index] : nil)
  }

  var string: String? { value as? String }
  var int: Int? { (value as? NSNumber)?.intValue }
  var bool: Bool? { (value as? NSNumber)?.boolValue }
  var list: [JSONNode] { (value as? [Any] ?? []).map { JSONNode(value: $0) } }
  var isNull: Bool { value == nil || value is NSNull }
  var description: String { "\(value ?? "nothing")" }
}
