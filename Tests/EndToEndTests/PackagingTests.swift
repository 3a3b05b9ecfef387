import Foundation
import Testing

/// What goes into the package and can be judged without building it. `Scripts/package-test` installs the
/// package itself in a clean system.
@Suite struct PackagingTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private func run(_ program: String, _ arguments: [String], input: String = "") async throws
    -> CommandProgram.Result
  {
    try await CommandProgram.run(
      program, arguments,
      environment: [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "SOURCE_DATE_EPOCH": "1700000000",
      ], input: input)
  }

  @Test("the unit's exposure by systemd-analyze security is at most 2.0")
  func exposure() async throws {
    let unit = "\(Self.root)/Config/brama.service"
    func judged(_ threshold: Int) async throws -> CommandProgram.Result {
      try await run(
        "/usr/bin/systemd-analyze",
        ["security", "--offline=true", "--no-pager", "--threshold=\(threshold)", unit])
    }
    let result = try await judged(20)
    #expect(result.code == 0, "\(result.output)")
    #expect(result.output.contains("Overall exposure level for brama.service: 1."))
    // The threshold is judged at all.
    #expect(try await judged(5).code != 0)
  }

  @Test("the unit holds on to what keeps a broken-in Brama small")
  func hardening() throws {
    let unit = try String(contentsOfFile: "\(Self.root)/Config/brama.service", encoding: .utf8)
    let lines = Set(unit.split(separator: "\n").map(String.init))
    for line in [
      "User=brama", "CapabilityBoundingSet=", "NoNewPrivileges=yes", "ProtectSystem=strict",
      "MemoryDenyWriteExecute=yes", "PrivateUsers=yes", "LimitCORE=0", "UMask=0077",
      "SystemCallFilter=@system-service", "SystemCallFilter=~@privileged @resources @obsolete",
      "LoadCredential=sealing.key:/etc/brama/sealing.key",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
  }

  @Test("every command has a manual page made from its help, and man shows it without a warning")
  func manualPages() async throws {
    let folder = NSTemporaryDirectory() + "manual-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let brama = try CommandProgram.path()
    let made = try await run("\(Self.root)/Scripts/manual-pages", [brama, folder])
    #expect(made.code == 0, "\(made.errors)")
    let help = try await run(brama, ["--help"]).output
    let rows = try #require(help.components(separatedBy: "Commands:\n").last)
      .components(separatedBy: "\n\n")[0]
    let commands = rows.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(commands.count > 10)
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(
      pages == (commands.map { "brama-\($0).8" } + ["brama.8", "brama.toml.5"]).sorted())
    for page in pages {
      let shown = try await run(
        "/usr/bin/man", ["--warnings=w", "--encoding=utf8", "-l", "\(folder)/\(page)"])
      #expect(shown.code == 0 && shown.errors.isEmpty, "\(page): \(shown.errors)")
      // Each subcommand is described, not only named.
      for command in commands where page == "brama-\(command).8" {
        let text = try await run(brama, [String(command), "--help"]).output
        guard let list = text.components(separatedBy: "Commands:\n").dropFirst().first else {
          continue
        }
        for row in list.components(separatedBy: "\n\n")[0].split(separator: "\n") {
          let name = try #require(row.split(separator: " ").first)
          #expect(shown.output.contains("\n   brama \(command) \(name)\n"), "\(command) \(name)")
        }
      }
    }
    let configuration = try await run("/usr/bin/man", ["-l", "\(folder)/brama.toml.5"]).output
    for key in ["public_url = ", "refusal_time = 250", "[domains.example]", "total_deadline = 8"] {
      #expect(configuration.contains(key), "\(key)")
    }
  }

  @Test(
    "the list of libraries is valid CycloneDX and names every library that the loader brings in")
  func libraries() async throws {
    let brama = try CommandProgram.path()
    let made = try await run("\(Self.root)/Scripts/sbom", [brama])
    #expect(made.code == 0, "\(made.errors)")
    #expect(try await validated(made.output) == 0)
    // The validator is no rubber stamp.
    let broken = made.output.replacingOccurrences(of: "\"type\": \"library\"", with: "\"type\": 1")
    #expect(broken != made.output)
    #expect(try await validated(broken) == 1)

    let document = try #require(
      JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Any])
    let components = try #require(document["components"] as? [[String: Any]])
    let listed = components.flatMap { component in
      (component["properties"] as? [[String: String]] ?? []).compactMap {
        $0["name"] == "elf:soname" ? $0["value"] : nil
      }
    }
    // Swift's own libraries are compiled into the packaged program; a test's is linked to them.
    let loaded = try await run("/usr/bin/ldd", [brama]).output.split(separator: "\n").filter {
      $0.contains(" => /") && !$0.contains("swift") && !$0.contains("Foundation")
        && !$0.contains("libdispatch") && !$0.contains("libBlocksRuntime")
    }.compactMap { $0.split(whereSeparator: \.isWhitespace).first.map(String.init) }
    #expect(loaded.count > 20)
    #expect(Set(loaded).subtracting(listed) == [])
    let names = Set(components.compactMap { $0["name"] as? String })
    #expect(names.isSuperset(of: ["libssl3", "libldap-2.5-0", "libsodium23", "libsqlite3-0"]))
    #expect(names.isSuperset(of: ["swift-runtime", "libtomlplusplus-dev"]))
    for component in components {
      #expect((component["version"] as? String)?.isEmpty == false, "\(component)")
      #expect((component["purl"] as? String)?.hasPrefix("pkg:") == true, "\(component)")
    }
  }

  /// 0: it is CycloneDX 1.6 by its schema; 1: it is not; anything else: no validator.
  private func validated(_ document: String) async throws -> Int32 {
    let program = """
      import sys
      from cyclonedx.schema import SchemaVersion
      from cyclonedx.validation.json import JsonStrictValidator
      fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read())
      sys.exit(0 if fault is None else 1)
      """
    // The import alone, so that a missing module is not taken for a fault of the document.
    let python = "\(Self.root)/.build/tools/venv/bin/python"
    let ready = try await run(python, ["-c", "import cyclonedx.validation.json"])
    guard ready.code == 0 else { return 2 }
    return try await run(python, ["-c", program], input: document).code
  }
}
