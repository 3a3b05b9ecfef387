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
}
