import Identity
import Messages

/// The findings of one domain for people: a line each with verdict, step, server and sentence; below it
/// what was seen and, where something is to be done, what.
struct ReportText {
  let lines: [String]

  init(_ report: DoctorCommand.Report, _ catalogue: Catalogue) {
    var lines = [report.domain.text]
    let verdicts = Verdict.allCases.map { catalogue.caption($0).count }.max() ?? 0
    let steps = ExaminationStep.allCases.map { catalogue.caption($0).count }.max() ?? 0
    for finding in report.findings {
      let server = finding.server.map { "\($0)  " } ?? ""
      lines.append(
        Table.printable(
          "  " + Self.padded(catalogue.caption(finding.code.verdict), verdicts) + "  "
            + Self.padded(catalogue.caption(finding.code.step), steps) + "  " + server
            + catalogue.text(finding.code)))
      let indent = String(repeating: " ", count: verdicts + steps + 6)
      if !finding.facts.isEmpty {
        let facts = finding.facts.map { "\(catalogue.caption($0.kind)): \($0.value)" }
        lines.append(Table.printable(indent + facts.joined(separator: "; ")))
      }
      if finding.code.verdict != .ok, let remedy = catalogue.remedy(finding.code) {
        lines.append(indent + "→ " + remedy)
      }
    }
    let verdict =
      report.count(.problem) + report.count(.warning) == 0
      ? catalogue.text(.domainIsHealthy)
      : catalogue.text(
        .domainFindings(problems: report.count(.problem), warnings: report.count(.warning)))
    self.lines = lines + ["  " + verdict]
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
