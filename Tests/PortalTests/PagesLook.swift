import Foundation
import TestKit
import Testing

@testable import Portal

/// Looks at the page that a browser shows, in the sizes and colours that people have.
final class PagesLook {
  let browser: Browser
  let served: PagesServed
  let code: String
  /// Where pictures go for people to look at; none are kept unless asked for.
  private let gallery = ProcessInfo.processInfo.environment["BRAMA_SCREENSHOTS"]

  init(_ browser: Browser, _ served: PagesServed, _ code: String) {
    self.browser = browser
    self.served = served
    self.code = code
  }

  func open(_ path: String, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
    try browser.open(served.address + path)
    try check(name, location)
  }

  func signIn() throws {
    try browser.open(served.address + "/sign-in")
    try signInHere()
  }

  func signInHere() throws {
    try browser.type("anna", into: "#login")
    try browser.type(PagesInstallation.password, into: "#password")
    try browser.follow("form[action='/sign-in'][method='post'] button")
  }

  func submitCode(_ code: String, field: String) throws {
    try browser.type(code, into: field)
    try browser.follow("main form button")
  }

  /// The page speaks the language, fits without scrolling sideways, breaks no rule of axe and nothing of
  /// its own policy.
  func check(_ name: String, _ location: SourceLocation = #_sourceLocation) throws {
    #expect(
      try browser.run("return document.documentElement.lang") as? String == code, "\(name)",
      sourceLocation: location)
    for (width, height, dark) in [(360, 740, false), (1280, 800, true)] {
      try browser.resize(width: width, height: height)
      try browser.prefer(dark: dark)
      let overflow = try browser.run(
        "return document.documentElement.scrollWidth - window.innerWidth")
      #expect(overflow as? Int ?? 1 <= 0, "\(name) at \(width)", sourceLocation: location)
      // Everything but colour and size is the same in both, and colours are so in both languages.
      if !dark || code == "pl" {
        let violations = try BrowserAxe.violations(
          in: browser, rules: dark ? ["color-contrast", "target-size"] : nil)
        #expect(
          violations.isEmpty, "\(name) at \(width): \(violations)", sourceLocation: location)
      }
      try keep("\(code)-\(name)-\(width)\(dark ? "-dark" : "")")
    }
    if gallery != nil {
      try browser.resize(width: 1280, height: 800)
      try browser.prefer(dark: false)
      try keep("\(code)-\(name)-1280")
      if name.contains("codes") {
        try browser.printed { try keep("\(code)-\(name)-print") }
      }
    }
    // A status of 4xx or 503 is told as a file that did not load, which it is not.
    let complaints = try browser.complaints().filter {
      !$0.contains("status of 4") && !$0.contains("status of 503")
    }
    #expect(complaints.isEmpty, "\(name): \(complaints)", sourceLocation: location)
  }

  private func keep(_ name: String) throws {
    guard let gallery else { return }
    let picture = Data(try browser.wholeScreenshot())
    try picture.write(to: URL(fileURLWithPath: "\(gallery)/\(name).png"))
  }
}
