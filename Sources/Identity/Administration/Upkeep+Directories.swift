import Synchronization

extension Upkeep {
  /// How many people one question to a directory asks for.
  static let batch = 200

  /// One look at every domain that live sessions rest on; people missing in two complete looks in a row
  /// lose their sessions (reason `gone-from-directory`). An unreachable or partial directory, a missing
  /// base, or a sudden loss of more than 20 % ends nobody's session; a missing group none of those that
  /// rest on it.
  ///
  /// People with sessions are asked for. Where more than 20 % of them are missing all at once, everybody
  /// who has a card is asked for before anybody is believed gone, and the share is of all of them.
  ///
  /// - Returns: domains whose answer was not trusted, with the reason, for the alarm metric.
  public func checkDirectories() async -> [DomainName: String] {
    let startedAt = core.now
    // Without the store nobody can be looked up, and nothing could be ended.
    guard let questions = try? await questions() else { return [:] }
    var looks = await looks(questions)
    let doubted = watch.withLock { $0.doubted(looks) }
    if !doubted.isEmpty {
      guard let wider = try? await widened(questions, doubted) else { return [:] }
      looks.removeAll { doubted.contains($0.question.domain) }
      looks += await self.looks(wider).filter {
        // A deleted group that no session rests on is nobody's alarm.
        questions[$0.question] != nil || $0.answer != .groupMissing
      }
    }
    let verdict = watch.withLock { [looks] in $0.judge(looks) }
    for (domain, reason) in verdict.changed { await noteChange(of: domain, reason) }
    for (question, gone) in verdict.gone {
      // Who has no session has nothing to lose.
      for id in gone where questions[question]?.contains(id) == true {
        await end(id, question, startedAt: startedAt)
      }
    }
    return verdict.untrusted
  }

  /// The sudden loss that the last look at a domain found is real: people left, or a group was emptied on
  /// purpose. Who is missing in the next look too loses their sessions.
  ///
  /// - Returns: how many people were missing.
  /// - Throws: `.invalid` with `domain` at fault; `.notFound` when no loss of this domain waits to be
  ///   accepted; `.forbidden` for everybody but the command.
  public func acceptLoss(domain: String, by caller: Caller) async throws(Rejection) -> Int {
    try await core.authority.perform(.directoryCheckStopped, by: caller, .command) {
      [self] _, event in
      guard let name = DomainName(domain), core.environment.directories[name] != nil else {
        throw Rejection.invalid([FieldFault("domain", .noSuchDomain(domain))])
      }
      guard let people = watch.withLock({ $0.accept(name) }) else { throw Rejection.notFound }
      event.reason = "accepted"
      event.details["domain"] = name.text
      event.details["people"] = String(people)
      return people
    }
  }

  /// Whom live sessions of domain cards rest on, by what they have to be in.
  private func questions() async throws -> [DirectoryWatch.Question: Set<StableID>] {
    let people = core.sessions.domainMembers()
    guard !people.isEmpty else { return [:] }
    return try await core.store.read { tx in
      let uses = try Self.uses(in: tx)
      var questions: [DirectoryWatch.Question: Set<StableID>] = [:]
      for id in people {
        guard let card = try tx.employees.find(id), let link = card.link,
          let question = uses[card.company]?.question(for: link)
        else { continue }
        questions[question, default: []].insert(link.member)
      }
      return questions
    }
  }

  /// The questions to some domains, with everybody who has an active card: but for those who were not
  /// found in the domain before, since nobody loses them now.
  private func widened(
    _ questions: [DirectoryWatch.Question: Set<StableID>], _ domains: Set<DomainName>
  ) async throws -> [DirectoryWatch.Question: Set<StableID>] {
    try await core.store.read { tx in
      let uses = try Self.uses(in: tx)
      var wider = questions.filter { domains.contains($0.key.domain) }
      for domain in domains {
        try tx.forEachEmployee(EmployeeFilter(state: .active, domain: domain)) { card in
          guard !card.memberNotFound, let link = card.link,
            let question = uses[card.company]?.question(for: link)
          else { return }
          wider[question, default: []].insert(link.member)
        }
      }
      return wider
    }
  }

