import Foundation
import TestKit
import Testing

/// What a directory, or the way to it, does.
extension FaultSuite {
  private static let refused = "domain 503 directory-unavailable"
  /// A server that is down is probed every five seconds (`DirectoryLimits.downTime`), a probe may take
  /// `connect_timeout`, 2 s here, and waiting sign-ins `total_deadline`, 5 s; the rest is for a busy machine.
  private static let recovery = Duration.seconds(20)
  /// Native sign-ins while a directory is down; the rest of them is for a busy machine.
  private static let nativeTime = Duration.seconds(5)

  /// A directory that nobody can use while the fault lasts, again and again.
  private func outage(
    _ scene: FaultScene, rounds: Int, strike: () async throws -> Void,
    heal: () async throws -> Void
  ) async throws {
    var slowest = Duration.zero
    var leak = FaultLeak(rounds: rounds)
    try await scene.underLoad {
      scene.journal.forgetSlowest()
      for round in 1...rounds {
        try await strike()
        if rounds > 100 {
          try await scene.more([Self.refused: 1])
        } else {
          try await scene.othersGoOn([Self.refused: 2])
        }
        try await heal()
        slowest = max(slowest, try await scene.recovered(within: Self.recovery))
        try leak.ended(round: round, scene.service.pid)
      }
    }
    FaultReport.add(scene.name, "rounds", Double(rounds))
    FaultReport.add(scene.name, "slowest recovery", slowest, least: Self.recovery)
    let native = scene.journal.slowest("native")
    FaultReport.add(scene.name, "slowest native sign-in", native, least: Self.nativeTime)
    FaultReport.add(
      scene.name, "longest wait for a refusal", scene.journal.slowest("domain"),
      least: .seconds(10))
    #expect(native < Self.nativeTime)
    // `total_deadline` is 5 s.
    #expect(scene.journal.slowest("domain") < .seconds(10))
    try await leak.check(scene.name, scene.service.pid)
    try await scene.close()
  }

  @Test("a stopped directory is 503 for its people, nothing to others, and back at once (DOM-48)")
  func directoryStopped() async throws {
    let scene = try await FaultScene.start("directory-stopped")
    let slapd = scene.slapd
    try await outage(scene, rounds: FaultScale.rounds(short: 1, long: 50)) {
      await slapd.stop()
    } heal: {
      try await slapd.restart()
    }
  }

  @Test("a frozen directory costs its people the deadline, others nothing, and works when it thaws")
  func directoryFrozen() async throws {
    let scene = try await FaultScene.start("directory-frozen")
    let slapd = scene.slapd
    try await outage(scene, rounds: FaultScale.rounds(short: 1, long: 10)) {
      try await slapd.freeze()
    } heal: {
      slapd.thaw()
    }
  }

  @Test("a directory that is restarted under load is asked again at once")
  func directoryRestarted() async throws {
    let scene = try await FaultScene.start("directory-restarted")
    var slowest = Duration.zero
    try await scene.underLoad {
      for _ in 1...FaultScale.rounds(short: 3, long: 100) {
        try await scene.slapd.restart()
        slowest = max(slowest, try await scene.recovered(within: Self.recovery))
        try await scene.othersGoOn()
      }
    }
    FaultReport.add(scene.name, "slowest recovery", slowest, least: Self.recovery)
    try await scene.close()
  }

  @Test("the first of two servers falls silent: the second serves, with one wait at the most")
  func directoryFirstSilent() async throws {
    let proxies = Proxies()
    let scene = try await FaultScene.start(
      "directory-first-silent", servers: { [try proxies.first(to: $0).ldapURL, $0.ldapURL] })
    let proxy = try proxies.one
    var slowest = Duration.zero
    try await scene.underLoad {
      for _ in 1...FaultScale.rounds(short: 1, long: 10) {
        proxy.set(.silent)
        // The first who meets it may wait for its time-out; those after it are not made to.
        slowest = max(slowest, try await scene.recovered(within: Self.recovery))
        scene.journal.forgetSlowest()
        try await scene.othersGoOn(["domain 200": FaultScale.answers * 2])
        proxy.set(.passes)
        try await scene.othersGoOn(["domain 200": FaultScale.answers])
      }
    }
    FaultReport.add(scene.name, "until the second serves", slowest, least: Self.recovery)
    FaultReport.add(
      scene.name, "slowest sign-in after that", scene.journal.slowest("domain"))
    proxy.stop()
    try await scene.close()
  }

