import Foundation

/// axe-core, the accessibility checker, in the page that a browser shows.
public enum BrowserAxe {
  /// One rule that the page breaks, with the elements that break it.
  public struct Violation: Sendable, CustomStringConvertible {
    public let rule: String
    public let help: String
    public let elements: [String]

    public var description: String { "\(rule): \(help): \(elements.joined(separator: " | "))" }
  }

  public struct Missing: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// The script as `Scripts/bootstrap` lays it down.
  private static func script() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appendingPathComponent(".build/tools/axe.min.js")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw Missing(description: "\(file.path) is missing: run Scripts/bootstrap")
    }
    return text
  }

  /// Checks the page against WCAG 2.2 A and AA and axe's own best practices.
  /// - Parameter rules: only these rules of axe, by id.
  public static func violations(in browser: Browser, rules: [String]? = nil) throws
    -> [Violation]
  {
    if try browser.run("return typeof axe") as? String != "object" { try browser.run(script()) }
    let standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    let choice: [String: Any] = [
      "type": rules == nil ? "tag" : "rule", "values": rules ?? standards,
    ]
    let answer = try browser.runAsynchronously(
      """
      const done = arguments[arguments.length - 1];
      axe.run(document, { preload: false, runOnly: arguments[0] }).then(r => done(r.violations.map(v => ({
        rule: v.id, help: v.help, elements: v.nodes.map(n => n.html)
      }))), e => done([{ rule: "axe", help: String(e), elements: [] }]));
      """, [choice])
    guard let found = answer as? [[String: Any]] else {
      throw Missing(description: "axe gave no answer")
    }
    return found.map {
      Violation(
        rule: $0["rule"] as? String ?? "", help: $0["help"] as? String ?? "",
        elements: $0["elements"] as? [String] ?? [])
    }
  }
}
