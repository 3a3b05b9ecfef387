import Foundation
import Glibc
import TestKit
import Testing

/// What a disk, or somebody with the store's files, does.
extension FaultSuite {
  private static let unavailable = [
    "domain 503 store-unavailable": 2, "native 503 store-unavailable": 2,
  ]
  /// Nothing has to be waited for; it is for a busy machine.
  private static let recovery = Duration.seconds(10)

  /// A store that takes nothing: sign-ins are refused, those who are signed in are not.
  private func refused(
    _ scene: FaultScene, rounds: Int, strike: () async throws -> Void,
    heal: () async throws -> Void
  ) async throws {
    var slowest = Duration.zero
    try await scene.underLoad {
      for _ in 1...rounds {
        try await strike()
        try await scene.more(Self.unavailable.merging(["check 200": FaultScale.answers]) { $1 })
        try await heal()
        slowest = max(slowest, try await scene.recovered(within: Self.recovery))
        try await scene.steady()
      }
    }
    FaultReport.add(scene.name, "rounds", Double(rounds))
    FaultReport.add(scene.name, "slowest recovery", slowest, least: Self.recovery)
    try await scene.close()
  }

  @Test(
    "a full disk is a clear 503 that loses no session, and with room again sign-in works",
    .enabled(if: SmallDisk.canMount, "mounting a small disk takes root"))
  func storeFull() async throws {
    let disk = try SmallDisk()
    defer { disk.unmount() }
    let scene = try await FaultScene.start(
      "store-full", environment: ["BRAMA_STORE_PATH": disk.file("brama.db")])
    try await refused(scene, rounds: FaultScale.rounds(short: 8, long: 100)) {
      // What the log has room for still goes on, so it is filled until something is refused.
      let before = scene.journal.count("native 503 store-unavailable")
      try await eventually("the disk is full", within: .seconds(60)) {
        try? disk.fill()
        return scene.journal.count("native 503 store-unavailable") > before
      }
    } heal: {
      try disk.empty()
    }
  }

  @Test("a store that turns read-only is a clear 503, and one that may be written again works")
  func storeReadOnly() async throws {
    let shim = try await FaultShim()
    let scene = try await FaultScene.start("store-read-only", environment: shim.environment)
    for code in [EROFS, EIO] {
      try await scene.underLoad {
        shim.failWrites(code)
        try await scene.more(Self.unavailable.merging(["check 200": FaultScale.answers]) { $1 })
        shim.failWrites(0)
        let took = try await scene.recovered(within: Self.recovery)
        FaultReport.add(
          scene.name, "recovery after \(code == EIO ? "EIO" : "EROFS")", took,
          least: Self.recovery)
      }
    }
    try await scene.close()
  }

  @Test("a disk whose syncs are slow makes sign-ins wait, and no check")
  func storeSlowSync() async throws {
    let shim = try await FaultShim()
    let scene = try await FaultScene.start("store-slow-sync", environment: shim.environment)
    try await scene.underLoad {
      shim.slowSyncs(300)
      scene.journal.forgetSlowest()
      try await scene.othersGoOn(["domain 200": FaultScale.answers])
      let check = scene.journal.slowest("check")
      FaultReport.add(
        scene.name, "slowest sign-in with 300 ms for each sync", scene.journal.slowest("domain"))
      FaultReport.add(scene.name, "slowest check", check, least: .seconds(2))
      #expect(check < .seconds(2))
      shim.slowSyncs(0)
      try await scene.recovered(within: Self.recovery)
    }
    try await scene.close()
  }

  @Test(
    "with a corrupted page nothing wrong is answered, and the start says damaged; put back, all is there"
  )
  func storeCorrupted() async throws {
    let scene = try await FaultScene.start("store-corrupted")
    try await scene.underLoad { try await scene.steady() }
    try await scene.journal.hold(scene.service)
    try await scene.service.stop()
    let store = scene.installation.store
    let whole = try Data(contentsOf: URL(fileURLWithPath: store))
    for page in [1, whole.count / 4096 / 2] {
      try overwrite(store, page: page)
      let start = try await CommandProgram.run(
        "/usr/bin/timeout", ["20", CommandProgram.path(), "serve"],
        environment: ["BRAMA_CONFIG": scene.installation.configuration])
      #expect(start.code == 4 && start.errors.contains("damaged"), "\(start.code) \(start.errors)")
      try whole.write(to: URL(fileURLWithPath: store))
    }
    try await scene.serve()
    try await scene.journal.hold(scene.service)
    // While it runs: what is in memory is answered, what has to be read is a 503.
    try await scene.underLoad {
      let pages = whole.count / 4096
      for page in stride(from: pages / 3, to: pages, by: 2) { try overwrite(store, page: page) }
      try await scene.more(["check 200": FaultScale.answers, "wrong": 2])
    }
    let (breaches, owed) = scene.journal.withLock { ($0.breaches, $0.live.count) }
    #expect(breaches.isEmpty, "\(breaches)")
    FaultReport.add(scene.name, "sessions owed and live", Double(owed))
    print("fault \(scene.name): \(scene.journal.summary)")
    scene.service.signal(SIGKILL)
    _ = try await scene.service.ended()
    await scene.slapd.stop()
  }

