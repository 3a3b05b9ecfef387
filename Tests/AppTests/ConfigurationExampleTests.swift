import Foundation
import Testing

@testable import App

@Suite struct ConfigurationExampleTests {
  /// `Config/brama.example.toml` of this checkout.
  static var exampleFile: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Config/brama.example.toml")
  }

  @Test("Config/brama.example.toml is what the table of keys says")
  func upToDate() throws {
    let written = try String(contentsOf: Self.exampleFile, encoding: .utf8)
    #expect(written == Configuration.example)
  }

  @Test("The example lists every key, each with a line of its own above it")
  func complete() {
    let lines = Configuration.example.split(separator: "\n").map(String.init)
    var section = ""
    var found: [String] = []
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("[") {
        section = line.trimmingCharacters(in: CharacterSet(charactersIn: "[]")) + "."
      } else if let equals = line.firstRange(of: " = ") {
        let name = line[..<equals.lowerBound].trimmingCharacters(
          in: CharacterSet(charactersIn: "# "))
        guard !name.contains(" ") else { continue }
        found.append(section + name)
        #expect(lines[index - 1].hasPrefix("# "))
      }
    }
    #expect(
      found == KnownKeys.global.names + KnownKeys.ofDomain.names.map { "domains.example." + $0 })
  }

  @Test("The example is a right configuration with nothing but defaults in it")
  func valid() throws {
    let loaded = try Configuration.load(
      path: Self.exampleFile.path,
      environment: ["BRAMA_DOMAINS_EXAMPLE_SERVICE_PASSWORD": "x"])
    #expect(loaded.warnings.isEmpty)
    let folder = try ConfigurationFolder()
    let defaults = try folder.load(ConfigurationFolder.needed + ConfigurationFolder.domain)
    let given = [
      "http.certificate", "http.certificate_key", "domains.main.servers", "domains.main.base",
      "domains.main.service_dn", "domains.main.service_password",
    ]
    for (one, other) in zip(loaded.shown, defaults.shown) where !given.contains(other.key) {
      if other.key == "domains.main.service_password_file" { continue }
      #expect(one.key.replacing("example", with: "main") == other.key)
      #expect(one.value == other.value)
    }
    #expect(loaded.shown.count == defaults.shown.count)
  }

  @Test("Every key has a summary of one line, a name in snake case and a default that it allows")
  func table() throws {
    func check<Root>(_ keys: [ConfigurationKey<Root>]) throws {
      for key in keys {
        #expect(key.summary.hasSuffix(".") && !key.summary.contains("\n"))
        #expect(key.name.wholeMatch(of: /[a-z0-9_]+(\.[a-z0-9_]+)?/) != nil)
        guard let standard = key.standard, !key.isSecret else { continue }
        let document = try TOMLDocument(Array("v = \(standard.toml)".utf8))
        let input = ConfigurationInput(document.entries[0].value)
        #expect(try input.read(as: key.form) == standard)
      }
      #expect(Set(keys.map(\.name)).count == keys.count)
    }
    try check(ConfigurationKeys.global)
    try check(ConfigurationKeys.domain)
  }

  @Test("No two keys share a variable")
  func variables() {
    let all =
      KnownKeys.global.names.map(ConfigurationKeys.variable)
      + KnownKeys.ofDomain.names.map { ConfigurationKeys.variable("domains.x.\($0)") }
    #expect(Set(all).count == all.count)
    #expect(!all.contains(ConfigurationKeys.fileVariable))
  }
}
