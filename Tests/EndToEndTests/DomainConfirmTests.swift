import Foundation
import TestKit
import Testing

/// A domain whose address changes under a service that knows its password.
@Suite struct DomainConfirmTests {
  private func ready(_ service: CommandService) async throws -> String {
    try await service.call("GET", "/readyz").text
  }

  private func replace(_ old: String, _ new: String, _ house: CommandInstallation) throws {
    let text = try String(contentsOfFile: house.configuration, encoding: .utf8)
    #expect(text.contains(old))
    try house.write(text.replacingOccurrences(of: old, with: new), to: "brama.toml")
  }

  @Test(
    "a domain with a new address and the old password gets nothing until brama domain confirm")
  func address() async throws {
    let slapd = try await Slapd.start()
    let stranger = try SilentServer(.answersBindsOnly)
    defer { stranger.stop() }
    let house = try await FaultHouse.start(
      slapd, domain: "create_cards = true\nstart_tls = false\ninsecure_plain_passwords = true")
    #expect(try await house.ask { try $0.signIn("u1", "Secret-u1") }.status == 200)
    try await house.service.stop()
    let installation = house.installation
    try replace(slapd.ldapURL, stranger.ldapURL, installation)

    let service = try await installation.serve()
    #expect(try await ready(service).contains(#""main":"unconfirmed""#))
    let metrics = try await service.call("GET", "\(service.metrics)/metrics").text
    #expect(metrics.contains("brama_domain_unconfirmed{domain=\"main\"} 1"))
    #expect(service.log.contains("brama domain confirm"))
    let answer = try await onOwnThread { try FaultClient(service).signIn("u1", "Secret-u1") }
    #expect(answer.status == 503)
    let members = try await installation.brama("domain", "members", "main", "u1")
    #expect(members.code == 3 && members.errors.contains("brama domain confirm"))
    let link = try await installation.brama("domain", "groups", "main")
    #expect(link.code == 3)
    // Neither the service's password nor a person's, nor so much as a connection.
    #expect(stranger.accepted == 0)

    // An argument is no place for a password; a wrong one is told and changes nothing.
    let wrong = try await installation.brama(["domain", "confirm", "main"], input: "no\n")
    #expect(wrong.code == 2 && wrong.errors.contains("service password"), "\(wrong.errors)")
    #expect(try await ready(service).contains("unconfirmed"))
    let none = try await installation.brama(["domain", "confirm", "main"], input: "")
    #expect(none.code == 2, "\(none.errors)")

    let done = try await installation.brama(
      ["domain", "confirm", "main"], input: "\(Slapd.servicePassword)\n")
    #expect(done.code == 0, "\(done.errors)")
    #expect(try await !ready(service).contains("unconfirmed"))
    _ = try await onOwnThread { try FaultClient(service).signIn("u1", "Secret-u1") }
    #expect(stranger.accepted > 0)
    let again = try await installation.brama(
      ["domain", "confirm", "main"], input: "\(Slapd.servicePassword)\n")
    #expect(again.code == 1)
    let events = try await installation.json("audit", "list", "--action", "domain-confirmed")
    #expect(events["entries"].list.count == 1)
    #expect(!service.log.contains(Slapd.servicePassword))
    try await service.stop()

    // Without a server the command confirms in the store; the next start knows it.
    try replace(stranger.ldapURL, slapd.ldapURL, installation)
    for words in [["domain", "members", "main", "u1"], ["domain", "groups", "main"]] {
      let early = try await installation.brama(words)
      #expect(early.code == 3 && early.errors.contains("brama domain confirm"), "\(early.errors)")
    }
    let doctor = try await installation.brama("doctor", "main", "--json")
    #expect(doctor.code == 3)
    #expect(
      try doctor.json()["domains"][0]["findings"].list.map { $0["id"].string }
        == ["domain-unconfirmed"])
    let offline = try await installation.brama(
      ["domain", "confirm", "main"], input: "\(Slapd.servicePassword)\n")
    #expect(offline.code == 0, "\(offline.errors)")
    #expect(try await installation.brama("domain", "members", "main", "u1").code == 0)
    let last = try await installation.serve()
    #expect(try await !ready(last).contains("unconfirmed"))
    try await last.stop()
    await slapd.stop()
  }

  @Test(
    "a CA file with another content is a new address; while the service runs it changes nothing")
  func authority() async throws {
    let slapd = try await Slapd.start()
    let other = try await Slapd.start(options: .init(ownAuthority: true))
    let house = try await FaultHouse.start(slapd, domain: "create_cards = true")
    let installation = house.installation
    try await house.service.stop()
    // From a file of its own, so that the test can change it.
    let ca = installation.file("ca.pem")
    try FileManager.default.copyItem(atPath: slapd.caFile, toPath: ca)
    try replace(slapd.caFile, ca, installation)
    let first = try await installation.serve()
    #expect(try await !ready(first).contains("unconfirmed"), "the content is the same")
    let foreign = try Data(contentsOf: URL(fileURLWithPath: other.caFile))
    try foreign.write(to: URL(fileURLWithPath: ca))
    // New connections still trust what was there at the start.
    try await slapd.restart()
    let answer = try await onOwnThread { try FaultClient(first).signIn("u1", "Secret-u1") }
    #expect(answer.status == 200, "\(answer.text)")
    try await first.stop()
    let second = try await installation.serve()
    #expect(try await ready(second).contains("unconfirmed"))
    try await second.stop()
    await slapd.stop()
    await other.stop()
  }
}
