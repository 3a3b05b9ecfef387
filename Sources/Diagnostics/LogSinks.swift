import Foundation
import Synchronization

// The stream is the process's, so its lock is too: lines of two logs never mix.
private let standardErrorLock = Mutex(())

extension Log {
  /// Writes whole lines to standard error, one at a time. A line that cannot be written is lost: a log
  /// must not stop the service.
  public static let standardError: Sink = { line in
    standardErrorLock.withLock { _ in
      var rest = Array(line.utf8)[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        if written > 0 {
          rest = rest.dropFirst(written)
        } else if errno != EINTR {
          return
        }
      }
    }
  }

  /// A log that writes nothing.
  public static let silent = Log(level: .error, sink: { _ in })
}
