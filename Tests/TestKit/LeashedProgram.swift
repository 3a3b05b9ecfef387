import Foundation
import Glibc
import Synchronization

/// A server program that ends with the process that started it, however that ends: a small shell watches
/// a pipe, ends the program when the pipe closes, and then removes the folder.
final class LeashedProgram: Sendable {
  let name: String
  let command: [String]
  let folder: TemporaryFolder
  let logFile: String
  private let environment: [String: String]
  private let running: Mutex<Running?>

  private struct Running {
    var pid: pid_t
    /// Closing it ends the program.
    let leash: Pipe
    let shell: ChildProcess
  }

  /// - Parameters:
  ///   - command: the program, which stays in the foreground, and its arguments.
  ///   - logFile: gets what the program writes.
  ///   - environment: what the program is to know besides this process's own environment.
  init(
    _ name: String, _ command: [String], in folder: TemporaryFolder, logFile: String,
    environment: [String: String] = [:]
  ) {
    self.name = name
    self.command = command
    self.folder = folder
    self.logFile = logFile
    self.environment = environment
    self.running = Mutex(nil)
  }

  deinit {
    // The pipe closes with its last reference, and the shell ends the program.
    if let running = running.withLock({ $0 }) {
      try? running.leash.fileHandleForWriting.close()
    }
  }

  private var pidFile: String { folder.file("\(name).leashed") }

  /// Starts it and returns when it answers.
  /// - Throws: what it wrote, should it end before.
  func launch(until answers: @escaping @Sendable () async -> Bool) async throws {
    let leash = Pipe()
    // Other children must not hold it open.
    _ = fcntl(leash.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    let shell = ChildProcess()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    // `read` gets a line at `stop`; the end of the pipe means that nobody wants the folder any more.
    shell.arguments =
      [
        "-c",
        """
        exec 3<&0
        folder=$1 log=$2 pid=$3
        shift 3
        "$@" </dev/null 3<&- >>"$log" 2>&1 &
        echo $! >"$pid"
        read line <&3 && kept=1
        kill -CONT $!
        kill -TERM $!
        wait
        [ "$kept" ] || rm -rf "$folder"
        """,
        name, folder.path, logFile, pidFile,
      ] + command
    shell.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    shell.standardInput = leash
    shell.standardOutput = FileHandle.nullDevice
    shell.standardError = FileHandle.nullDevice
    try? FileManager.default.removeItem(atPath: pidFile)
    try shell.run()
    running.withLock { $0 = Running(pid: 0, leash: leash, shell: shell) }
    do {
      try await until("\(name) starts") { self.writtenPID != nil }
      let pid = writtenPID ?? 0
      running.withLock { $0?.pid = pid }
      try await until("\(name) answers") {
        if self.hasExited(pid) { return true }
        return await answers()
      }
      guard !hasExited(pid) else {
        let log = (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
        throw SlapdProgram.Failure(description: "\(name) has ended: \(log.suffix(4000))")
      }
    } catch {
      await stop()
      throw error
    }
  }

  /// The program's own process, while it runs.
  var pid: pid_t? { running.withLock { $0?.pid } }

  private var writtenPID: pid_t? {
    let text = try? String(contentsOfFile: pidFile, encoding: .utf8)
    return text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// Its parent, the shell, has not asked yet how it ended: it is a zombie.
  private func hasExited(_ pid: pid_t) -> Bool {
    let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    return status?.contains(") Z ") ?? true
  }

  /// Ends it as an administrator would (SIGTERM) and waits until it is gone; the folder stays.
  func stop() async {
    guard
      let running = running.withLock({ running -> Running? in
        defer { running = nil }
        return running
      })
    else { return }
    var line: UInt8 = 10
    _ = write(running.leash.fileHandleForWriting.fileDescriptor, &line, 1)
    try? running.leash.fileHandleForWriting.close()
    try? await until("\(name) \(running.pid) ends") { !running.shell.isRunning }
  }

  /// Hangs: connections are accepted by the kernel and nothing is ever answered. Returns when every
  /// thread has stopped.
  func freeze() async throws {
    signal(SIGSTOP)
    guard let pid else { return }
    try await until("\(name) \(pid) stops") {
      let tasks = "/proc/\(pid)/task"
      let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
      return threads.allSatisfy { thread in
        let status = try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)
        return status.map { $0.contains(") T ") } ?? true
      }
    }
  }

  func thaw() { signal(SIGCONT) }

  private func signal(_ number: Int32) {
    running.withLock { running in
      if let running, running.pid > 0 { kill(running.pid, number) }
    }
  }
}

/// Polls until it holds.
func until(
  _ what: String, within bound: Duration = .seconds(20), _ holds: @Sendable () async -> Bool
) async throws {
  let end = ContinuousClock.now + bound
  while !(await holds()) {
    guard ContinuousClock.now < end else {
      throw SlapdProgram.Failure(description: "waited in vain: \(what)")
    }
    try await Task.sleep(for: .milliseconds(10))
  }
}
