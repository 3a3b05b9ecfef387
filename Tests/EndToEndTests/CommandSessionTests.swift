import Foundation
import Glibc
import TestKit
import Testing

/// Sessions, keys and copies of a running installation.
@Suite struct CommandSessionTests {
  /// An installation with a native administrator who is signed in.
  private func signedIn() async throws -> (CommandInstallation, CommandService, token: String) {
    let installation = try CommandInstallation()
    let service = try await installation.serve()
    let code = try #require(try await installation.json("setup")["code"].string)
    let body = "{\"code\": \"\(code)\", \"password\": \"\(Self.password)\"}"
    #expect(try await service.call("POST", "/api/v1/setup", body).status == 204)
    return (installation, service, try await token(service))
  }

  private static let password = "correct horse battery"

  private func token(_ service: CommandService) async throws -> String {
    let answer = try await service.signIn("Administrator", Self.password)
    return try #require(try answer.json()["session"]["token"].string, "\(answer.text)")
  }

  private func status(_ service: CommandService, _ token: String) async throws -> Int {
    try await service.call("GET", "/api/v1/session", token: token).status
  }

  @Test("a session revoked by command is refused at the next check")
  func revoke() async throws {
    let (installation, service, token) = try await signedIn()
    let other = try await self.token(service)
    #expect(try await status(service, token) == 200)
    let session = try await service.call("GET", "/api/v1/session", token: token).json()
    let id = try #require(session["session"]["id"].string)
    let list = try await installation.json("session", "list")["sessions"].list
    #expect(list.count == 2 && list.contains { $0["id"].string == id })
    try await installation.done("session", "revoke", id)
    #expect(try await status(service, token) == 401)
    #expect(try await status(service, other) == 200)
    let again = try await installation.brama("session", "revoke", id)
    #expect(again.code == 1 && again.complaint == "brama: No such session: \(id)")
    try await installation.done("session", "revoke", "--of", "Administrator")
    #expect(try await status(service, other) == 401)
    #expect(try await installation.done("session", "list").output == "Nothing found.\n")
    try await service.stop()
  }

  @Test("a session survives kill -9, and one revoked before it stays revoked")
  func killed() async throws {
    let (installation, service, token) = try await signedIn()
    let revoked = try await self.token(service)
    let session = try await service.call("GET", "/api/v1/session", token: revoked).json()
    try await installation.done("session", "revoke", try #require(session["session"]["id"].string))
    service.signal(SIGKILL)
    _ = try await service.ended()
    let again = try await installation.serve()
    #expect(try await status(again, token) == 200)
    #expect(try await status(again, revoked) == 401)
    try await again.stop()
  }

  @Test("unblock lets a blocked login in at once")
  func unblock() async throws {
    let (installation, service, _) = try await signedIn()
    for _ in 1...5 { _ = try await service.signIn("Administrator", "wrong password") }
    #expect(try await service.signIn("Administrator", Self.password).status == 429)
    let removed = try await installation.json("unblock", "Administrator")
    #expect((removed["removed"].int ?? 0) > 0)
    #expect(try await service.signIn("Administrator", Self.password).status == 200)
    try await service.stop()
  }

  @Test("key rotate seals anew and drops the old key, while the server runs and without it")
  func rotate() async throws {
    let (installation, service, token) = try await signedIn()
    func keys() throws -> [Substring] {
      try String(contentsOfFile: installation.key, encoding: .utf8).split(separator: "\n")
    }
    let first = try keys()
    #expect((try await installation.json("key", "rotate")["values"].int ?? 0) > 0)
    let second = try keys()
    #expect(first.count == 1 && second.count == 1 && first != second)
    #expect(try await status(service, token) == 200)
    #expect(try await service.stop() == 0)
    try await installation.done("key", "rotate")
    #expect(try keys() != second)
    let again = try await installation.serve()
    #expect(try await status(again, token) == 200)
    #expect(try await installation.json("audit", "verify")["findings"].list.isEmpty)
    try await again.stop()
  }

  @Test("key rotate over a server with another key file is refused and drops no key")
  func rotateElsewhere() async throws {
    let (installation, service, _) = try await signedIn()
    // What a systemd credential is: a copy.
    let copy = installation.file("copy.key")
    try FileManager.default.copyItem(atPath: installation.key, toPath: copy)
    chmod(copy, 0o600)
    let result = try await installation.brama(
      ["key", "rotate"], environment: ["BRAMA_KEY_FILE": copy])
    #expect(
      result.code == 5 && result.complaint?.contains("credential") == true, "\(result.errors)")
    let keys = try String(contentsOfFile: copy, encoding: .utf8).split(separator: "\n")
    #expect(keys.count == 2)
    try await service.stop()
  }

  @Test("a backup is restored: its cards are back, every session is over, and it is audited")
  func backup() async throws {
    let (installation, service, token) = try await signedIn()
    let copy = installation.file("copy.db")
    try await installation.done("employee", "add", "anna", "--name", "Anna")
    let made = try await installation.done("backup", copy)
    #expect(made.output.contains("holds no key"))
    let attributes = try FileManager.default.attributesOfItem(atPath: copy)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try await installation.brama("backup", copy).code == 5)
    try await installation.done("employee", "remove", "anna")
    let refused = try await installation.brama("restore", copy)
    #expect(refused.code == 4 && refused.complaint != nil, "\(refused.errors)")
    #expect(try await service.stop() == 0)

    let restored = try await installation.json("restore", copy)
    let kept = try #require(restored["kept"].string)
    #expect(FileManager.default.fileExists(atPath: kept))
    let again = try await installation.serve()
    #expect(try await installation.json("employee", "show", "anna")["name"].string == "Anna")
    #expect(try await status(again, token) == 401)
    let events = try await installation.json("audit", "list", "--action", "store-restored")
    #expect(events["entries"].list.count == 1)
    #expect(try await installation.json("audit", "verify")["findings"].list.isEmpty)
    try await again.stop()
  }

  @Test("a copy that needs another key is refused and the store stays as it is")
  func foreignBackup() async throws {
    let (other, otherService, _) = try await signedIn()
    let copy = other.file("copy.db")
    try await other.done("backup", copy)
    try await otherService.stop()
    let (installation, service, token) = try await signedIn()
    try await service.stop()
    let result = try await installation.brama("restore", copy)
    #expect(result.code == 4 && result.complaint?.contains("wrong one") == true, "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: installation.store + ".restoring"))
    let again = try await installation.serve()
    #expect(try await status(again, token) == 200)
    try await again.stop()
  }

  @Test("what is no copy of a store is refused and changes nothing")
  func noBackup() async throws {
    let (installation, service, _) = try await signedIn()
    try await service.stop()
    try installation.write("not a store", to: "copy.db")
    #expect(try await installation.brama("restore", installation.file("copy.db")).code == 2)
    #expect(try await installation.brama("restore", installation.file("none.db")).code == 1)
    let again = try await installation.serve()
    try await again.stop()
  }

  @Test("an older store put back behind Brama's back is found by audit verify (exit code 6)")
  func putBack() async throws {
    let (installation, service, _) = try await signedIn()
    try await service.stop()
    let old = installation.file("old.db")
    try FileManager.default.copyItem(atPath: installation.store, toPath: old)
    try await installation.done("employee", "add", "anna", "--name", "Anna")
    try FileManager.default.removeItem(atPath: installation.store)
    try FileManager.default.moveItem(atPath: old, toPath: installation.store)
    let result = try await installation.brama("audit", "verify")
    #expect(result.code == 6 && result.complaint != nil, "\(result.output) \(result.errors)")
  }
}
