import Identity

/// What the directory holds, step by step, over one connection.
enum ContentSteps {
  /// What earlier steps have seen and later ones use.
  struct Seen {
    let probe: RawProbe
    let rootDSE: RootDSE?
    let wishes: DomainExamination.Wishes
    /// The first people whom the member filter finds, with their attributes.
    var people: [Entry] = []

    var preset: ServerPreset { probe.terms.configuration.preset }
    var configuration: DirectoryConfiguration { probe.terms.configuration }

    func finding(_ code: FindingCode, _ facts: [Fact] = []) -> Finding {
      probe.finding(code, facts)
    }

    /// The first entries below `base` of which all these filters are true. A limit of the server below
    /// what is asked for is met with asking for less. Asked for as a page: not every server keeps to the
    /// size limit of a request (Samba does not); without, where this account gets none.
    /// - Throws: what ends this step: the connection is lost, or the server's time limit is met.
    func first(
      _ count: Int, under base: DN, _ filters: [Filter], _ attributes: [AttributeName] = [],
      typesOnly: Bool = false
    ) throws(RawProbe.Lost) -> [Entry] {
      var search = Search(base, .subtree, .all(filters), attributes)
      search.typesOnly = typesOnly
      search.bounds.messageBytes = configuration.limits.groupBytes
      search.bounds.answerBytes = configuration.limits.groupBytes
      var wanted = count
      var isPaged = rootDSE?.has(control: PagingSteps.control) == true
      while true {
        search.page = isPaged ? Search.Page(size: Int32(clamping: wanted), cookie: []) : nil
        search.firstEntries = isPaged ? nil : wanted
        let answer = try probe.search(search)
        if answer.result == .timeLimitExceeded {
          throw RawProbe.Lost(
            finding: finding(
              .timeLimitMet,
              [
                Fact(.result, LDAPHandle.text(answer.result.number)),
                Fact(.filter, search.filter.description),
              ]))
        }
        if isPaged, answer.refusesPages {
          isPaged = false
        } else {
          guard answer.metLimit, wanted > 1 else { return answer.entries }
          wanted = max(1, wanted / 4)
        }
      }
    }
  }

  private enum Step: CaseIterable {
    case bases, people, attributes, groups, chosenGroups, memberOf, paging, rights, lockout

    func run(_ seen: inout Seen) throws(RawProbe.Lost) -> [Finding] {
      switch self {
      case .bases: try BaseStep.others(seen.probe)
      case .people: try PeopleSteps.run(&seen)
      case .attributes: try AttributeSteps.run(&seen)
      case .groups: try GroupSteps.run(&seen)
      case .chosenGroups: try GroupSteps.chosen(&seen)
      case .memberOf: try MemberOfStep.run(&seen)
      case .paging: try PagingSteps.run(&seen)
      case .rights: try RightsSteps.run(&seen)
      case .lockout: try LockoutStep.run(&seen)
      }
    }
  }

  /// Whatever one server does, the steps are over by this.
  static let patience: Duration = .seconds(20)

  static func run(_ probe: RawProbe, _ rootDSE: RootDSE?, _ wishes: DomainExamination.Wishes)
    -> [Finding]
  {
    let deadline = Deadline.after(patience)
    var seen = Seen(probe: probe, rootDSE: rootDSE, wishes: wishes)
    var findings: [Finding] = []
    for step in Step.allCases {
      guard !deadline.isPast else {
        return findings + [
          probe.finding(.contentsPassedOver, [Fact(.took, RawProbe.text(patience))])
        ]
      }
      do throws(RawProbe.Lost) { findings += try step.run(&seen) } catch {
        // A limit that one step has met is met by others too.
        if !findings.contains(where: { $0.code == error.finding.code }) {
          findings.append(error.finding)
        }
        guard probe.isOpen else { return findings }
      }
    }
    return findings
  }
}
