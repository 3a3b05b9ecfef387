import Foundation
import Testing

/// Documents that name tests and files are held to the tree.
@Suite struct DocumentTests {
  @Test("docs/asvs.md names tests and files that are there, and leaves no item out")
  func asvs() async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    let result = try await CommandProgram.run(
      "\(root)/Scripts/asvs", [],
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"])
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains(" met, "))
  }
}
