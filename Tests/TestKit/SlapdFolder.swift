import Foundation

extension TemporaryFolder {
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// - Returns: the file's path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }
}
