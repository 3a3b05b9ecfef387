import Foundation
import Testing

@Suite struct CommandLineTests {
  private func brama(_ words: String..., environment: [String: String] = [:]) async throws
    -> CommandProgram.Result
  {
    try await CommandProgram.run(CommandProgram.path(), words, environment: environment)
  }

  @Test("--help at every level goes to standard output and ends with 0")
  func help() async throws {
    var paths: [[String]] = [[]]
    var seen = 0
    while let path = paths.popLast() {
      let result = try await CommandProgram.run(
        CommandProgram.path(), path + ["--help"], environment: [:])
      #expect(result.code == 0 && result.errors.isEmpty, "\(path)")
      #expect(
        result.output.contains("Usage: brama\(path.map { " \($0)" }.joined())"), "\(path)")
      #expect(result.output.contains("-h, --help"), "\(path)")
      seen += 1
      guard let start = result.output.range(of: "Commands:\n") else { continue }
      for line in result.output[start.upperBound...].split(
        separator: "\n", omittingEmptySubsequences: false)
      {
        guard line.hasPrefix("  "), let name = line.split(separator: " ").first else { break }
        paths.append(path + [String(name)])
      }
    }
    #expect(seen > 40)
  }

  @Test(
    "wrong arguments end with 2 and one line on standard error (CLI-06)",
    arguments: [
      ["nonsense"], ["domain"], ["domain", "nonsense"], ["domain", "members"],
      ["domain", "list", "extra"], ["employee", "add", "u1"],
      ["employee", "add", "u1", "--name"], ["employee", "add", "u1", "--name=A", "--name=B"],
      ["employee", "add", "u1", "--name=A", "--role", "king"], ["version", "--json=yes"],
      ["version", "--no-such"], ["version", "-x"], ["completion", "fish"], ["session", "revoke"],
      ["second-factor", "enforce", "maybe"], ["audit", "prune"],
      ["audit", "prune", "--before", "yesterday"], ["audit", "list", "--limit", "0"],
    ])
  func wrongArguments(words: [String]) async throws {
    let result = try await CommandProgram.run(
      CommandProgram.path(), words, environment: ["BRAMA_CONFIG": "/nonexistent"])
    #expect(result.code == 2)
    #expect(result.output.isEmpty)
    #expect(result.complaint?.hasPrefix("brama: ") == true, "\(result.errors)")
  }

  @Test("CLI-05: the version is told, for people and as one JSON document")
  func version() async throws {
    let plain = try await brama("version")
    let json = try await brama("version", "--json").json()
    #expect(plain.output == "brama \(try #require(json["version"].string))\n")
    #expect(try await brama("--version").output == plain.output)
  }

  @Test("a missing configuration file is named as it was given (CONF-B02)")
  func noConfiguration() async throws {
    let result = try await brama("employee", "list", "--config", "no/such.toml")
    #expect(result.code == 2)
    #expect(result.complaint?.contains("no/such.toml") == true, "\(result.errors)")
  }

  @Test("the bash script completes commands, options and the values of options")
  func bash() async throws {
    func complete(_ words: [String]) async throws -> Set<String> {
      let quoted = words.map { "'\($0)'" }.joined(separator: " ")
      let script = """
        source /dev/stdin
        COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1)
        _brama
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      let completion = try await brama("completion", "bash").output
      let result = try await CommandProgram.run(
        "/bin/bash", ["--norc", "-c", script], environment: ["PATH": "/usr/bin:/bin"],
        input: completion)
      #expect(result.errors.isEmpty)
      return Set(result.output.split(separator: "\n").map(String.init))
    }
    #expect(try await complete(["brama", "emp"]) == ["employee"])
    #expect(try await complete(["brama", "employee", "a"]) == ["add", "activate"])
    #expect(try await complete(["brama", "employee", "add", "--r"]) == ["--role"])
    #expect(
      try await complete(["brama", "employee", "add", "--role", ""]) == ["user", "administrator"])
    #expect(try await complete(["brama", "second-factor", "enforce", "o"]) == ["on", "off"])
    #expect(try await complete(["brama", "completion", ""]).isSuperset(of: ["bash", "zsh"]))
  }

  @Test("CLI-07: no option of any command takes a password, a key or a code")
  func noSecretArguments() async throws {
    let script = try await CommandProgram.run(
      CommandProgram.path(), ["completion", "bash"], environment: ["LC_ALL": "C.UTF-8"]
    ).output
    let options = script.matches(of: /--[a-z][a-z-]*/).map { String($0.output) }
    #expect(options.contains("--json"))
    for option in options where !["--must-change-password"].contains(option) {
      #expect(option.firstMatch(of: /password|secret|token|code/) == nil, "\(option)")
    }
  }

  @Test("the zsh script is one of zsh's and knows every command")
  func zsh() async throws {
    let script = try await brama("completion", "zsh").output
    #expect(script.hasPrefix("#compdef brama\n"))
    for word in ["'employee add')", "--role=", "(user administrator)", "restore:", "_files"] {
      #expect(script.contains(word), "\(word)")
    }
  }
}
