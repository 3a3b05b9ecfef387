import Foundation
import Glibc
import Synchronization
import TestKit

/// A running `brama serve`. It ends with this process, however that ends: a shell watches a pipe.
final class CommandService: Sendable {
  let installation: CommandInstallation
  let address: String
  let metrics: String
  let pid: pid_t
  private let shell: ChildProcess
  private let leash: Pipe

  /// - Parameter runner: a program and its arguments that run `brama serve` in their own place.
  init(_ installation: CommandInstallation, environment: [String: String], runner: [String] = [])
    async throws
  {
    self.installation = installation
    let log = installation.log
    for file in [log, "\(log).pid"] { try? FileManager.default.removeItem(atPath: file) }
    let leash = Pipe()
    _ = fcntl(leash.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    let shell = ChildProcess()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments =
      [
        "-c",
        """
        exec 3<&0
        log=$1
        shift
        "$@" </dev/null 3<&- >"$log" 2>&1 &
        pid=$!
        echo $pid >"$log.pid"
        (read line <&3; kill -KILL $pid 2>/dev/null) &
        wait $pid
        code=$?
        kill $! 2>/dev/null
        exit $code
        """,
        "brama", log,
      ] + runner + [try CommandProgram.path(), "serve"]
    shell.environment = ["BRAMA_CONFIG": installation.configuration, "LC_ALL": "C.UTF-8"]
      .merging(environment) { $1 }
    shell.standardInput = leash
    shell.standardOutput = FileHandle.nullDevice
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    self.shell = shell
    self.leash = leash
    try await eventually("brama serve is ready: \(log)") {
      // On a busy machine the shell may come to writing the number later than Brama to being ready.
      !shell.isRunning || Self.text(log).contains("Brama is ready") && Self.pid(log) != nil
    }
    guard let address = Self.field("address", in: log, after: "Brama is ready"),
      let port = Self.field("port", in: log, after: "endpoint=127.0.0.1:0", last: true),
      let pid = Self.pid(log)
    else { throw CommandProgram.Failure(description: "no start: \(Self.text(log))") }
    self.address = address
    self.metrics = "http://127.0.0.1:\(port)"
    self.pid = pid
  }

  var log: String { Self.text(installation.log) }

  func signal(_ number: Int32) { kill(pid, number) }

  /// Asks it to end and waits.
  /// - Returns: its exit code.
  @discardableResult
  func stop(_ number: Int32 = SIGTERM) async throws -> Int32 {
    signal(number)
    return try await ended()
  }

  func ended() async throws -> Int32 {
    let shell = shell
    try await eventually("brama serve ends") { !shell.isRunning }
    return shell.terminationStatus
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  private static func pid(_ log: String) -> pid_t? {
    pid_t(text("\(log).pid").trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private static func field(_ name: String, in log: String, after mark: String, last: Bool = false)
    -> String?
  {
    let lines = text(log).split(separator: "\n").filter { $0.contains(mark) }
    guard let line = last ? lines.last : lines.first else { return nil }
    return line.split(separator: " ").first { $0.hasPrefix("\(name)=") }
      .map { String($0.dropFirst(name.count + 1)) }
  }

  // MARK: Talking to it

  struct Answer: Sendable {
    let status: Int
    let text: String

    func json() throws -> JSONNode { try JSONNode(text) }
  }

  /// One request of the JSON API by curl, its certificate checked.
  func call(_ method: String, _ path: String, _ body: String? = nil, token: String? = nil)
    async throws -> Answer
  {
    var words = [
      "-sS", "--cacert", installation.authority.certificateFile, "-X", method, "-w",
      "\n%{http_code}", path.hasPrefix("http") ? path : address + path,
    ]
    if body != nil { words += ["-H", "Content-Type: application/json", "--data-binary", "@-"] }
    if let token { words += ["-H", "Authorization: Bearer \(token)"] }
    let result = try await CommandProgram.run(
      "/usr/bin/curl", words, environment: [:], input: body ?? "")
    guard result.code == 0, let end = result.output.lastIndex(of: "\n"),
      let status = Int(result.output[result.output.index(after: end)...])
    else { throw CommandProgram.Failure(description: "curl: \(result.errors)") }
    return Answer(status: status, text: String(result.output[..<end]))
  }

  func signIn(_ login: String, _ password: String) async throws -> Answer {
    try await call(
      "POST", "/api/v1/sign-in", "{\"login\": \"\(login)\", \"password\": \"\(password)\"}")
  }
}

/// Polls until it holds.
func eventually(
  _ what: String, within bound: Duration = .seconds(20), _ holds: @Sendable () -> Bool
) async throws {
  let end = ContinuousClock.now + bound
  while !holds() {
    guard ContinuousClock.now < end else {
      throw CommandProgram.Failure(description: "waited in vain: \(what)")
    }
    try await Task.sleep(for: .milliseconds(10))
  }
}
