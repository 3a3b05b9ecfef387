import Foundation
import TestKit
import Testing

/// What a command wrote while its standard error was a terminal.
struct TerminalRun: Sendable {
  let code: Int
  let output: String
  /// As the terminal got it, line ends and all.
  let screen: String

  /// What stood in the line, one state after the other; an erased one is empty.
  var states: [String] {
    screen.components(separatedBy: "\r").dropFirst().map {
      $0.replacingOccurrences(of: "\u{1b}[K", with: "")
    }
  }
}

extension CommandInstallation {
  /// Runs the command with a pseudo-terminal of so many columns as its standard error.
  func terminal(_ words: String..., columns: Int) async throws -> TerminalRun {
    let script = """
      import fcntl, json, os, pty, struct, subprocess, sys, termios
      ours, theirs = pty.openpty()
      fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, int(sys.argv[1]), 0, 0))
      program = subprocess.Popen(
          sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs)
      os.close(theirs)
      screen = b""
      while True:
          try:
              part = os.read(ours, 65536)
          except OSError:
              break
          if not part:
              break
          screen += part
      output = program.stdout.read().decode()
      print(json.dumps({"code": program.wait(), "output": output, "screen": screen.decode()}))
      """
    let result = try await CommandProgram.run(
      "/usr/bin/python3", ["-c", script, "\(columns)", try CommandProgram.path()] + words,
      environment: ["BRAMA_CONFIG": configuration, "LC_ALL": "C.UTF-8"])
    try #require(result.code == 0, "\(result.errors)")
    let answer = try result.json()
    return TerminalRun(
      code: try #require(answer["code"].int), output: try #require(answer["output"].string),
      screen: try #require(answer["screen"].string))
  }
}

/// The line of progress that people see, and programs do not.
@Suite struct CommandTerminalTests {
  @Test(
    "in a terminal brama domain sync shows a bar that fits it, is full at the end and goes away")
  func sync() async throws {
    let slapd = try await Slapd.start(options: .init { $0.syncLog = 0 })
    let house = try await FaultHouse.start(slapd, domain: "sync_interval = 0")
    for login in ["u1", "u2", "u3"] { try await house.card(login) }
    // Held up, so that the pass is still under way when the command looks at it first.
    try await slapd.freeze()
    async let narrow = house.installation.terminal("domain", "sync", "main", columns: 40)
    let end = ContinuousClock.now + .seconds(20)
    while try await !isAsking(house.service), .now < end {}
    slapd.thaw()
    let run = try await narrow
    #expect(run.code == 0 && run.output.hasPrefix("main: 3 people looked at"))
    #expect(run.states.first == "main [............................] 0 %", "\(run.states)")
    #expect(
      run.states.dropLast().last == "main [####################] 100 % (3/3)", "\(run.states)")
    #expect(run.states.last?.isEmpty == true && run.screen.hasSuffix("\r\u{1b}[K"))
    #expect(run.states.allSatisfy { $0.count < 40 })

    let tiny = try await house.installation.terminal(
      "domain", "sync", "main", "--full", columns: 16)
    #expect(tiny.states.allSatisfy { $0.count < 16 } && tiny.states.contains { !$0.isEmpty })
    let plain = try await house.installation.done("domain", "sync", "main", "--full")
    #expect(plain.errors.isEmpty, "nothing where standard error is no terminal")
    try await house.service.stop()
    await slapd.stop()
  }

  @Test("in a terminal brama doctor says what it examines in a line that fits it and goes away")
  func doctor() async throws {
    let slapd = try await Slapd.start()
    let installation = try CommandInstallation(slapd)
    let run = try await installation.terminal("doctor", "main", columns: 30)
    #expect(run.states.contains { $0.hasPrefix("Examining main") }, "\(run.states)")
    #expect(run.states.allSatisfy { $0.count < 30 }, "\(run.states)")
    let line = run.screen.components(separatedBy: "\n").first ?? ""
    #expect(line.hasSuffix("\r\u{1b}[K") || line.hasSuffix("\r\u{1b}[K\r"), "\(line)")
    let plain = try await installation.brama("doctor", "main")
    #expect(!plain.errors.contains("Examining"))
    await slapd.stop()
  }

  /// Does the service wait for the directory?
  private func isAsking(_ service: CommandService) async throws -> Bool {
    let metrics = try await service.call("GET", "\(service.metrics)/metrics").text
    return metrics.contains(
      #"brama_directory_connections{domain="main",kind="service",state="in-use"} 1"#)
  }
}
