import Identity

/// What the directory holds, step by step, over one connection.
enum ContentSteps {
  static func run(_ probe: RawProbe, _ rootDSE: RootDSE?, _ wishes: DomainExamination.Wishes)
    -> [Finding]
  {
    var findings: [Finding] = []
    do throws(RawProbe.Lost) {
      findings += try BaseStep.others(probe)
      findings += try PeopleSteps.run(probe)
    } catch {
      findings.append(error.finding)
    }
    return findings
  }
}
