import Messages

/// The tab Domain of single-company mode (DOM-01 to 10).
struct DomainSettingsView: Sendable {
  let markup: FormMarkup
  let form: DomainForm
  let version: Int
  /// The form holds what is not stored: it was not accepted, or only the groups were shown.
  var isUnsaved = false
  var differences: [StoredValue] = []
  var notice: PageNotice?

  var page: Page {
    SettingsFrame(markup: markup, isMultiCompany: false).page(
      markup.text(.domainTab), isForm: true
    ) {
      element("section", [.class("sheet"), .labelled(by: "domain-title")]) {
        element("div", [.class("intro")]) {
          heading(2, markup.text(.domainTab), [.id("domain-title")])
          paragraph(markup.text(.domainIntroduction), [.class("lead")])
        }
        markup.done(notice)
        markup.alert
        markup.changedMeanwhile(differences, reload: PageAddress(.domainSettings))
        markup.form(
          .domainSettings,
          [.novalidate(), .unsaved(markup.text(.leaveWithoutSaving)), .isUnsaved(isUnsaved)]
        ) {
          markup.hidden("version", "\(version)")
          DomainFields(markup: markup, form: form).content
          if isUnsaved { paragraph(markup.text(.notSavedYet), [.class("unsaved")]) }
          element("div", [.class("buttons")]) {
            element("button", [.type("submit"), .name("step"), .value("save")]) {
              markup.text(.save)
            }
          }
        }
      }
    }
  }
}
