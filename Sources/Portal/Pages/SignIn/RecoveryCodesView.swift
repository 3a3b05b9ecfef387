import Messages

/// The recovery codes, shown once and fit to print (TFA-27).
struct RecoveryCodesView: Sendable {
  let catalogue: Catalogue
  let codes: [String]
  var login: String?
  /// Where it goes on.
  let next: PagePath
  var notice: PageNotice?

  var page: Page {
    Page(catalogue.text(.recoveryCodesTitle), isShownOnce: true) {
      element("div", [.class("sheet")]) {
        element("div", [.class("intro")]) {
          heading(1, catalogue.text(.recoveryCodesTitle))
          if let login { paragraph(catalogue.text(.recoveryCodesFor(login)), [.class("lead")]) }
        }
        element("p", [.class("notice plain"), .role("status")]) {
          element("strong") { catalogue.text(.recoveryCodesShownOnce) }
        }
        paragraph(catalogue.text(.recoveryCodesUse))
        element("ol", [.class("codes"), .label(catalogue.text(.recoveryCodesTitle))]) {
          for code in codes { element("li") { element("code") { code } } }
        }
        paragraph(catalogue.text(.recoveryCodesPrint), [.class("hint no-print")])
        element("p", [.class("no-print")]) {
          element("a", [.class("button"), .href(next, notice: notice)]) {
            catalogue.text(.recoveryCodesSaved)
          }
        }
      }
    }
  }
}
