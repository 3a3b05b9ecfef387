import Foundation
import Glibc
import TestKit
import Testing

/// What is done to the process itself.
extension FaultSuite {
  @Test(
    """
    kill -9 at random moments, under load and while it starts: no session that was told is lost, none \
    that was signed out is back, no code works twice
    """)
  func killed() async throws {
    let scene = try await FaultScene.start("killed")
    let rounds = FaultScale.rounds(short: 24, long: 1000)
    var slowest = Duration.zero
    try await scene.underLoad {
      for round in 1...rounds {
        try await scene.allowingSilence {
          // Sometimes many sign-ins come between two kills, sometimes none.
          let time = Duration.milliseconds(Int.random(in: 0...200))
          try await Task.sleep(for: time)
          scene.service.signal(SIGKILL)
          #expect(try await scene.service.ended() == SIGKILL + 128)
          if round % 5 == 0 { try await killWhileStarting(scene) }
          let start = ContinuousClock.now
          try await scene.serve()
          slowest = max(slowest, .now - start)
        }
        if round % 8 == 0 {
          try await scene.recovered(within: .seconds(20))
          try await holdSome(scene)
        }
      }
      try await scene.recovered(within: .seconds(20))
    }
    FaultReport.add(scene.name, "kills", Double(rounds + rounds / 5))
    FaultReport.add(scene.name, "slowest start", slowest, least: .seconds(10))
    try await scene.close()
  }

  /// Any moment of a start is as good: the store is opened, checked, and its log taken over.
  private func killWhileStarting(_ scene: FaultScene) async throws {
    let process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: try CommandProgram.path())
    process.arguments = ["serve"]
    process.environment = ["BRAMA_CONFIG": scene.installation.configuration]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try await Task.sleep(for: .milliseconds(Int.random(in: 0...300)))
    kill(process.processIdentifier, SIGKILL)
    try await eventually("it is gone") { !process.isRunning }
  }

  /// As many as a round can afford; all of them come at the end.
  private func holdSome(_ scene: FaultScene) async throws {
    let (live, ended) = scene.journal.withLock { book in
      (Array(book.live.keys.shuffled().prefix(20)), Array(book.ended.suffix(20)))
    }
    let answers = try await onOwnThread {
      let client = try FaultClient(scene.service)
      return (
        try live.map { ($0, try client.status(of: $0)) },
        try ended.map { try client.status(of: $0) }
      )
    }
    for (token, status) in answers.0
    where status != 200 && scene.journal.withLock({ $0.live[token] != nil }) {
      scene.journal.breach("a session that was told is lost: \(status)")
    }
    #expect(answers.1.allSatisfy { $0 == 401 })
  }

  @Test("SIGHUP with a bad certificate keeps the old one, with a good one takes it; nothing leaks")
  func badCertificate() async throws {
    let scene = try await FaultScene.start("bad-certificate")
    let installation = scene.installation
    let rounds = FaultScale.rounds(short: 3, long: 1000)
    var leak = FaultLeak(rounds: rounds)
    let files = [installation.certificate, installation.file("server.key")]
    let good = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    let kept = "the old one stays"
    let taken = "the TLS certificate was read again"
    func reload(_ contents: [Data], says words: String, _ times: Int) async throws {
      for (bytes, file) in zip(contents, files) { try bytes.write(to: URL(fileURLWithPath: file)) }
      scene.service.signal(SIGHUP)
      try await eventually("SIGHUP \(times): \(words)") {
        scene.service.log.components(separatedBy: words).count > times
      }
    }
    try await scene.underLoad {
      for round in 1...rounds {
        let bad = [
          [Data("no certificate".utf8), good[1]], [good[0], Data()], [good[1], good[0]],
        ]
        try await reload(bad[round % 3], says: kept, round)
        // A new connection, with the certificate that is trusted.
        let status = try await onOwnThread {
          try FaultClient(scene.service).call("GET", "/healthz").status
        }
        #expect(status == 200)
        try await reload(good, says: taken, round)
        try leak.ended(round: round, scene.service.pid)
      }
      try await scene.steady()
    }
    FaultReport.add(scene.name, "rounds", Double(rounds))
    try await leak.check(scene.name, scene.service.pid)
    try await scene.close()
  }

  @Test("a clock that jumps forward and back ends nobody's session and lets no code in twice")
  func clockJumps() async throws {
    let shim = try await FaultShim()
    let scene = try await FaultScene.start("clock-jumps", environment: shim.environment)
    // Within `session.idle`, 1,800 s: more would be time that has passed, as far as anybody can know.
    var jumps: [Int64] = [600, 0, -600, 0]
    if FaultScale.isLong { jumps += (0..<100).map { _ in Int64.random(in: -800...800) } + [0] }
    try await scene.underLoad {
      for jump in jumps {
        shim.shiftClock(jump)
        scene.shiftClock(jump)
        try await scene.recovered(within: .seconds(20))
        try await scene.othersGoOn(["wrong 401": 1])
      }
    }
    FaultReport.add(scene.name, "jumps", Double(jumps.count))
    try await scene.close()
  }
}
