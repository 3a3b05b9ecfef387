import Identity
import Messages
import Synchronization

/// One line on a terminal's standard error that says what is being examined, and goes away at the end.
/// Where standard error is no terminal there is none.
final class ExaminationProgress: Sendable {
  private let catalogue: Catalogue
  private let turn = Mutex(())

  init(_ context: CommandContext) {
    catalogue = context.catalogue
    write(catalogue.text(.examining(nil)))
  }

  /// - Parameter server: `nil`: the servers are reached, and the contents are looked at.
  func done(_ domain: DomainName, _ server: String?) {
    write(catalogue.text(.examining(server.map { "\(domain): \($0)" } ?? domain.text)))
  }

  func end() { write("") }

  private func write(_ text: String) {
    guard let columns = Terminal.errorWidth else { return }
    // Several domains are examined at once; the last column stays free, so that no line is broken.
    turn.withLock { _ in
      Terminal.whisper("\r\(Table.printable(text).prefix(max(0, columns - 1)))\u{1b}[K")
    }
  }
}