  private func overwrite(_ file: String, page: Int) throws {
    let descriptor = open(file, O_WRONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let bytes = [UInt8](repeating: 0xa5, count: 4096)
    #expect(pwrite(descriptor, bytes, 4096, off_t(page * 4096)) == 4096)
  }

  @Test("a torn end of the log loses nothing; a log cut short is told by the audit log for good")
  func storeLogCut() async throws {
    let scene = try await FaultScene.start("store-log-cut")
    let log = URL(fileURLWithPath: scene.installation.store + "-wal")
    func kill() async throws {
      scene.service.signal(SIGKILL)
      _ = try await scene.service.ended()
    }
    try await scene.underLoad {
      try await scene.steady()
      try await scene.allowingSilence { try await kill() }
    }
    // As a machine that goes down in the middle of a write leaves it.
    var bytes = try Data(contentsOf: log)
    try #require(bytes.count > 8192)
    bytes.append(contentsOf: [UInt8](repeating: 0x5a, count: 2000))
    try bytes.write(to: log)
    try await scene.serve()
    try await scene.journal.hold(scene.service)
    #expect(scene.journal.withLock { $0.breaches } == [])

    try await scene.underLoad { try await scene.steady() }
    try await kill()
    bytes = try Data(contentsOf: log)
    try bytes.prefix(Self.beforeLastCommits(bytes)).write(to: log)
    try await scene.serve()
    let findings = try await scene.installation.brama("audit", "verify", "--json").json()[
      "findings"
    ].list
    #expect(!findings.isEmpty, "what was lost is not told")
    let live = scene.journal.withLock { Array($0.live.keys) }
    let lost = try await onOwnThread {
      let client = try FaultClient(scene.service)
      return try live.count { try client.status(of: $0) == 401 }
    }
    FaultReport.add(scene.name, "sessions in the cut part", Double(lost))
    let signedIn = try await scene.service.signIn("d1", "Secret-d1")
    #expect(signedIn.status == 200, "\(signedIn.text)")
    try await scene.service.stop()
    await scene.slapd.stop()
  }

  /// Where the log of a store is cut so that what it last took is lost: 24 pages before its end. Behind the end
  /// stand pages of an earlier round, which name other salts than the head (SQLite, "WAL-Index Format" and "The
  /// WAL File Format").
  private static func beforeLastCommits(_ log: Data) -> Int {
    let bytes = [UInt8](log)
    let head = 32
    let frame = 24 + bytes[8..<12].reduce(0) { $0 << 8 | Int($1) }
    var end = head
    while end + frame <= bytes.count, bytes[end + 8..<end + 16] == bytes[16..<24] { end += frame }
    return max(head, end - 24 * frame)
  }

  @Test(
    "a backup that locks the store makes sign-ins wait or 503, and no check; Brama's own does not")
  func storeLocked() async throws {
    let scene = try await FaultScene.start("store-locked")
    try await scene.underLoad {
      let backup = try await scene.installation.brama("backup", scene.installation.file("copy.db"))
      #expect(backup.code == 0, "\(backup.errors)")
      try await scene.steady()
      #expect(scene.journal.count("native 503") == 0)
      let holder = try LockHolder(scene.installation.store)
      try await scene.more(Self.unavailable.merging(["check 200": FaultScale.answers]) { $1 })
      try await holder.release()
      let took = try await scene.recovered(within: Self.recovery)
      FaultReport.add(scene.name, "recovery", took, least: Self.recovery)
    }
    try await scene.close()
  }
}

/// Another program that has the store locked for writing, as a backup that copies it by hand does.
private final class LockHolder {
  private let process = ChildProcess()
  private let input = Pipe()
  private let output = Pipe()

  init(_ store: String) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
      db.execute("BEGIN IMMEDIATE")
      print("held", flush=True)
      sys.stdin.readline()
      db.execute("ROLLBACK")
      """, store,
    ]
    process.standardInput = input
    process.standardOutput = output
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    try process.run()
    let word = output.fileHandleForReading.availableData
    try #require(String(decoding: word, as: UTF8.self).hasPrefix("held"))
  }

  func release() async throws {
    try input.fileHandleForWriting.close()
    let process = process
    try await eventually("the lock is let go") { !process.isRunning }
    #expect(process.terminationStatus == 0)
  }
}
