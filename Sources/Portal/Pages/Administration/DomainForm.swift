import Identity
import Messages

/// The fields of the tab Domain (DOM-04 to 09) as they stand in a form: typed or stored, with what the
/// directory offers at this moment.
struct DomainForm: Sendable, Equatable {
  /// How many groups a drop-down list offers; more are found by a phrase.
  static let groupLimit = 200

  /// What a directory was asked for and gave.
  struct Groups: Sendable, Equatable {
    let domain: String
    let found: [FormMarkup.Option]
    /// The domain has further ones.
    let more: Bool
  }

  var isOn: Bool
  /// Empty: none chosen.
  var domain: String
  /// `all`, a group's stable id, or empty.
  var group: String
  /// What the chosen group is called, where that is known without the directory.
  var groupName: String?
  var search = ""
  var domains: [String] = []
  var groups: Groups?

  init(_ use: DomainUse) {
    isOn = use.isOn
    domain = use.domain?.text ?? ""
    switch use.group {
    case nil: group = ""
    case .all: group = "all"
    case .group(let id, let name):
      group = id.text
      groupName = name
    }
  }

  /// - Parameter stored: what is stored, for the name of a group that stays chosen.
  init(_ body: FormBody, stored: DomainUse) {
    isOn = body.isMarked("useDomain")
    domain = body["domain"]
    search = String(body["groupSearch"].prefix(100))
    // A group belongs to its domain: after a change of the domain only "All" can stay chosen.
    let isOfThisDomain = body["groupsOf"] == domain
    group = isOfThisDomain || body["group"] == "all" ? body["group"] : ""
    let kept = DomainForm(stored)
    if kept.domain == domain, kept.group == group { groupName = kept.groupName }
  }

  func fill(_ draft: inout CompanyDraft) {
    draft.useDomain = isOn
    guard isOn else { return }
    draft.domain = domain
    draft.group = group
  }

  /// The options of the drop-down list of groups: "All" at the top (DOM-07), and the chosen one even
  /// where a phrase or a directory that does not answer leaves it out.
  func options(_ catalogue: Catalogue) -> [FormMarkup.Option] {
    var options: [FormMarkup.Option] = []
    if group.isEmpty { options.append(.init(value: "", text: catalogue.text(.groupPlaceholder))) }
    options.append(.init(value: "all", text: catalogue.text(Label.allMembers)))
    let found = groups?.found ?? []
    let isListed = group.isEmpty || group == "all" || found.contains { $0.value == group }
    if !isListed { options.append(.init(value: group, text: groupName ?? group)) }
    return options + found
  }

  /// What is stored where this form says something else (GEN-12).
  func differences(from use: DomainUse, _ catalogue: Catalogue) -> [StoredValue] {
    let stored = DomainForm(use)
    func word(_ isOn: Bool) -> String { catalogue.text(isOn ? .yes : .no) }
    let name = stored.group == "all" ? catalogue.text(Label.allMembers) : stored.groupName
    return [
      StoredValue(catalogue.text(.useDomain), stored: word(stored.isOn), typed: word(isOn)),
      StoredValue(catalogue.text(.domainName), stored: stored.domain, typed: domain),
      StoredValue(
        catalogue.text(.group), stored: stored.group, typed: group, shownAs: name ?? ""),
    ].compactMap { $0 }
  }
}
