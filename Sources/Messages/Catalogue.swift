public import Identity

/// The texts of one language.
public struct Catalogue: Sendable {
  public let language: Language

  public init(_ language: Language) { self.language = language }

  /// What is wrong with a field, as a sentence. The rows `-Bnn` of the requirements stand here literally.
  public func text(_ fault: Fault) -> String { Self.phrase(fault)[language] }

  /// As `text(_:)` of the fault; where that sentence does not say which field is meant, its label is put
  /// in front (GEN-11).
  public func text(_ fault: FieldFault) -> String {
    guard Self.needsFieldName(fault.fault) else { return text(fault.fault) }
    return "\(fieldName(fault.field)): \(text(fault.fault))"
  }

  /// Several faults as one text, each sentence once.
  public func text(_ faults: [FieldFault]) -> String {
    var seen: [String] = []
    for sentence in faults.map({ text($0) }) where !seen.contains(sentence) {
      seen.append(sentence)
    }
    return seen.joined(separator: " ")
  }

  /// Why a step of a sign-in was refused.
  public func text(_ refusal: Refusal) -> String {
    switch refusal {
    case .incomplete(let faults): text(faults)
    case .newPassword(let fault): text(fault)
    default: Self.phrase(refusal)[language]
    }
  }

  /// Why a settings operation was not done.
  public func text(_ rejection: Rejection) -> String {
    if case .invalid(let faults) = rejection { return text(faults) }
    return Self.phrase(rejection)[language]
  }

  /// Why a directory gave no answer, as the reason in a sentence: no capital, no full stop.
  public func reason(_ code: DirectoryError.Code) -> String { Self.phrase(code)[language] }

  public func text(_ label: Label) -> String { Self.phrase(label)[language] }

  /// What the `brama` command says.
  public func text(_ message: CommandMessage) -> String { Self.phrase(message)[language] }

  /// What `brama doctor` found.
  public func text(_ code: FindingCode) -> String { Self.phrase(code)[language] }

  /// What is to be done about it, in one sentence; `nil` where nothing is.
  public func remedy(_ code: FindingCode) -> String? { Self.remedy(code)?[language] }

  public func caption(_ verdict: Verdict) -> String { Self.phrase(verdict)[language] }
  public func caption(_ step: ExaminationStep) -> String { Self.phrase(step)[language] }
  public func caption(_ fact: Fact.Kind) -> String { Self.phrase(fact)[language] }

  /// The short name of a kind of problem: `title` of RFC 9457, section 3.1.3.
  public func title(_ title: ProblemTitle) -> String { Self.phrase(title)[language] }

  /// The label of a field by its name on the wire; an unknown name stands for itself.
  public func fieldName(_ wire: String) -> String {
    guard let label = Self.fieldLabels[wire] else { return wire }
    return text(label)
  }

  /// Day and time of day in a time zone, with its distance from Greenwich: `24.11.2026 22:19 GMT+1`,
  /// `24 Nov 2026, 22:19 GMT+1`.
  public func moment(_ timestamp: Timestamp, in zone: ClockZone) -> String {
    guard let part = zone.parts(of: timestamp) else { return timestamp.rfc3339 }
    let clock = "\(Self.twoDigits(part.hour)):\(Self.twoDigits(part.minute)) \(part.zone)"
    let day = part.day
    switch language {
    case .polish:
      return "\(Self.twoDigits(day)).\(Self.twoDigits(part.month)).\(part.year) \(clock)"
    case .english:
      return "\(day) \(Self.englishMonths[part.month - 1]) \(part.year), \(clock)"
    }
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  private static let englishMonths = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static let fieldLabels: [String: Label] = [
    "login": .login, "password": .password, "newPassword": .newPassword, "new": .newPassword,
    "current": .currentPassword, "code": .code, "company": .company, "name": .name,
    "displayName": .displayName, "kind": .erpSystem, "domain": .domainName, "group": .group,
    "useDomain": .useDomain, "email": .email, "member": .member, "role": .role, "state": .state,
    "origin": .origin, "search": .searchPhrase, "client": .clientKind, "decision": .decision,
    "enforced": .enforcement, "remember": .rememberMe,
  ]
}
