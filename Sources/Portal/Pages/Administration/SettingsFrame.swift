import Messages

/// The settings with their tabs: which there are depends on the mode (GEN-02, GEN-03, DOM-01, DOM-02).
struct SettingsFrame: Sendable {
  let markup: FormMarkup
  let isMultiCompany: Bool

  func page(
    _ title: String, isForm: Bool = false, @HTMLBuilder _ content: () -> HTML
  ) -> Page {
    Page(
      title, width: .wide, hasProblem: markup.problem != nil, asksBeforeLeaving: isForm
    ) {
      element("div", [.class("head")]) { heading(1, markup.text(.settings)) }
      element("nav", [.class("tabs"), .label(markup.text(.settingsTabs))]) {
        element("ul") {
          element("li") {
            if isMultiCompany {
              link(.companies, markup.text(.companiesTab), [.currentPage(true)])
            } else {
              link(.domainSettings, markup.text(.domainTab), [.currentPage(true)])
            }
          }
        }
      }
      content()
    }
  }
}
