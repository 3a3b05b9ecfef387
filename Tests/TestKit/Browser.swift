import Foundation

/// Headless Chromium, driven through chromedriver by the WebDriver protocol (W3C WebDriver 2).
///
/// Blocks on every call, with a bound; use it inside `onOwnThread`. Certificates are not judged: the
/// tests of TLS do that.
public final class Browser {
  public enum Failure: Error, Sendable, CustomStringConvertible {
    case cannotStart(String)
    case refused(command: String, message: String)
    case noElement(String)

    public var description: String {
      switch self {
      case .cannotStart(let reason): "the browser does not start: \(reason)"
      case .refused(let command, let message): "\(command): \(message)"
      case .noElement(let selector): "no element \(selector)"
      }
    }
  }

  private let driver: BrowserDriver
  private var session = ""

  /// - Parameters:
  ///   - languages: what the browser sends as Accept-Language, as in `pl-PL,pl`.
  ///   - isDark: the reader prefers a dark page.
  public init(languages: String = "pl-PL,pl", isDark: Bool = false) throws {
    driver = try BrowserDriver()
    let arguments = [
      "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
      "--hide-scrollbars", "--force-color-profile=srgb",
    ]
    let capabilities: [String: Any] = [
      "browserName": "chrome", "acceptInsecureCerts": true,
      "goog:chromeOptions": [
        "binary": "/usr/bin/chromium", "args": arguments,
        "prefs": ["intl.accept_languages": languages],
      ], "goog:loggingPrefs": ["browser": "ALL"],
    ]
    let answer = try driver.send(
      "POST", "/session", ["capabilities": ["alwaysMatch": capabilities]])
    guard let id = (answer as? [String: Any])?["sessionId"] as? String else {
      throw Failure.cannotStart("no session")
    }
    session = "/session/\(id)"
    if isDark { try prefer(dark: true) }
  }

  deinit { driver.stop() }

  public func open(_ address: String) throws { try post("/url", ["url": address]) }

  public var address: String {
    get throws { try get("/url") as? String ?? "" }
  }

  public var title: String {
    get throws { try get("/title") as? String ?? "" }
  }

