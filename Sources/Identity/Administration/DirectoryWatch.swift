/// Decides from looks at the directories who is gone from them. A pure state: looks go in, verdicts come
/// out.
///
/// Nobody is gone by one look, by an answer that was no answer, or when suddenly many are missing at
/// once: a directory that lost a branch must not empty the house.
struct DirectoryWatch {
  /// What people have to be in for their sessions to go on.
  struct Question: Hashable, Sendable {
    let domain: DomainName
    let group: GroupChoice
  }

  struct Look: Sendable {
    let question: Question
    let asked: Set<StableID>
    let answer: Answer
  }

  enum Answer: Sendable, Equatable {
    case complete(present: Set<StableID>)
    /// The group that people have to be in is not there: an answer to this question only.
    case groupMissing
    /// With a word for the reason; no question to this domain has an answer then.
    case failed(String)
  }

  struct Verdict: Equatable {
    /// Missing in two complete looks in a row.
    var gone: [Question: Set<StableID>] = [:]
    /// Domains whose answer, or a part of it, was not trusted, with the reason.
    var untrusted: [DomainName: String] = [:]
    /// Domains that are not trusted any more or for another reason, with it, and those that are trusted
    /// again, with `resumed`.
    var changed: [DomainName: String] = [:]
  }

  /// A larger share than this of newly missing people is a sudden loss, in hundredths of those asked for.
  static let suddenShare = 20
  /// One person is never a sudden loss, however few there are.
  static let suddenFrom = 2
  static let suddenLoss = "sudden-loss"
  static let groupMissing = "no-such-group"

  private var missing: [Question: Set<StableID>] = [:]
  private var untrusted: [DomainName: String] = [:]
  /// Who was missing in the last look of a domain that was not believed for its sudden loss.
  private var losses: [DomainName: [Question: Set<StableID>]] = [:]

  /// Domains in which a large share of those asked for is newly missing. Looks at people with sessions say
  /// little of the whole: before anybody is believed gone there, everybody is to be asked for.
  func doubted(_ looks: [Look]) -> Set<DomainName> {
    let byDomain = Dictionary(grouping: looks, by: \.question.domain)
    return Set(byDomain.filter { distrust($0.value) == Self.suddenLoss }.keys)
  }

  /// - Parameter looks: one look at every domain that sessions rest on, with all questions to it; of a
  ///   doubted domain at everybody it has here, signed in or not: what a loss is a share of.
  mutating func judge(_ looks: [Look]) -> Verdict {
    var verdict = Verdict()
    losses = [:]
    for (domain, looks) in Dictionary(grouping: looks, by: \.question.domain) {
      if let reason = distrust(looks) {
        // What was missing before stays remembered: this was no look.
        verdict.untrusted[domain] = reason
        if reason == Self.suddenLoss {
          losses[domain] = Dictionary(uniqueKeysWithValues: looks.map { ($0.question, absent($0)) })
        }
        continue
      }
      for look in looks {
        if case .groupMissing = look.answer {
          // DOM-41: a group that was deleted says nothing of its people, and nothing of other groups.
          verdict.untrusted[domain] = Self.groupMissing
          continue
        }
        let now = absent(look)
        let gone = now.intersection(missing[look.question] ?? [])
        if !gone.isEmpty { verdict.gone[look.question] = gone }
        missing[look.question] = now.subtracting(gone)
      }
    }
    // Of domains and groups that nobody rests on any more nothing is remembered; of a domain that was
    // not trusted everything is, whether each question was asked or not.
    let questions = Set(looks.map(\.question))
    missing = missing.filter { question, people in
      !people.isEmpty
        && (questions.contains(question) || verdict.untrusted[question.domain] != nil)
    }
    for domain in Set(looks.map(\.question.domain)).union(untrusted.keys) {
      let reason = verdict.untrusted[domain]
      if reason != untrusted[domain] { verdict.changed[domain] = reason ?? "resumed" }
    }
    untrusted = verdict.untrusted
    return verdict
  }

  /// The sudden loss of the last look is real: a person says so. Who is missing in the next look too is
  /// gone then.
  /// - Returns: how many people that look missed; `nil` when there is no loss to accept.
  mutating func accept(_ domain: DomainName) -> Int? {
    guard let loss = losses.removeValue(forKey: domain) else { return nil }
    missing.merge(loss) { $0.union($1) }
    return Set(loss.values.joined()).count
  }

  private func absent(_ look: Look) -> Set<StableID> {
    guard case .complete(let present) = look.answer else { return [] }
    return look.asked.subtracting(present)
  }

  private func distrust(_ looks: [Look]) -> String? {
    var asked = 0
    var lost = 0
    for look in looks {
      switch look.answer {
      case .failed(let reason): return reason
      // Says nothing of its people: they are no part of the whole.
      case .groupMissing: continue
      case .complete: break
      }
      asked += look.asked.count
      lost += absent(look).subtracting(missing[look.question] ?? []).count
    }
    return Self.isSudden(lost, of: asked) ? Self.suddenLoss : nil
  }

  static func isSudden(_ lost: Int, of asked: Int) -> Bool {
    lost >= suddenFrom && lost * 100 > asked * suddenShare
  }
}
