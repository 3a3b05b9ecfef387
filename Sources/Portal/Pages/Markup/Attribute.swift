import Messages

/// An attribute of an element. Values are escaped when written; addresses are types of their own, so that
/// no input becomes one.
struct Attribute: Sendable {
  private let name: StaticString
  /// `nil`: an attribute that is there or not, like `required`.
  private let value: String?
  private let isPresent: Bool

  private init(_ name: StaticString, _ value: String?, isPresent: Bool = true) {
    self.name = name
    self.value = value
    self.isPresent = isPresent
  }

  func write(into out: inout String) {
    guard isPresent else { return }
    out += " \(name)"
    guard let value else { return }
    out += "=\""
    HTML.escape(value, into: &out)
    out += "\""
  }

  static func id(_ value: String) -> Attribute { Attribute("id", value) }
  static func `class`(_ value: StaticString) -> Attribute { Attribute("class", value.description) }
  static func lang(_ value: String) -> Attribute { Attribute("lang", value) }
  static func role(_ value: StaticString) -> Attribute { Attribute("role", value.description) }
  static func name(_ value: String) -> Attribute { Attribute("name", value) }
  static func value(_ value: String) -> Attribute { Attribute("value", value) }
  static func content(_ value: String) -> Attribute { Attribute("content", value) }
  static func charset(_ value: StaticString) -> Attribute {
    Attribute("charset", value.description)
  }
  static func type(_ value: StaticString) -> Attribute { Attribute("type", value.description) }
  static func rel(_ value: StaticString) -> Attribute { Attribute("rel", value.description) }
  static func method(_ value: StaticString) -> Attribute {
    Attribute("method", value.description)
  }
  static func autocomplete(_ value: StaticString) -> Attribute {
    Attribute("autocomplete", value.description)
  }
  static func inputMode(_ value: StaticString) -> Attribute {
    Attribute("inputmode", value.description)
  }
  static func autocapitalize(_ value: StaticString) -> Attribute {
    Attribute("autocapitalize", value.description)
  }
  static func spellcheck(_ on: Bool) -> Attribute { Attribute("spellcheck", on ? "true" : "false") }
  static func maxLength(_ value: Int) -> Attribute { Attribute("maxlength", "\(value)") }
  static func minLength(_ value: Int) -> Attribute { Attribute("minlength", "\(value)") }
  static func size(width: Int, height: Int) -> [Attribute] {
    [Attribute("width", "\(width)"), Attribute("height", "\(height)")]
  }
  static func alt(_ value: String) -> Attribute { Attribute("alt", value) }
  static func `for`(_ id: String) -> Attribute { Attribute("for", id) }
  static func dateTime(_ value: String) -> Attribute { Attribute("datetime", value) }
  static func label(_ value: String) -> Attribute { Attribute("aria-label", value) }
  static func labelled(by id: String) -> Attribute { Attribute("aria-labelledby", id) }
  /// Ids of what describes the element; left out when there are none.
  static func described(by ids: [String]) -> Attribute {
    Attribute("aria-describedby", ids.joined(separator: " "), isPresent: !ids.isEmpty)
  }
  static func tabIndex(_ value: Int) -> Attribute { Attribute("tabindex", "\(value)") }

  static func required(_ on: Bool = true) -> Attribute {
    Attribute("required", nil, isPresent: on)
  }
  /// Faults are told in the reader's language by the server, not by the browser.
  static func novalidate() -> Attribute { Attribute("novalidate", nil) }
  static func hidden() -> Attribute { Attribute("hidden", nil) }
  static func checked(_ on: Bool) -> Attribute { Attribute("checked", nil, isPresent: on) }
  static func selected(_ on: Bool) -> Attribute { Attribute("selected", nil, isPresent: on) }
  static func autofocus(_ on: Bool) -> Attribute { Attribute("autofocus", nil, isPresent: on) }
  static func open(_ on: Bool) -> Attribute { Attribute("open", nil, isPresent: on) }
  static func invalid(_ on: Bool) -> Attribute {
    Attribute("aria-invalid", "true", isPresent: on)
  }
  static func current(_ on: Bool) -> Attribute {
    Attribute("aria-current", "true", isPresent: on)
  }
  /// The link of a menu that leads to the page where it stands.
  static func currentPage(_ on: Bool) -> Attribute {
    Attribute("aria-current", "page", isPresent: on)
  }
  static func readOnly(_ on: Bool) -> Attribute { Attribute("readonly", nil, isPresent: on) }
  static func disabled(_ on: Bool) -> Attribute { Attribute("disabled", nil, isPresent: on) }
  /// For what only decorates.
  static func ariaHidden() -> Attribute { Attribute("aria-hidden", "true") }

  /// An address inside this program.
  static func href(_ path: PagePath) -> Attribute { Attribute("href", path.text) }
  static func href(_ address: PageAddress) -> Attribute { Attribute("href", address.text) }
  /// The same page in another language.
  static func href(_ address: PageAddress, in language: Language) -> Attribute {
    href(address.adding("lang", language.code))
  }
  /// A page that tells what was just done.
  static func href(_ path: PagePath, notice: PageNotice?) -> Attribute {
    Attribute("href", path.text + (notice.map { "?\($0.query)" } ?? ""))
  }
  static func action(_ path: PagePath) -> Attribute { Attribute("action", path.text) }
  static func href(_ asset: Asset) -> Attribute { Attribute("href", asset.path) }
  /// The question that is asked before what was typed into the form is lost.
  static func unsaved(_ question: String) -> Attribute { Attribute("data-unsaved", question) }
  /// What the form holds is not what is stored, though nobody has typed since it was shown.
  static func isUnsaved(_ on: Bool) -> Attribute {
    Attribute("data-typed", nil, isPresent: on)
  }
  /// Following the link goes on with what the form is about.
  static func goesOn() -> Attribute { Attribute("data-goes-on", nil) }
  static func source(_ asset: Asset) -> Attribute { Attribute("src", asset.path) }
  /// The part of this page with that id.
  static func href(fragment: StaticString) -> Attribute { Attribute("href", "#\(fragment)") }
  /// An enrolment address; anything that is no `otpauth:` address leads nowhere.
  static func href(enrolment uri: String) -> Attribute {
    Attribute("href", uri.hasPrefix("otpauth://totp/") ? uri : "#")
  }
  /// A picture that comes with the page; an SVG in an `img` runs no scripts and loads nothing.
  static func source(svg document: String) -> Attribute {
    Attribute("src", "data:image/svg+xml;base64,\(Base64.standard(Array(document.utf8)))")
  }
}
