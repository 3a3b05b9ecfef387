import Foundation
import TestKit
import Testing

/// What somebody with the files, but without the key, does to the audit log.
@Suite struct FaultAuditTests {
  /// The log of an installation that has ended, kept so that each attack starts from it.
  private struct Evidence {
    let installation: CommandInstallation
    let lines: Int
    private let files: [String]

    init(_ installation: CommandInstallation) async throws {
      self.installation = installation
      let service = try await installation.serve()
      for login in ["anna", "jan", "ewa", "ola", "piotr"] {
        try await installation.done("employee", "add", login, "--name", login)
      }
      #expect(try await service.stop() == 0)
      lines = try #require(try await installation.json("audit", "verify")["lines"].int)
      try #require(lines >= 4)
      files = ["brama.db", "brama.db-wal", "brama.db-shm", "audit.head"]
      for file in files where FileManager.default.fileExists(atPath: installation.file(file)) {
        try FileManager.default.copyItem(
          atPath: installation.file(file), toPath: installation.file("kept-\(file)"))
      }
    }

    func putBack() throws {
      for file in files {
        try? FileManager.default.removeItem(atPath: installation.file(file))
        if FileManager.default.fileExists(atPath: installation.file("kept-\(file)")) {
          try FileManager.default.copyItem(
            atPath: installation.file("kept-\(file)"), toPath: installation.file(file))
        }
      }
    }

    /// Changes the table as an attacker would, who lets no trigger stop him.
    func change(_ statement: String) async throws {
      let script = """
        import sqlite3, sys
        db = sqlite3.connect(sys.argv[1])
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'").fetchall():
          db.execute(f"DROP TRIGGER {name}")
        assert db.execute(sys.argv[2]).rowcount > 0
        db.commit()
        db.close()
        """
      let result = try await CommandProgram.run(
        "/usr/bin/env", ["python3", "-c", script, installation.store, statement],
        environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
      try #require(result.code == 0, "\(result.errors)")
    }

    /// What `audit verify` names, as kind and line.
    func findings() async throws -> [String] {
      let result = try await installation.brama("audit", "verify", "--json")
      let findings = try result.json()["findings"].list
      #expect(result.code == (findings.isEmpty ? 0 : 6), "\(result.output) \(result.errors)")
      return findings.map { finding in
        let line = finding["sequence"].int ?? finding["storeHead"].int
        return "\(finding["kind"].string ?? "") \(line ?? -1)"
      }
    }
  }

  @Test("a line that was changed, taken out or cut off is named, and put back it is whole again")
  func lines() async throws {
    let evidence = try await Evidence(CommandInstallation())
    let last = evidence.lines
    for column in ["details", "action", "caller"] {
      try await evidence.change(
        "UPDATE audit SET \(column) = \(column) || 'x' WHERE sequence = 2")
      #expect(try await evidence.findings().first == "broken-at 2", "\(column)")
      try evidence.putBack()
      #expect(try await evidence.findings().isEmpty)
    }
    try await evidence.change("UPDATE audit SET at = at + 1 WHERE sequence = \(last)")
    #expect(try await evidence.findings().first == "broken-at \(last)")
    try evidence.putBack()
    try await evidence.change("DELETE FROM audit WHERE sequence = 2")
    #expect(try await evidence.findings().first == "broken-at 3")
    try evidence.putBack()
    try await evidence.change("DELETE FROM audit WHERE sequence > \(last - 2)")
    // Opening the store tells of it in the log itself, so that it stays known.
    #expect(try await evidence.findings() == ["recorded-mismatch \(last - 1)"])
    #expect(try await evidence.findings() == ["recorded-mismatch \(last - 1)"])
    try evidence.putBack()
    #expect(try await evidence.findings().isEmpty)
  }

  @Test("a head file that was changed, cut or taken away is named")
  func headFile() async throws {
    let evidence = try await Evidence(CommandInstallation())
    let path = evidence.installation.file("audit.head")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    var changed = whole
    changed[15] ^= 1
    for (name, bytes) in [("changed", changed), ("cut", whole.prefix(40)), ("emptied", Data())] {
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(
        try await evidence.findings() == ["recorded-mismatch \(evidence.lines + 1)"], "\(name)")
      try evidence.putBack()
    }
    let service = try await evidence.installation.serve()
    try FileManager.default.removeItem(atPath: path)
    #expect(try await evidence.findings().first?.hasPrefix("head-missing") == true)
    try await service.stop()
    #expect(try await evidence.findings() == ["recorded-mismatch \(evidence.lines + 1)"])
    try evidence.putBack()
    #expect(try await evidence.findings().isEmpty)
  }
}
