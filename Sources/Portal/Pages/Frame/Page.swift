import Messages

/// A page before its frame is put around it: what views make, a pure value.
struct Page: Sendable, Equatable {
  enum Width: Sendable { case narrow, wide }

  var title: String
  var content: HTML
  var width: Width = .narrow
  /// The title of the browser's tab says first that something is wrong.
  var hasProblem = false
  /// A page that is shown once offers no link away from it, not even to the other language.
  var isShownOnce = false
  /// Something typed here can get lost: a script asks before it does. Everything works without it.
  var asksBeforeLeaving = false

  init(
    _ title: String, width: Width = .narrow, hasProblem: Bool = false, isShownOnce: Bool = false,
    asksBeforeLeaving: Bool = false, @HTMLBuilder content: () -> HTML
  ) {
    self.title = title
    self.width = width
    self.hasProblem = hasProblem
    self.isShownOnce = isShownOnce
    self.asksBeforeLeaving = asksBeforeLeaving
    self.content = content()
  }
}

/// The frame around every page: head, banner, main part, foot.
struct PageFrame: Sendable {
  let catalogue: Catalogue
  /// Where this page is reached again, for the language links.
  let address: PageAddress
  let token: FormToken
  /// Who is signed in.
  let person: String?
  /// Administrators have a menu.
  var isAdministrator = false

  func document(_ page: Page) -> HTML {
    element("html", [.lang(catalogue.language.code)]) {
      element("head") {
        element("meta", [.charset("utf-8")])
        element(
          "meta", [.name("viewport"), .content("width=device-width, initial-scale=1")])
        element("meta", [.name("robots"), .content("noindex, nofollow")])
        element("meta", [.name("color-scheme"), .content("light dark")])
        element("title") { title(of: page) }
        element("link", [.rel("stylesheet"), .href(Asset.stylesheet)])
        element("link", [.rel("icon"), .type("image/svg+xml"), .href(Asset.logo)])
        if page.asksBeforeLeaving {
          element("script", [.type("module"), .source(Asset.leaving)]) { HTML.none }
        }
      }
      element("body") {
        element("a", [.class("skip"), .href(fragment: "main")]) {
          catalogue.text(.skipToContent)
        }
        banner(page)
        if isAdministrator, !page.isShownOnce { menu }
        element(
          "main",
          [.id("main"), .tabIndex(-1), page.width == .narrow ? .class("narrow") : .class("wide")]
        ) { page.content }
        foot(page)
      }
    }
  }

  private func title(of page: Page) -> String {
    let title = catalogue.text(.pageTitle(page.title))
    return page.hasProblem ? "\(catalogue.text(.problemHeading)): \(title)" : title
  }

  private func banner(_ page: Page) -> HTML {
    element("header", [person == nil ? .class("bar narrow") : .class("bar")]) {
      if page.isShownOnce {
        element("span", [.class("brand")]) { mark }
      } else {
        element("a", [.class("brand"), .href(PagePath.home)]) { mark }
      }
      if let person {
        element("span", [.class("who")]) { catalogue.text(.signedInAs(person)) }
        if !page.isShownOnce {
          FormMarkup(catalogue: catalogue, token: token).form(.signOut) {
            element("button", [.type("submit"), .class("second small")]) {
              catalogue.text(.signOut)
            }
          }
        }
      }
    }
  }

  private var menu: HTML {
    element("nav", [.class("menu"), .label(catalogue.text(.menu))]) {
      element("ul") {
        item(.account, catalogue.text(.accountTitle), isHere: !address.path.isAdministration)
        item(.organisation, catalogue.text(.organisation), isHere: address.path.isOrganisation)
        item(.settings, catalogue.text(.settings), isHere: address.path.isSettings)
      }
    }
  }

  private func item(_ path: PagePath, _ text: String, isHere: Bool) -> HTML {
    element("li") { link(path, text, [.currentPage(isHere)]) }
  }

  @HTMLBuilder private var mark: HTML {
    element("img", [.source(Asset.logo), .alt("")] + Attribute.size(width: 34, height: 34))
    catalogue.text(.productName)
  }

  private func foot(_ page: Page) -> HTML {
    element("footer", [.class("foot")]) {
      element("span") { catalogue.text(.tagline) }
      if !page.isShownOnce {
        element("nav", [.label(catalogue.text(.languageChoice))]) {
          element("ul") {
            for language in Language.allCases {
              element("li") {
                element(
                  "a",
                  [
                    .href(address, in: language), .lang(language.code),
                    .current(language == catalogue.language),
                  ]
                ) { language.ownName }
              }
            }
          }
        }
      }
    }
  }
}
