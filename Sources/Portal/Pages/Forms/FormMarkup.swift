import Messages

/// Forms and their fields: each with a visible label, its hint and fault tied to it, and the form token.
struct FormMarkup: Sendable {
  let catalogue: Catalogue
  let token: FormToken
  var problem: FormProblem?

  func text(_ label: Label) -> String { catalogue.text(label) }
  func text(_ label: AdministrationLabel) -> String { catalogue.text(label) }
  func text(_ label: CardLabel) -> String { catalogue.text(label) }

  func form(
    _ action: PagePath, _ attributes: [Attribute] = [], @HTMLBuilder _ content: () -> HTML
  ) -> HTML {
    element("form", [.method("post"), .action(action)] + attributes) {
      element("input", [.type("hidden"), .name(FormToken.field), .value(token.text)])
      content()
    }
  }

  /// The box above a form that was not accepted.
  @HTMLBuilder var alert: HTML {
    if let problem {
      element("div", [.class("notice bad"), .role("alert"), .id("problem")]) {
        element("strong") { problem.message }
        if let more = problem.more { element("span") { more } }
      }
    }
  }

  struct Field: Sendable {
    enum Kind: Sendable { case text, search, password, code, longCode }

    let name: String
    let label: String
    var kind: Kind = .text
    var value = ""
    var hint: String?
    var autocomplete: Autocomplete = .off
    var isFocused = false
    var isRequired = true
    /// Shown and sent, not to be edited.
    var isReadOnly = false
    /// Set where a page has the same field twice.
    var idSuffix = ""
  }

  /// The tokens of HTML, section 4.10.18.7.1, that forms here use.
  enum Autocomplete: Sendable {
    case off, username, currentPassword, newPassword, oneTimeCode

    var attribute: Attribute {
      switch self {
      case .off: .autocomplete("off")
      case .username: .autocomplete("username")
      case .currentPassword: .autocomplete("current-password")
      case .newPassword: .autocomplete("new-password")
      case .oneTimeCode: .autocomplete("one-time-code")
      }
    }
  }

  func field(_ field: Field) -> HTML {
    let id = field.name + field.idSuffix
    let fault = field.idSuffix.isEmpty ? fault(of: field.name) : nil
    var attributes: [Attribute] = [
      .id(id), .name(field.name), field.autocomplete.attribute, .required(field.isRequired),
      .described(by: describing(id, hint: field.hint, fault)), .invalid(fault != nil),
      .autofocus(problem?.field == nil ? field.isFocused : fault?.isFirst == true),
      .readOnly(field.isReadOnly),
    ]
    switch field.kind {
    case .search: attributes += [.type("search"), .value(field.value), .maxLength(100)]
    case .text: attributes += [.type("text"), .value(field.value)] + Self.asTyped
    case .password: attributes += [.type("password")] + Self.asTyped
    case .code:
      attributes +=
        [.type("text"), .class("code"), .inputMode("numeric"), .maxLength(16)] + Self.asTyped
    case .longCode: attributes += [.type("text"), .class("long"), .maxLength(128)] + Self.asTyped
    }
    return element("div", [.class("field")]) {
      element("label", [.for(id)]) { field.label }
      remarks(id, hint: field.hint, fault)
      element("input", attributes)
    }
  }

  /// What is wrong with one field.
  struct FieldFaultMark: Sendable {
    /// Told at the field where the box above speaks of several.
    let sentence: String?
    let isFirst: Bool
  }

  /// `nil` where nothing is wrong with the field.
  func fault(of name: String) -> FieldFaultMark? {
    guard let problem, problem.field == name || problem.faults[name] != nil else { return nil }
    return FieldFaultMark(
      sentence: problem.faults.count > 1 ? problem.faults[name] : nil,
      isFirst: problem.field == name)
  }

  /// The ids of what tells about a field.
  func describing(_ id: String, hint: String?, _ fault: FieldFaultMark?) -> [String] {
    var ids: [String] = []
    if hint != nil { ids.append("\(id)-hint") }
    if let fault { ids.append(fault.sentence == nil ? "problem" : "\(id)-fault") }
    return ids
  }

  /// The hint and the fault between a label and its field.
  @HTMLBuilder func remarks(_ id: String, hint: String?, _ fault: FieldFaultMark?) -> HTML {
    if let hint { element("span", [.class("hint"), .id("\(id)-hint")]) { hint } }
    if let sentence = fault?.sentence {
      element("span", [.class("fault"), .id("\(id)-fault")]) { sentence }
    }
  }

  /// Tells password managers whose password a form is about; people do not see it.
  func hiddenLogin(_ login: String) -> HTML {
    element(
      "input",
      [
        .type("text"), .name("login"), .value(login), .hidden(),
        Autocomplete.username.attribute, .label(text(.login)),
      ])
  }

  /// The pair of fields for a new password.
  @HTMLBuilder func newPassword() -> HTML {
    field(
      Field(
        name: "newPassword", label: text(.newPassword), kind: .password, hint: text(.passwordRule),
        autocomplete: .newPassword))
    field(
      Field(
        name: "repeat", label: text(.repeatPassword), kind: .password, autocomplete: .newPassword))
  }

  func button(_ label: Label, _ attributes: [Attribute] = []) -> HTML {
    element("button", [.type("submit")] + attributes) { text(label) }
  }

  func hidden(_ name: String, _ value: String) -> HTML {
    element("input", [.type("hidden"), .name(name), .value(value)])
  }

  /// Keyboards of phones are not to improve what is typed.
  private static let asTyped: [Attribute] = [.autocapitalize("none"), .spellcheck(false)]
}
