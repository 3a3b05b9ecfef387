import Identity
import LDAPDirectory
import Messages
import TestKit
import Testing

/// One thing that is set up wrongly, and what the examination must call it.
struct Illness: Sendable, CustomTestStringConvertible {
  let name: String
  /// All problems and warnings that are to be found, and no other.
  let codes: Set<FindingCode>
  /// A word of the English remedy of the first.
  let remedy: String
  /// What may be found besides, depending on the machine.
  var besides: Set<FindingCode> = []
  var chosen: [GroupChoice]? = []
  let configuration: @Sendable () async throws -> DirectoryConfiguration

  var testDescription: String { name }

  init(
    _ name: String, _ codes: FindingCode..., remedy: String, besides: Set<FindingCode> = [],
    chosen: [GroupChoice]? = [],
    _ configuration: @escaping @Sendable () async throws -> DirectoryConfiguration
  ) {
    self.name = name
    self.codes = Set(codes)
    self.first = codes[0]
    self.remedy = remedy
    self.besides = besides
    self.chosen = chosen
    self.configuration = configuration
  }

  private let first: FindingCode

  func check() async throws {
    let findings = await DomainExamination(
      try await configuration(), DomainExamination.Wishes(chosenGroups: chosen)
    ).run()
    let bad = Set(
      findings.map(\.code).filter {
        [.problem, .warning].contains($0.verdict) && !besides.contains($0)
      })
    #expect(bad == codes, "\(findings.filter { $0.code.verdict != .ok })")
    let english = try #require(Catalogue(.english).remedy(first))
    #expect(english.contains(remedy), "\(english)")
    #expect(Catalogue(.polish).remedy(first)?.isEmpty == false)
    for finding in findings {
      #expect(!"\(finding)".contains(Slapd.servicePassword), "the password is told: \(finding)")
    }
  }
}

/// Nothing is wrong: neither a problem nor a warning.
func expectHealthy(
  _ configuration: DirectoryConfiguration, chosen: [GroupChoice] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) async throws -> [Finding] {
  let findings = await DomainExamination(
    configuration, DomainExamination.Wishes(chosenGroups: chosen)
  ).run()
  for finding in findings where [.problem, .warning].contains(finding.code.verdict) {
    Issue.record("\(finding)", sourceLocation: sourceLocation)
  }
  return findings
}
