import CLinux
public import Foundation
import Glibc
import Synchronization

/// A child process, with the part of Foundation's `Process` that tests need.
///
/// Not `Process` itself: run from many threads at once it has crashed inside Foundation on Linux. This one
/// is a `posix_spawn`; the child starts with no signal blocked (Swift's pool blocks all, and a child would
/// inherit that) and with no descriptor but its own three.
public final class ChildProcess: @unchecked Sendable {
  public struct CannotStart: Error, CustomStringConvertible {
    public let description: String
  }

  // Set before `run` by the one who made it; `state` guards what the waiting thread writes.
  public var executableURL: URL?
  public var arguments: [String] = []
  /// `nil`: this process's own.
  public var environment: [String: String]?
  public var currentDirectoryURL: URL?
  /// A `Pipe`, a `FileHandle`, or `nil` for this process's own.
  public var standardInput: Any?
  public var standardOutput: Any?
  public var standardError: Any?
  /// Called once, on a thread of its own, when the child has ended.
  public var terminationHandler: (@Sendable (ChildProcess) -> Void)?

  private let state = Mutex(State())
  private let ended = DispatchSemaphore(value: 0)

  private struct State {
    var pid: pid_t = 0
    /// The exit code, or the number of the signal that ended it.
    var status: Int32?
  }

  public init() {}

  public var processIdentifier: Int32 { state.withLock { $0.pid } }
  public var isRunning: Bool { state.withLock { $0.pid > 0 && $0.status == nil } }
  public var terminationStatus: Int32 { state.withLock { $0.status ?? -1 } }

  public func run() throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let ours = [
      (standardInput as? Pipe)?.fileHandleForReading,
      (standardOutput as? Pipe)?.fileHandleForWriting,
      (standardError as? Pipe)?.fileHandleForWriting,
    ]
    let given = [standardInput, standardOutput, standardError]
    for number in 0..<3 {
      if let handle = ours[number] ?? given[number] as? FileHandle {
        if handle === FileHandle.nullDevice {
          posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
        } else {
          posix_spawn_file_actions_adddup2(&actions, handle.fileDescriptor, Int32(number))
        }
      }
    }
    if let folder = currentDirectoryURL {
      clinux_spawn_chdir(&actions, folder.path)
    }
    clinux_spawn_closefrom(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    let path = executableURL?.path ?? ""
    var argv = ([path] + arguments).map { strdup($0) } + [nil]
    let variables = environment ?? ProcessInfo.processInfo.environment
    var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var pid = pid_t()
    let code = posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
    guard code == 0 else {
      throw CannotStart(description: "\(path): \(String(cString: strerror(code)))")
    }
    for handle in ours { try? handle?.close() }
    state.withLock { $0.pid = pid }
    let child = pid
    Thread.detachNewThread { self.wait(for: child) }
  }

  private func wait(for pid: pid_t) {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    let code = signal == 0 ? (status >> 8) & 0xff : signal
    state.withLock { $0.status = code }
    ended.signal()
    terminationHandler?(self)
  }

  public func terminate() {
    let pid = state.withLock { $0.status == nil ? $0.pid : 0 }
    if pid > 0 { kill(pid, SIGTERM) }
  }

  /// Blocks the calling thread: call it on one of your own.
  public func waitUntilExit() {
    ended.wait()
    ended.signal()
  }
}
