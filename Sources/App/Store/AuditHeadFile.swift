import Foundation
import Glibc
import Identity
import Synchronization

/// The newest line of the audit chain in a small file outside the store: `SEQUENCE HASH` in one line.
///
/// Written at each commit and therefore without a sync of its own: one write of 86 bytes at the start of
/// the file, inside one sector. After a power failure it may lag behind the store, which is fine; a store
/// that lags behind it was cut or put back (`brama audit verify`).
public final class AuditHeadFile: AuditHeadKeeper {
  private let path: String
  private let lock = Mutex(Int64(-1))
  private let report: @Sendable (String) -> Void

  /// - Parameter report: takes one line where the head could not be written.
  init(path: String, report: @escaping @Sendable (String) -> Void) {
    self.path = path
    self.report = report
  }

  public func keep(_ head: AuditHead) {
    lock.withLock { newest in
      guard head.sequence > newest else { return }
      do {
        try write(head)
        newest = head.sequence
      } catch {
        report("\(path): \(error)")
      }
    }
  }

  /// What the file says; `nil` when there is none.
  /// - Throws: `AuditHeadProblem` when it is there and cannot be understood.
  func read() throws -> AuditHead? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw AuditHeadProblem.unreadable(path)
    }
    let parts = text.split(whereSeparator: \.isWhitespace)
    guard parts.count == 2, let sequence = Int64(parts[0]), let bytes = Self.bytes(parts[1]) else {
      throw AuditHeadProblem.garbled(path)
    }
    return AuditHead(sequence: sequence, hash: Digest(bytes: bytes))
  }

  /// Forgets the head: the store was replaced on purpose (`brama restore`).
  func reset() throws {
    try lock.withLock { newest in
      newest = -1
      if unlink(path) != 0, errno != ENOENT { throw AuditHeadProblem.unwritable(path, errno) }
    }
  }

  /// Opened each time: a head file that somebody removed comes back with the next line.
  private func write(_ head: AuditHead) throws {
    let hex = head.hash.bytes.map { String(format: "%02x", $0) }.joined()
    let number = String(head.sequence)
    let padding = String(repeating: "0", count: max(0, 20 - number.utf8.count))
    let line = Array("\(padding)\(number) \(hex)\n".utf8)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw AuditHeadProblem.unwritable(path, errno) }
    defer { close(descriptor) }
    guard pwrite(descriptor, line, line.count, 0) == line.count else {
      throw AuditHeadProblem.unwritable(path, errno)
    }
  }

  private static func bytes(_ hex: Substring) -> [UInt8]? {
    guard hex.utf8.count == 64 else { return nil }
    var bytes: [UInt8] = []
    var rest = hex
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    return bytes
  }
}

enum AuditHeadProblem: Error, CustomStringConvertible {
  case unreadable(String)
  case garbled(String)
  case unwritable(String, Int32)

  var description: String {
    switch self {
    case .unreadable(let path): "\(path): the audit head file cannot be read"
    case .garbled(let path): "\(path): this is no audit head file"
    case .unwritable(let path, let code): "\(path): \(String(cString: strerror(code)))"
    }
  }
}
