import Foundation
import Glibc
import TestKit
import Testing

/// What strangers and accidents send to the running program.
@Suite struct HostileRequestTests {
  private static let password = "correct horse battery"

  private func house(_ slapd: Slapd? = nil) async throws -> (CommandInstallation, CommandService) {
    let installation = try CommandInstallation(slapd)
    let service = try await installation.serve()
    let code = try #require(try await installation.json("setup")["code"].string)
    let body = "{\"code\": \"\(code)\", \"password\": \"\(Self.password)\"}"
    #expect(try await service.call("POST", "/api/v1/setup", body).status == 204)
    return (installation, service)
  }

  private func administrator(_ service: CommandService) async throws -> String {
    let answer = try await service.signIn("Administrator", Self.password)
    return try #require(try answer.json()["session"]["token"].string, "\(answer.text)")
  }

  @Test("DOM-38: filter and DN injection finds nobody, binds nobody and breaks nothing")
  func injection() async throws {
    let slapd = try await Slapd.start()
    let (installation, service) = try await house(slapd)
    try await installation.done(
      "company", "set", "home", "--use-domain", "on", "--domain", "main", "--group", "All")
    try await installation.done("employee", "add", "u1", "--name", "u1")
    try await installation.done("employee", "link", "u1", "main", "u1")
    for login in [
      "*", "u1)(uid=*", "*)(|(uid=*", "u1,ou=people", "uid=u1,ou=people,dc=example,dc=test",
      "u1\\\\2a", "\\\\2a", "(cn=*)", "u1)(&", "\\u0000u1", "u1\\u0000", "💥", "#u1",
    ] {
      let status = try await service.signIn(login, "Secret-u1").status
      #expect([401, 422, 429].contains(status), "\(login): \(status)")
    }
    // Nothing was bound but nobody's own name, and the right login still signs in.
    #expect(try slapd.bindCount(Slapd.dn(person: "u1")) == 0)
    #expect(try await service.signIn("u1", "Secret-u1").status == 200)
    try await service.stop()
    await slapd.stop()
  }

  @Test(
    "a body that is too large, no JSON, doubled or bottomless is refused by name, never with a 5xx")
  func bodies() async throws {
    let (_, service) = try await house()
    let path = "/api/v1/sign-in"
    let megabyte = String(repeating: "x", count: 1_000_000)
    for (body, expected) in [
      ("{\"login\": \"\(megabyte)\", \"password\": \"x\"}", 413),
      ("{\"login\": \"a\", \"login\": \"b\", \"password\": \"x\"}", 400),
      (String(repeating: "[", count: 5000), 400),
      ("{\"login\": \"a\", \"password\": \"x\"} {}", 400),
      ("{\"login\": 1e999999, \"password\": \"x\"}", 422), ("", 400), ("null", 422),
      ("{\"login\": \"a\", \"password\": \"x\", \"client\": \"tv\"}", 422),
      ("{\"login\": \"\(String(repeating: "x", count: 60_000))\", \"password\": \"x\"}", 401),
    ] {
      let answer = try await service.call("POST", path, body)
      let isExpected = answer.status == expected || (expected == 422 && answer.status == 400)
      #expect(isExpected, "\(body.prefix(60)): \(answer.status) \(answer.text)")
    }
    let broken = try await CommandProgram.run(
      "/bin/sh",
      [
        "-c",
        """
        printf '{"login":"\\377\\376","password":"x"}' | curl -sS --cacert "$1" \
          -H 'Content-Type: application/json' --data-binary @- -o /dev/null -w '%{http_code}' "$2"
        """, "sh", service.installation.authority.certificateFile, service.address + path,
      ], environment: ["PATH": "/usr/bin:/bin"])
    #expect(broken.output == "400")
    #expect(try await service.call("GET", "/healthz").status == 200)
    try await service.stop()
  }

  @Test("GEN-12: of two administrators who save at once, one is told that the other was faster")
  func savingAtOnce() async throws {
    let (installation, service) = try await house()
    let token = try await administrator(service)
    let id = try #require(
      try await installation.json("employee", "add", "anna", "--name", "Anna")["id"].string)
    let path = service.address + "/api/v1/employees/\(id)"
    let statuses = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<6 {
        group.addTask {
          try await CommandProgram.run(
            "/usr/bin/curl",
            [
              "-sS", "--cacert", service.installation.authority.certificateFile, "-X", "PATCH",
              "-H", "Authorization: Bearer \(token)", "-H", "Content-Type: application/json",
              "-H", "If-Match: \"1\"", "-d", "{\"name\": \"Anna \(number)\"}", "-o", "/dev/null",
              "-w",
              "%{http_code}", path,
            ], environment: [:]
          ).output
        }
      }
      return try await group.reduce(into: [String]()) { $0.append($1) }
    }
    #expect(statuses.sorted() == ["200", "412", "412", "412", "412", "412"])
    try await service.stop()
  }

  @Test("SIGTERM under load answers what was begun and ends with 0")
  func terminated() async throws {
    let (_, service) = try await house()
    // 0: the connection was refused or never answered; anything else is a whole answer.
    let statuses = await withTaskGroup(of: Int.self) { group in
      for number in 0..<24 {
        group.addTask {
          if number == 12 { service.signal(SIGTERM) }
          return (try? await service.signIn("nobody\(number)", "wrong").status) ?? 0
        }
      }
      return await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(try await service.ended() == 0)
    #expect(statuses.allSatisfy { [0, 401, 503].contains($0) })
    #expect(statuses.contains(401))
  }

  @Test("a full disk is a clear 503 that loses nothing, and goes with the first room that is made")
  func fullDisk() async throws {
    let installation = try CommandInstallation()
    let disk = installation.file("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    let mounted = try await CommandProgram.run(
      "/bin/mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], environment: [:])
    #expect(mounted.code == 0, "\(mounted.errors)")
    do {
      let text = try String(contentsOfFile: installation.configuration, encoding: .utf8)
        .replacingOccurrences(of: installation.store, with: disk + "/brama.db")
      try installation.write(text, to: "brama.toml")
      let service = try await installation.serve()
      let code = try #require(try await installation.json("setup")["code"].string)
      let body = "{\"code\": \"\(code)\", \"password\": \"\(Self.password)\"}"
      #expect(try await service.call("POST", "/api/v1/setup", body).status == 204)
      let token = try await administrator(service)
      _ = try await CommandProgram.run(
        "/bin/sh", ["-c", "cat /dev/zero > \"$1/filler\"", "sh", disk],
        environment: ["PATH": "/usr/bin:/bin"])
      var last = try await service.signIn("Administrator", Self.password)
      // The log of the store may have a little room of its own yet.
      for _ in 0..<200 where last.status == 200 {
        last = try await service.signIn("Administrator", Self.password)
      }
      #expect(last.status == 503, "\(last.text)")
      #expect(last.text.contains("/problems/"))
      #expect(try await service.call("GET", "/api/v1/session", token: token).status == 200)
      unlink(disk + "/filler")
      #expect(try await service.signIn("Administrator", Self.password).status == 200)
      #expect(try await service.call("GET", "/api/v1/session", token: token).status == 200)
      try await service.stop()
      #expect(try await installation.brama("audit", "verify").code == 0)
    } catch {
      Issue.record(error)
    }
    _ = try await CommandProgram.run("/bin/umount", ["-l", disk], environment: [:])
  }
}
