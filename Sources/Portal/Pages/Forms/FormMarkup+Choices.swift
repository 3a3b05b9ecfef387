import Messages

/// Fields that offer a choice, labelled and explained as the others are.
extension FormMarkup {
  struct Option: Sendable, Equatable {
    let value: String
    let text: String
  }

  /// A drop-down list. What is chosen and not among the options is not offered: add it to them.
  func choice(
    _ name: String, _ label: String, _ options: [Option], chosen: String, hint: String? = nil
  ) -> HTML {
    let fault = fault(of: name)
    return element("div", [.class("field")]) {
      element("label", [.for(name)]) { label }
      remarks(name, hint: hint, fault)
      element(
        "select",
        [
          .id(name), .name(name), .autocomplete("off"),
          .described(by: describing(name, hint: hint, fault)), .invalid(fault != nil),
          .autofocus(fault?.isFirst == true),
        ]
      ) {
        for option in options {
          element("option", [.value(option.value), .selected(option.value == chosen)]) {
            option.text
          }
        }
      }
    }
  }

  /// A checkbox with its label and hint; `more` stands below and may depend on the mark by style.
  func check(
    _ name: String, _ label: String, isMarked: Bool, isDisabled: Bool = false, hint: String,
    _ attributes: [Attribute] = [.class("check")], @HTMLBuilder more: () -> HTML = { HTML.none }
  ) -> HTML {
    let fault = fault(of: name)
    return element("div", attributes) {
      element(
        "input",
        [
          .type("checkbox"), .id(name), .name(name), .value("yes"), .checked(isMarked),
          .disabled(isDisabled), .described(by: describing(name, hint: hint, fault)),
          .invalid(fault != nil), .autofocus(fault?.isFirst == true),
        ])
      element("label", [.for(name)]) { label }
      remarks(name, hint: hint, fault)
      more()
    }
  }

  /// Something that a form shows and does not let be changed.
  func shown(_ label: String, _ value: String) -> HTML {
    element("div", [.class("field shown")]) {
      element("span", [.class("name")]) { label }
      element("span", [.class("value")]) { value }
    }
  }

  /// What was just done, above everything else of a page.
  @HTMLBuilder func done(_ notice: PageNotice?) -> HTML {
    if let notice {
      element(
        "p",
        [notice.isWarning ? .class("notice warn") : .class("notice good"), .role("status")]
      ) { text(notice.label) }
    }
  }

  /// The box of a form whose version is not the stored one any more (GEN-12): what is stored now, field
  /// by field, and the choice between the two.
  @HTMLBuilder func changedMeanwhile(_ differences: [StoredValue], reload: PageAddress) -> HTML {
    if !differences.isEmpty {
      element("div", [.class("notice plain"), .id("stored")]) {
        element("strong") { text(.storedNow) }
        element("dl") {
          for difference in differences {
            element("dt") { difference.label }
            element("dd") { difference.value }
          }
        }
        element("span") { text(.saveOver) }
        element("span") { link(reload, text(.reload)) }
      }
    }
  }
}

/// A field as it is stored, where the form has something else.
struct StoredValue: Sendable, Equatable {
  let label: String
  let value: String

  /// - Returns: `nil` where the two agree.
  init?(_ label: String, stored: String, typed: String, shownAs value: String? = nil) {
    guard stored != typed else { return nil }
    self.label = label
    let text = value ?? stored
    self.value = text.isEmpty ? "–" : text
  }
}