  private static func uses(in tx: any Transaction) throws -> [CompanyID: DomainUse] {
    Dictionary(uniqueKeysWithValues: try tx.companies.all().map { ($0.id, $0.domain) })
  }

  /// Domains are asked side by side, so that one that hangs does not hold up the others; the questions
  /// to one domain follow each other, and end with the first that has no answer.
  private func looks(_ questions: [DirectoryWatch.Question: Set<StableID>]) async
    -> [DirectoryWatch.Look]
  {
    await withTaskGroup(of: [DirectoryWatch.Look].self) { group in
      for (_, ofDomain) in Dictionary(grouping: questions, by: \.key.domain) {
        group.addTask { [self] in
          var looks: [DirectoryWatch.Look] = []
          for (question, asked) in ofDomain {
            looks.append(await look(question, asked))
            if case .failed = looks.last?.answer { break }
          }
          return looks
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }

  private func look(_ question: DirectoryWatch.Question, _ asked: Set<StableID>) async
    -> DirectoryWatch.Look
  {
    func answer(_ answer: DirectoryWatch.Answer) -> DirectoryWatch.Look {
      DirectoryWatch.Look(question: question, asked: asked, answer: answer)
    }
    guard let directory = core.environment.directories[question.domain] else {
      return answer(.failed("not-configured"))
    }
    let ids = asked.sorted { $0.text < $1.text }
    var present: Set<StableID> = []
    for start in stride(from: 0, to: ids.count, by: Self.batch) {
      let batch = Array(ids[start..<min(start + Self.batch, ids.count)])
      do {
        present.formUnion(try await directory.present(batch, in: question.group))
      } catch {
        if error.code == .noSuchObject, case .group = question.group {
          return answer(.groupMissing)
        }
        return answer(.failed(error.code.rawValue))
      }
    }
    return answer(.complete(present: present))
  }

  private func noteChange(of domain: DomainName, _ reason: String) async {
    // An alarm that cannot be written down is still in the metric.
    try? await core.authority.perform(.directoryCheckStopped, by: .system, .system) { _, event in
      event.reason = reason
      event.details["domain"] = domain.text
    }
  }

  private func end(
    _ id: StableID, _ question: DirectoryWatch.Question, startedAt: Timestamp
  ) async {
    // Disabled or out of the group is another thing than not there at all (DOM-35).
    var isNowhere = false
    if let directory = core.environment.directories[question.domain] {
      do { isNowhere = try await directory.member(id) == nil } catch {}
    }
    let link = MemberLink(domain: question.domain, member: id)
    // A failed write leaves the sessions; the next two looks find the same people again.
    try? await rejecting { [isNowhere] in
      try await core.store.write { [core] tx in
        for card in try tx.employees.linked(to: link) {
          let use = try tx.companies.find(card.company)?.domain
          guard use?.question(for: link) == question else { continue }
          // Who signed in since the look began was there.
          let sessions = try tx.sessions.list(.ofEmployee(card.id))
            .filter { $0.createdAt <= startedAt }
          for session in sessions { try core.sessions.end(.one(session.id), in: tx) }
          // A ticket from before would still lead to a session.
          try SecondFactorRules(core).voidPending(of: card.id, in: tx)
          if isNowhere, !card.memberNotFound {
            var marked = card
            marked.memberNotFound = true
            _ = try tx.employees.update(marked)
          }
          guard !sessions.isEmpty else { continue }
          var event = AuditEvent(
            .sessionEnded, by: .system, subject: card.id, company: card.company,
            reason: "gone-from-directory")
          event.details["sessions"] = String(sessions.count)
          event.personal["login"] = card.login.text
          try core.audit.append(event, in: tx)
        }
      }
    }
  }
}

extension DomainUse {
  /// What the sessions of a member rest on, or `nil` when they rest on nothing of this domain.
  fileprivate func question(for link: MemberLink) -> DirectoryWatch.Question? {
    guard isOn, domain == link.domain, let group else { return nil }
    return DirectoryWatch.Question(domain: link.domain, group: group)
  }
}
