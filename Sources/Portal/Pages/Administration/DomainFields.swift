import Identity
import Messages

/// The checkbox and the two choices of the tab Domain, the same on the tab and in a company's definition
/// (DOM-01, DOM-02).
struct DomainFields: Sendable {
  let markup: FormMarkup
  let form: DomainForm

  var content: HTML {
    markup.check(
      "useDomain", markup.text(.useDomain), isMarked: form.isOn,
      hint: markup.text(.useDomainHint), [.class("check reveals")]
    ) {
      element("div", [.class("when-marked")]) { choices }
    }
  }

  @HTMLBuilder private var choices: HTML {
    if form.domains.isEmpty { paragraph(markup.text(.noDomains), [.class("notice warn")]) }
    markup.choice("domain", markup.text(.domainName), domains, chosen: form.domain)
    element("div", [.class("row")]) {
      markup.field(
        .init(
          name: "groupSearch", label: markup.text(.searchGroup), kind: .search,
          value: form.search, hint: markup.text(.searchGroupHint), isRequired: false))
      // The first button of the form is the one that Enter in a field presses: it saves nothing.
      element(
        "button",
        [.type("submit"), .name("step"), .value("groups"), .class("second")]
      ) { markup.text(.showGroups) }
    }
    found
    markup.choice(
      "group", markup.text(.group), form.options(markup.catalogue), chosen: form.group,
      hint: markup.text(.groupHint))
    markup.hidden("groupsOf", form.groups?.domain ?? form.domain)
  }

  private var domains: [FormMarkup.Option] {
    let known = form.domains.map { FormMarkup.Option(value: $0, text: $0) }
    if form.domain.isEmpty {
      return [.init(value: "", text: markup.text(.domainPlaceholder))] + known
    }
    // One that the configuration lost is still what is stored.
    guard form.domains.contains(form.domain) else {
      return [.init(value: form.domain, text: form.domain)] + known
    }
    return known
  }

  @HTMLBuilder private var found: HTML {
    if let groups = form.groups {
      element("p", [.class("hint"), .role("status")]) {
        if groups.more {
          markup.text(.moreGroups(groups.found.count))
        } else if groups.found.isEmpty {
          markup.text(.noGroupFound)
        } else {
          markup.text(
            form.search.isEmpty
              ? .groupsShown(groups.found.count) : .groupsMatch(groups.found.count))
        }
      }
    } else {
      paragraph(markup.text(.showGroupsHint), [.class("hint")])
    }
  }
}
