import App
import Identity
import Messages

/// `brama doctor`: what is right and what is wrong with the configured domains, and what to do about it.
enum DoctorCommand {
  static let doctor = Command.command(
    "doctor", "Take the configured domains apart and say what is wrong with them",
    arguments: [
      .init(name: "DOMAIN", summary: "the domain's name; without it all domains", isOptional: true)
    ],
    options: [
      .text(
        "server", "URL",
        "try this address instead; the service password is then read from standard input"),
      .init(
        name: "ca", value: "FILE", summary: "with --server: the CA file to trust", values: .file),
    ],
    notes: """
      It signs in as the service account alone, changes nothing, and tries a wrong password once in
      all. Exit code 3 means that there is a problem; warnings alone end with 0. The configured
      password is never sent to an address given with --server.
      """
  ) { context in
    let loaded = try context.configuration()
    let names = try domains(context, loaded)
    let trial = try trial(context)
    let groups = await chosenGroups(context)
    // Another address than before gets no password until it is given again.
    let unconfirmed = trial == nil ? try await context.unconfirmed(names, loaded) : []
    let progress = ExaminationProgress(context)
    let reports = try await withThrowingTaskGroup(of: (Int, Report).self) { group in
      for (index, name) in names.enumerated() {
        group.addTask {
          if unconfirmed.contains(name) {
            return (index, Report(domain: name, findings: [Finding(.domainUnconfirmed)]))
          }
          let findings = try await BramaApp.examine(
            name, of: loaded, trial: trial, chosenGroups: groups[of: name]
          ) { progress.done(name, $0) }
          return (index, Report(domain: name, findings: findings ?? []))
        }
      }
      var reports: [(Int, Report)] = []
      do {
        for try await report in group { reports.append(report) }
      } catch {
        throw CommandFailure(.wrongArguments, "\(error)")
      }
      return reports.sorted { $0.0 < $1.0 }.map(\.1)
    }
    progress.end()
    try show(reports, in: context)
    let problems = reports.map { $0.count(.problem) }.reduce(0, +)
    guard problems == 0 else {
      throw CommandFailure(.directory, context.catalogue.text(.problemsFound(problems)))
    }
  }

  struct Report: Sendable {
    let domain: DomainName
    let findings: [Finding]

    func count(_ verdict: Verdict) -> Int { findings.count { $0.code.verdict == verdict } }
  }

  private static func domains(_ context: CommandContext, _ loaded: LoadedConfiguration) throws
    -> [DomainName]
  {
    let all = loaded.domainNames.compactMap(DomainName.init)
    guard let wanted = context.invocation.argument("DOMAIN") else {
      guard !context.invocation.has("server") else {
        throw CommandFailure.usage("--server needs a DOMAIN")
      }
      return all
    }
    guard let name = DomainName(wanted), all.contains(name) else {
      throw CommandFailure(.notFound, context.catalogue.text(Fault.noSuchDomain(wanted)))
    }
    return [name]
  }

  private static func trial(_ context: CommandContext) throws -> BramaApp.Trial? {
    guard let server = context.invocation.value("server") else {
      guard !context.invocation.has("ca") else { throw CommandFailure.usage("--ca needs --server") }
      return nil
    }
    let domain = context.invocation.argument("DOMAIN") ?? ""
    let password = try Terminal.readSecret(
      prompt: context.catalogue.text(.servicePasswordWanted(domain: domain)))
    return BramaApp.Trial(
      server: server, caFile: context.invocation.value("ca"), password: Secret(password))
  }

  // MARK: Groups that companies have chosen

  struct ChosenGroups: Sendable {
    /// `nil`: neither server nor store can be asked.
    let byDomain: [DomainName: [GroupChoice]]?

    subscript(of domain: DomainName) -> [GroupChoice]? {
      byDomain.map { $0[domain] ?? [] }
    }
  }

  private static func chosenGroups(_ context: CommandContext) async -> ChosenGroups {
    guard let companies = try? await context.withAPI({ try await $0.companies() }) else {
      return ChosenGroups(byDomain: nil)
    }
    var chosen: [DomainName: [GroupChoice]] = [:]
    for company in companies where company["useDomain"].bool == true {
      guard let name = company["domain"].string.flatMap(DomainName.init),
        let id = company["group"].string.flatMap(StableID.init), id.text != "all"
      else { continue }
      let choice = GroupChoice.group(id, name: company["groupName"].string ?? id.text)
      if chosen[name]?.contains(choice) != true { chosen[name, default: []].append(choice) }
    }
    return ChosenGroups(byDomain: chosen)
  }

  // MARK: Printing

  private static func show(_ reports: [Report], in context: CommandContext) throws {
    if context.wantsJSON {
      return try context.print([
        "domains": .array(reports.map { json($0, context.catalogue) }),
        "problems": .integer(Int64(reports.map { $0.count(.problem) }.reduce(0, +))),
        "warnings": .integer(Int64(reports.map { $0.count(.warning) }.reduce(0, +))),
      ])
    }
    for report in reports {
      for line in ReportText(report, context.catalogue).lines { try Terminal.print(line) }
    }
  }

  private static func json(_ report: Report, _ catalogue: Catalogue) -> JSON {
    [
      "name": .string(report.domain.text),
      "findings": .array(
        report.findings.map { finding in
          [
            "id": .string(finding.code.rawValue), "step": .string(finding.code.step.rawValue),
            "verdict": .string(finding.code.verdict.rawValue),
            "server": finding.server.map(JSON.string) ?? .null,
            "seen": .array(
              finding.facts.map {
                ["what": .string($0.kind.rawValue), "value": .string($0.value)]
              }),
            "text": .string(catalogue.text(finding.code)),
            "remedy": catalogue.remedy(finding.code).map(JSON.string) ?? .null,
          ]
        }),
    ]
  }
}
