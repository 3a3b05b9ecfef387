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
  /// What the first is to say in full.
  var diagnosis: Diagnosis?
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

  /// As above, with every word of what is said.
  init(
    _ name: String, _ diagnosis: Diagnosis, besides: Set<FindingCode> = [],
    chosen: [GroupChoice]? = [],
    _ configuration: @escaping @Sendable () async throws -> DirectoryConfiguration
  ) {
    self.init(
      name, diagnosis.code, remedy: diagnosis.english, besides: besides, chosen: chosen,
      configuration)
    self.diagnosis = diagnosis
  }

  private let first: FindingCode

  func check() async throws {
    let findings = await DomainExamination(
      try await configuration(), DomainExamination.Wishes(chosenGroups: chosen)
    ).run()
    try diagnosis?.check(findings)
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

/// One finding in full: how grave it is, what was seen, and what is to be done.
struct Diagnosis: Sendable {
  let code: FindingCode
  var verdict = Verdict.problem
  /// A piece of each fact that must be there.
  let seen: [(Fact.Kind, String)]
  let polish: String
  let english: String

  func check(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let finding = try #require(
      findings.first { $0.code == code }, "\(code) not in \(findings)",
      sourceLocation: sourceLocation)
    #expect(finding.code.verdict == verdict, sourceLocation: sourceLocation)
    for (kind, piece) in seen {
      #expect(
        finding.facts.contains { $0.kind == kind && $0.value.contains(piece) },
        "\(kind) \(piece) not in \(finding)", sourceLocation: sourceLocation)
    }
    #expect(Catalogue(.polish).remedy(code) == polish, sourceLocation: sourceLocation)
    #expect(Catalogue(.english).remedy(code) == english, sourceLocation: sourceLocation)
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
