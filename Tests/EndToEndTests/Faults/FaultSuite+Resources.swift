import Foundation
import Glibc
import TestKit
import Testing

/// A machine that has no more to give.
extension FaultSuite {
  /// - Parameter user: whose process it is; root itself may not change another's limits everywhere.
  private func limit(_ pid: pid_t, _ words: String, user: UInt32? = nil) async throws {
    let prefix = user.map { ["/usr/bin/setpriv"] + Self.becoming($0) } ?? []
    let command = prefix + ["/usr/bin/prlimit", "--pid", String(pid), words]
    let result = try await CommandProgram.run(
      command[0], Array(command.dropFirst()), environment: [:])
    try #require(result.code == 0, "\(result.errors)")
  }

  private static func becoming(_ user: UInt32) -> [String] {
    ["--reuid=\(user)", "--regid=\(user)", "--clear-groups"]
  }

  @Test(
    "with no descriptor left those who are connected go on, and new ones get in when there are some"
  )
  func descriptorsUsedUp() async throws {
    let scene = try await FaultScene.start("descriptors-used-up")
    let pid = scene.service.pid
    var slowest = Duration.zero
    try await scene.underLoad {
      for round in 1...FaultScale.rounds(short: 1, long: 20) {
        let used = try FaultResources(pid).descriptors
        try await limit(pid, "--nofile=\(used):20000")
        // Idle connections until accepting stops.
        let idle = try (0..<40).map { _ in try HTTPRawClient(port: port(of: scene)) }
        try await eventually("accepting paused, \(round)") {
          scene.service.log.contains("accepting paused")
        }
        // A connection that is closed now may find no descriptor to come again with.
        try await scene.allowingSilence {
          try await scene.othersGoOn(["domain 200": FaultScale.answers])
        }
        let start = ContinuousClock.now
        try await limit(pid, "--nofile=8192:20000")
        let status = try await onOwnThread {
          try FaultClient(scene.service).call("GET", "/healthz").status
        }
        #expect(status == 200)
        slowest = max(slowest, .now - start)
        for client in idle { client.close() }
      }
    }
    FaultReport.add(scene.name, "until a new client is served", slowest, least: .seconds(10))
    try await scene.close()
  }

  private func port(of scene: FaultScene) throws -> UInt16 {
    try #require(scene.service.address.split(separator: ":").last.flatMap { UInt16($0) })
  }

  @Test("with no memory left it may end, but loses nothing, and started again it goes on")
  func memoryUsedUp() async throws {
    let scene = try await FaultScene.start("memory-used-up")
    var ends = 0
    let rounds = FaultScale.rounds(short: 2, long: 20)
    try await scene.underLoad {
      for _ in 1...rounds {
        try await scene.allowingSilence {
          let pid = scene.service.pid
          let space = try FaultResources.addressSpace(pid) * 1024
          try await limit(pid, "--as=\(space):")
          // Connections with a body under way take memory.
          let bulk = try await onOwnThread { try Bulk(port: port(of: scene), count: 200) }
          try? await eventually("it ends or bears it", within: .seconds(5)) {
            kill(pid, 0) != 0
          }
          bulk.close()
          if kill(pid, 0) == 0 {
            try await limit(pid, "--as=unlimited:")
          } else {
            ends += 1
            #expect(try await scene.service.ended() != 0)
            try await scene.serve()
          }
        }
        try await scene.recovered(within: .seconds(20))
        try await scene.steady()
      }
    }
    FaultReport.add(scene.name, "rounds", Double(rounds))
    FaultReport.add(scene.name, "of them ended the process", Double(ends))
    try await scene.close()
  }

  /// Clients that have sent most of a large body.
  private final class Bulk: @unchecked Sendable {
    // Made and closed by one task.
    private var clients: [HTTPRawClient] = []

    init(port: UInt16, count: Int) throws {
      let head = "POST /api/v1/sign-in HTTP/1.1\r\nHost: h\r\nContent-Length: 65000\r\n\r\n"
      for _ in 0..<count {
        // When it has ended meanwhile there is nothing more to do.
        guard let client = try? HTTPRawClient(port: port) else { return }
        try? client.send(Array(head.utf8) + [UInt8](repeating: 0x20, count: 60_000))
        clients.append(client)
      }
    }

    func close() { for client in clients { client.close() } }
  }

  @Test(
    "with no thread left the directory's people are 503 at the most, others go on, and it recovers",
    .enabled(if: geteuid() == 0, "another user takes root"))
  func threadsUsedUp() async throws {
    let scene = try await FaultScene.start("threads-used-up")
    // The limit holds for a user, and not for root: the service runs as one whom nobody else is.
    let user = UInt32.random(in: 200_000..<400_000)
    try await scene.service.stop()
    let runner = try await asUser(user, scene)
    let most = try await CommandProgram.run("/bin/bash", ["-c", "ulimit -Hu"], environment: [:])
      .output.trimmingCharacters(in: .whitespacesAndNewlines)
    try await scene.serve(runner: runner)
    var slowest = Duration.zero
    try await scene.underLoad {
      for _ in 1...FaultScale.rounds(short: 1, long: 20) {
        let pid = scene.service.pid
        try await limit(pid, "--nproc=1:", user: user)
        // What lay open is closed: new connections are needed. They are made on the threads that are there,
        // so that the directory's people may go on too.
        try await scene.slapd.restart()
        try await scene.othersGoOn()
        try await limit(pid, "--nproc=\(most):", user: user)
        slowest = max(slowest, try await scene.recovered(within: .seconds(20)))
        try await scene.steady()
      }
    }
    FaultReport.add(scene.name, "slowest recovery", slowest, least: .seconds(20))
    try await scene.journal.hold(scene.service)
    #expect(scene.journal.withLock { $0.breaches } == [])
    #expect(try await scene.service.stop() == 0)
    try await scene.serve(runner: runner)
    try await scene.journal.hold(scene.service)
    #expect(scene.journal.withLock { $0.breaches } == [])
    try await scene.service.stop()
    await scene.slapd.stop()
    print("fault \(scene.name): \(scene.journal.summary)")
  }

  /// Gives the installation to the user, with all it reads.
  /// - Returns: what runs the service as that user.
  private func asUser(_ user: UInt32, _ scene: FaultScene) async throws -> [String] {
    let installation = scene.installation
    let program = installation.file("brama")
    try FileManager.default.copyItem(atPath: try CommandProgram.path(), toPath: program)
    let authority = try String(contentsOfFile: scene.slapd.caFile, encoding: .utf8)
    try installation.write(authority, to: "ca.pem")
    let text = try String(contentsOfFile: installation.configuration, encoding: .utf8)
    try installation.write(
      text.replacingOccurrences(of: scene.slapd.caFile, with: installation.file("ca.pem")),
      to: "brama.toml")
    let owned = try await CommandProgram.run(
      "/bin/chown", ["-R", "\(user):\(user)", installation.folder], environment: [:])
    try #require(owned.code == 0, "\(owned.errors)")
    return [
      "/bin/sh", "-c",
      "exec setpriv \(Self.becoming(user).joined(separator: " ")) '\(program)' serve",
    ]
  }
}
