import Glibc
import Identity
import Messages
import Synchronization

/// One line on a terminal's standard error that says what is being examined, and goes away at the end.
/// Where standard error is no terminal there is none.
final class ExaminationProgress: Sendable {
  private let isShown: Bool
  private let catalogue: Catalogue
  private let last = Mutex(0)

  init(_ context: CommandContext) {
    isShown = isatty(STDERR_FILENO) == 1
    catalogue = context.catalogue
    write(catalogue.text(.examining(nil)))
  }

  /// - Parameter server: `nil`: the servers are reached, and the contents are looked at.
  func done(_ domain: DomainName, _ server: String?) {
    write(catalogue.text(.examining(server.map { "\(domain): \($0)" } ?? domain.text)))
  }

  func end() { write("") }

  private func write(_ text: String) {
    guard isShown else { return }
    last.withLock { width in
      let line = Table.printable(text)
      let blanks = String(repeating: " ", count: max(0, width - line.count))
      width = line.count
      Terminal.whisper("\r\(line)\(blanks)\r\(line)")
    }
  }
}
