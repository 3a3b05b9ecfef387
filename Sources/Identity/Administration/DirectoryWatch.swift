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

  /// A larger share than this of newly missing people is a sudden loss, in hundredths.
  static let suddenShare = 20
  /// One person is never a sudden loss, however few there are.
  static let suddenFrom = 2
  static let groupMissing = "no-such-group"

  private var missing: [Question: Set<StableID>] = [:]
  private var untrusted: [DomainName: String] = [:]

  /// - Parameter looks: one look at everybody; all questions to all domains.
  mutating func judge(_ looks: [Look]) -> Verdict {
    var verdict = Verdict()
    for (domain, looks) in Dictionary(grouping: looks, by: \.question.domain) {
      if let reason = distrust(looks) {
        // What was missing before stays remembered: this was no look.
        verdict.untrusted[domain] = reason
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

  private func absent(_ look: Look) -> Set<StableID> {
    guard case .complete(let present) = look.answer else { return [] }
    return look.asked.subtracting(present)
  }

  private func distrust(_ looks: [Look]) -> String? {
    var asked = 0
    var lost = 0
    for look in looks {
      if case .failed(let reason) = look.answer { return reason }
      let newly = absent(look).subtracting(missing[look.question] ?? []).count
      if Self.isSudden(newly, of: look.asked.count) { return "sudden-loss" }
      asked += look.asked.count
      lost += newly
    }
    return Self.isSudden(lost, of: asked) ? "sudden-loss" : nil
  }

  private static func isSudden(_ lost: Int, of asked: Int) -> Bool {
    lost >= suddenFrom && lost * 100 > asked * suddenShare
  }
}