  /// How the reader's system is set: the page's `prefers-color-scheme`.
  public func prefer(dark: Bool) throws {
    try command(
      "Emulation.setEmulatedMedia",
      [
        "features": [["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]]
      ])
  }

  /// The page as it is printed, while the body runs.
  public func printed(_ body: () throws -> Void) throws {
    try command("Emulation.setEmulatedMedia", ["media": "print"])
    defer { _ = try? command("Emulation.setEmulatedMedia", ["media": ""]) }
    try body()
  }

  /// The size of the view itself, as a phone or a desktop has it.
  public func resize(width: Int, height: Int) throws {
    try command(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
  }

  public func exists(_ selector: String) throws -> Bool {
    let found =
      try post("/elements", ["using": "css selector", "value": selector]) as? [Any]
    return found?.isEmpty == false
  }

  public func text(_ selector: String) throws -> String {
    try get("/element/\(element(selector))/text") as? String ?? ""
  }

  public func property(_ name: String, of selector: String) throws -> String {
    try get("/element/\(element(selector))/property/\(name)") as? String ?? ""
  }

  /// Types into a field after what it holds.
  public func type(_ text: String, into selector: String) throws {
    try post("/element/\(element(selector))/value", ["text": text])
  }

  /// Clicks on something that opens no other page.
  public func click(_ selector: String) throws {
    try post("/element/\(element(selector))/click", [:])
  }

  /// Clicks on a link or a button of a form, and waits until the page that it opens is there.
  public func follow(_ selector: String) throws {
    try run("window.isOldPage = true")
    try click(selector)
    try waitForPage()
  }

  /// Waits, 20 s at most, until another page than the one marked by `follow` has loaded.
  private func waitForPage() throws {
    let deadline = ContinuousClock.now + .seconds(20)
    let script = "return !window.isOldPage && document.readyState === 'complete'"
    while try !isTrue(script) {
      guard ContinuousClock.now < deadline else {
        throw Failure.refused(command: "follow", message: "no other page came")
      }
      usleep(10_000)
    }
  }

  /// The page may go away while it is asked; then the answer is no.
  private func isTrue(_ script: String) throws -> Bool {
    do {
      return try run(script) as? Bool == true
    } catch Failure.refused {
      return false
    }
  }

  /// Chooses an option of a drop-down list by its value.
  public func choose(_ value: String, in selector: String) throws {
    try click("\(selector) option[value='\(value)']")
  }

  /// Is the element shown at all? One that is not there is not.
  public func isVisible(_ selector: String) throws -> Bool {
    try run(
      "const e = document.querySelector(arguments[0]); return !!e && e.getClientRects().length > 0",
      [selector]) as? Bool == true
  }

  /// The question that a script of the page asks; answers it.
  public func answer(_ yes: Bool) throws -> String {
    let question = try get("/alert/text") as? String ?? ""
    try post(yes ? "/alert/accept" : "/alert/dismiss", [:])
    return question
  }

  /// As `follow`, where the page asks a question first.
  /// - Returns: the question, answered with yes.
  public func follow(_ selector: String, answering: Bool) throws -> String {
    try run("window.isOldPage = true")
    try click(selector)
    let question = try answer(answering)
    if answering { try waitForPage() }
    return question
  }

  /// A key press wherever the focus is, as in `"\u{E004}"` for Tab (WebDriver, section 17.4.2).
  public func press(_ key: String) throws {
    try post(
      "/actions",
      [
        "actions": [
          [
            "type": "key", "id": "keyboard",
            "actions": [["type": "keyDown", "value": key], ["type": "keyUp", "value": key]],
          ]
        ]
      ])
  }

  /// As `press`, for a key that opens another page.
  public func follow(key: String) throws {
    try run("window.isOldPage = true")
    try press(key)
    try waitForPage()
  }

  /// The value of a script's `return`, as JSON has it. The page's own policy does not bind it.
  @discardableResult
  public func run(_ script: String, _ arguments: [Any] = []) throws -> Any? {
    try post("/execute/sync", ["script": script, "args": arguments])
  }

  /// As `run`, for a script that calls its last argument when it is done.
  @discardableResult
  public func runAsynchronously(_ script: String, _ arguments: [Any] = []) throws -> Any? {
    try post("/execute/async", ["script": script, "args": arguments])
  }

  /// What the browser's console got since the last call: broken policies and files that do not load.
  public func complaints() throws -> [String] {
    let lines = try post("/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
    return lines.compactMap { $0["message"] as? String }
  }

  /// A PNG of the whole page, however long it is.
  public func wholeScreenshot() throws -> [UInt8] {
    let answer = try command(
      "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
    guard let text = (answer as? [String: Any])?["data"] as? String,
      let data = Data(base64Encoded: text)
    else { return [] }
    return Array(data)
  }

  public func forgetCookies() throws { _ = try driver.send("DELETE", session + "/cookie", nil) }

  private func element(_ selector: String) throws -> String {
    let found =
      try post("/elements", ["using": "css selector", "value": selector]) as? [[String: Any]]
    guard let id = found?.first?["element-6066-11e4-a52e-4f735466cecf"] as? String else {
      throw Failure.noElement(selector)
    }
    return id
  }

  /// A command of the Chrome DevTools protocol.
  @discardableResult
  private func command(_ name: String, _ parameters: [String: Any]) throws -> Any? {
    try post("/goog/cdp/execute", ["cmd": name, "params": parameters])
  }

  @discardableResult
  private func post(_ path: String, _ body: [String: Any]) throws -> Any? {
    try driver.send("POST", session + path, body)
  }

  private func get(_ path: String) throws -> Any? { try driver.send("GET", session + path, nil) }
}