  @Test("the first of two servers goes and comes back: nobody is refused for long, nothing leaks")
  func directoryFirstGone() async throws {
    let proxies = Proxies()
    let scene = try await FaultScene.start(
      "directory-first-gone", servers: { [try proxies.first(to: $0).ldapURL, $0.ldapURL] })
    let proxy = try proxies.one
    let rounds = FaultScale.rounds(short: 3, long: 1000)
    var slowest = Duration.zero
    var leak = FaultLeak(rounds: rounds)
    try await scene.underLoad {
      for round in 1...rounds {
        proxy.set(.drops)
        slowest = max(slowest, try await scene.recovered(within: Self.recovery))
        proxy.set(.passes)
        slowest = max(slowest, try await scene.recovered(within: Self.recovery))
        try leak.ended(round: round, scene.service.pid)
      }
    }
    FaultReport.add(scene.name, "rounds", Double(rounds))
    FaultReport.add(scene.name, "slowest fail-over", slowest, least: Self.recovery)
    try await leak.check(scene.name, scene.service.pid)
    proxy.stop()
    try await scene.close()
  }

  @Test("a slow directory makes its people wait, and nobody else; one too slow is 503 in time")
  func directorySlow() async throws {
    let proxies = Proxies()
    let scene = try await FaultScene.start(
      "directory-slow", servers: { [try proxies.first(to: $0).ldapURL] })
    let proxy = try proxies.one
    try await scene.underLoad {
      proxy.set(.delays(milliseconds: 150))
      scene.journal.forgetSlowest()
      try await scene.othersGoOn(["domain 200": FaultScale.answers])
      FaultReport.add(
        scene.name, "slowest sign-in with 150 ms for each answer", scene.journal.slowest("domain"))
      proxy.set(.passes)
    }
    try await outage(scene, rounds: FaultScale.rounds(short: 1, long: 10)) {
      proxy.set(.delays(milliseconds: 3_000))
    } heal: {
      proxy.set(.passes)
    }
    proxy.stop()
  }

  @Test(
    "connections that end in mid-answer are 503, never a session or a wrong password; nothing leaks",
    arguments: FaultScale.isLong ? [false, true] : [false])
  func directoryDrops(isProtected: Bool) async throws {
    try await harm("directory-drops", isProtected, .cuts(after: 5))
  }

  @Test(
    "answers of garbage are 503, never a session or a wrong password; nothing leaks",
    arguments: FaultScale.isLong ? [false, true] : [false])
  func directoryGarbage(isProtected: Bool) async throws {
    try await harm("directory-garbage", isProtected, .garbage)
  }

  /// - Parameter isProtected: StartTLS; else libldap reads the harmed bytes itself.
  private func harm(_ name: String, _ isProtected: Bool, _ mode: FaultProxy.Mode) async throws {
    let proxies = Proxies()
    let scene = try await FaultScene.start(
      isProtected ? "\(name)-tls" : name,
      domain: isProtected ? "" : "start_tls = false\ninsecure_plain_passwords = true",
      servers: { [try proxies.first(to: $0).ldapURL] })
    let proxy = try proxies.one
    try await outage(scene, rounds: FaultScale.rounds(short: 3, long: 1000)) {
      proxy.set(mode)
    } heal: {
      proxy.set(.passes)
    }
    proxy.stop()
  }

  @Test(
    "a directory with a certificate from somebody else gets no password, and its own again does")
  func directoryCertificate() async throws {
    let scene = try await FaultScene.start(
      "directory-certificate", options: .init(ownAuthority: true))
    let folder = try TemporaryFolder()
    let foreign = try await SlapdCertificates.make(in: folder)
    let own = scene.slapd.certificates
    let files = [own.certificateFile, own.keyFile]
    let kept = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    let other = try [foreign.certificateFile, foreign.keyFile].map {
      try Data(contentsOf: URL(fileURLWithPath: $0))
    }
    func put(_ contents: [Data]) async throws {
      await scene.slapd.stop()
      for (bytes, file) in zip(contents, files) { try bytes.write(to: URL(fileURLWithPath: file)) }
      try await scene.slapd.restart()
    }
    try await outage(scene, rounds: FaultScale.rounds(short: 1, long: 10)) {
      try await put(other)
    } heal: {
      try await put(kept)
    }
  }
}

/// The proxy that a scene is started with: its port has to be known before.
private final class Proxies {
  private var proxy: FaultProxy?

  func first(to slapd: Slapd) throws -> FaultProxy {
    let new = try FaultProxy(to: slapd.port)
    proxy = new
    return new
  }

  var one: FaultProxy { get throws { try #require(proxy) } }
}
