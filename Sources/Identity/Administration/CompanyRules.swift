/// What a company becomes by a draft, with every field at fault found at once (GEN-11).
struct CompanyRules: Sendable {
  /// The longest name, in Unicode scalars.
  static let nameLimit = 200

  /// Which form the draft comes from: the wording of two faults depends on it.
  enum Form: Sendable { case newCompany, company, domainTab }

  let directories: [DomainName: any Directory]

  /// - Parameters:
  ///   - others: the companies whose shown names are taken.
  ///   - reader: whom a group is looked up for.
  /// - Throws: `.invalid`, or `.directory` where a group could not be checked.
  func applying(
    _ draft: CompanyDraft, to stored: Company, as form: Form, among others: [Company],
    for reader: String
  ) async throws(Rejection) -> Company {
    var company = stored
    var faults: [FieldFault] = []
    if form != .domainTab {
      applyNames(draft, to: &company, as: form, &faults)
      if faults.isEmpty, let fault = Self.nameFault(company, among: others) { faults.append(fault) }
    }
    do {
      try await applyDomain(draft, to: &company, as: form, for: reader, &faults)
    } catch {
      // What is known to be wrong comes before what could not be checked.
      if faults.isEmpty { throw Rejection(error) }
    }
    guard faults.isEmpty else { throw .invalid(faults) }
    return company
  }

  /// COMP-B04: shown names differ by more than letter case and accents.
  static func nameFault(_ company: Company, among others: [Company]) -> FieldFault? {
    let shown = PolishText.folded(company.shownName)
    guard
      others.contains(where: { $0.id != company.id && PolishText.folded($0.shownName) == shown })
    else { return nil }
    return FieldFault(company.shownName == company.name ? "name" : "displayName", .nameTaken)
  }

  private func applyNames(
    _ draft: CompanyDraft, to company: inout Company, as form: Form, _ faults: inout [FieldFault]
  ) {
    if let name = draft.name ?? (form == .newCompany ? "" : nil) {
      // Stored exactly as the database names it (COMP-13): not trimmed.
      company.name = name
      if name.allSatisfy(\.isWhitespace) || name.unicodeScalars.contains(where: Self.isControl) {
        faults.append(FieldFault("name", .enterCompanyName))
      } else if name.unicodeScalars.count > Self.nameLimit {
        faults.append(FieldFault("name", .tooLong(limit: Self.nameLimit)))
      }
    }
    if let word = draft.kind ?? (form == .newCompany ? "" : nil) {
      if let kind = Company.Kind(rawValue: word) {
        company.kind = kind
      } else {
        faults.append(FieldFault("kind", .chooseKind))
      }
    }
    let kindIsKnown = !faults.contains { $0.field == "kind" }
    if let displayName = draft.displayName, !displayName.allSatisfy(\.isWhitespace) {
      company.displayName = displayName
      if kindIsKnown, company.kind != .optima {
        faults.append(FieldFault("displayName", .displayNameNotForKind))
      } else if displayName.unicodeScalars.count > Self.nameLimit
        || displayName.unicodeScalars.contains(where: Self.isControl)
      {
        faults.append(FieldFault("displayName", .tooLong(limit: Self.nameLimit)))
      }
    } else if draft.displayName != nil || company.kind != .optima {
      // Emptied, or the kind has none any more (COMP-17).
      company.displayName = nil
    }
  }

  private func applyDomain(
    _ draft: CompanyDraft, to company: inout Company, as form: Form, for reader: String,
    _ faults: inout [FieldFault]
  ) async throws(DirectoryError) {
    company.domain.isOn = draft.useDomain ?? company.domain.isOn
    // COMP-34: with the mark off the two fields are disabled; what is stored stays.
    guard company.domain.isOn else { return }

    var domainIsKnown = true
    if let text = draft.domain {
      if text.isEmpty {
        company.domain.domain = nil
      } else if let name = DomainName(text), directories[name] != nil {
        // COMP-35: a group belongs to its domain.
        if name != company.domain.domain { company.domain.group = nil }
        company.domain.domain = name
      } else {
        domainIsKnown = false
        faults.append(FieldFault("domain", .noSuchDomain(text)))
      }
    }
    if company.domain.domain == nil, domainIsKnown {
      let fault: Fault = form == .domainTab ? .chooseDomain : .chooseDomainAndGroup
      faults.append(FieldFault("domain", fault))
      domainIsKnown = false
    }
    var groupIsKnown = true
    switch draft.group {
    case nil: break
    case "": company.domain.group = nil
    case "all": company.domain.group = .all
    case .some(let text):
      if case .group(let id, _) = company.domain.group, id.text == text { break }
      // Without a domain there is nothing to look the group up in: only the domain is at fault.
      groupIsKnown = false
      guard domainIsKnown, let domain = company.domain.domain,
        let directory = directories[domain]
      else { return }
      if let id = StableID(text), let group = try await directory.group(id, for: reader) {
        company.domain.group = .group(group.id, name: group.name)
      } else {
        faults.append(FieldFault("group", .noSuchGroup(text)))
      }
    }
    if company.domain.group == nil, groupIsKnown {
      let fault: Fault = form == .domainTab ? .chooseGroup : .chooseDomainAndGroup
      faults.append(FieldFault("group", fault))
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
  }
}

extension DomainUse {
  /// What sessions of domain cards rest on: nothing when off, else the domain and the group's identity.
  var inForce: Basis? {
    guard isOn, let domain, let group else { return nil }
    switch group {
    case .all: return Basis(domain: domain, group: nil)
    case .group(let id, _): return Basis(domain: domain, group: id)
    }
  }

  struct Basis: Equatable {
    let domain: DomainName
    /// `nil`: all.
    let group: StableID?
  }
}

extension Company {
  /// Names of the fields that differ, as on the wire (GEN-13).
  func changedFields(from old: Company) -> [String] {
    var fields: [String] = []
    if name != old.name { fields.append("name") }
    if displayName != old.displayName { fields.append("displayName") }
    if kind != old.kind { fields.append("kind") }
    if domain.isOn != old.domain.isOn { fields.append("useDomain") }
    if domain.domain != old.domain.domain { fields.append("domain") }
    if domain.group != old.domain.group { fields.append("group") }
    return fields
  }
}
