import Foundation
import TestKit
import Testing

@Suite(DirectoryForSuite()) struct DoctorCommandTests {
  let installation: CommandInstallation
  let slapd: Slapd

  init() throws {
    slapd = try DirectoryForSuite.current
    installation = try CommandInstallation(slapd)
  }

  @Test("brama doctor finds nothing wrong with a healthy domain and ends with 0 (CLI-06)")
  func healthy() async throws {
    let result = try await installation.brama("doctor", "main", "--json")
    #expect(result.code == 0, "\(result.output) \(result.errors)")
    let report = try result.json()
    #expect(report["problems"].int == 0)
    let found = report["domains"][0]["findings"].list
    for finding in found where finding["verdict"].string == "warning" {
      Issue.record("false warning: \(finding)")
    }
    let ids = Set(found.compactMap { $0["id"].string })
    #expect(
      ids.isSuperset(of: ["connected", "tls-good", "bind-good", "base-found", "people-found"]))
  }

  @Test("brama doctor ends with 3 and one line where the service account is refused (CLI-06)")
  func refused() async throws {
    let result = try await installation.brama(
      ["doctor", "main", "--json"],
      environment: ["BRAMA_DOMAINS_MAIN_SERVICE_PASSWORD": "wrong"])
    #expect(result.code == 3)
    #expect(result.complaint == "brama: 1 problem found.", "\(result.errors)")
    let found = try result.json()["domains"][0]["findings"].list
    let problem = try #require(found.first { $0["verdict"].string == "problem" })
    #expect(problem["id"].string == "bind-refused")
    #expect(problem["remedy"].string?.contains("service_password") == true)
  }

  @Test("another address gets the password of standard input and never the configured one (CLI-07)")
  func trial() async throws {
    let stranger = try SilentServer(.drops)
    defer { stranger.stop() }
    let none = try await installation.brama(
      ["doctor", "main", "--server", slapd.ldapsURL, "--json"])
    #expect(none.code == 2 && none.complaint?.contains("standard input") == true)
    let right = try await installation.brama(
      ["doctor", "main", "--server", slapd.ldapsURL, "--json"],
      input: Slapd.servicePassword + "\n")
    #expect(right.code == 0, "\(right.output)")
    let wrong = try await installation.brama(
      ["doctor", "main", "--server", slapd.ldapURL, "--json"], input: "not-it\n")
    let found = try wrong.json()["domains"][0]["findings"].list
    #expect(wrong.code == 3 && found.contains { $0["id"].string == "bind-refused" })
    let strange = try await installation.brama(
      ["doctor", "main", "--server", stranger.ldapURL, "--json"], input: "from-input\n")
    #expect(strange.code == 3 && !stranger.hasReceived(Slapd.servicePassword))
    #expect(!strange.output.contains("from-input"))
  }

  @Test("what is found is told in Polish too, and an unknown domain ends with 1 (CLI-B01)")
  func polish() async throws {
    let result = try await installation.brama(
      ["doctor", "main"], environment: ["LC_ALL": "pl_PL.UTF-8"])
    #expect(result.code == 0 && result.output.contains("Wszystko w porządku."), "\(result.output)")
    #expect(try await installation.brama("doctor", "other").code == 1)
  }
}
