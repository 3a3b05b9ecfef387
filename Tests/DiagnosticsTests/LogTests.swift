import Diagnostics
import Foundation
import Synchronization
import Testing

/// Keeps what a log writes.
private final class Lines: Sendable {
  private let kept = Mutex<[String]>([])
  var all: [String] { kept.withLock { $0 } }

  func log(_ form: LogForm, _ level: LogLevel = .info) -> Log {
    Log(
      level: level, form: form, sink: { line in self.kept.withLock { $0.append(line) } },
      now: { Date(timeIntervalSince1970: 1_700_000_000.125) })
  }
}

@Suite("Log")
struct LogTests {
  @Test("a text line holds time, level, message and the fields in order")
  func textLine() {
    let lines = Lines()
    lines.log(.text).info("listening", ["port": 443, "secure": true, "name": "a b", "load": 0.5])
    #expect(
      lines.all == [
        "2023-11-14T22:13:20.125Z INFO listening port=443 secure=true name=\"a b\" load=0.5\n"
      ])
  }

  @Test("a JSON line is one object with typed values, whatever the texts hold")
  func jsonLine() throws {
    let lines = Lines()
    let nasty = "a\"b\\c\nd\u{0}e\u{2028}f\u{202E}g\u{E0001}ż"
    lines.log(.json).warning("odd", ["text": nasty, "n": 7, "ok": false, "level": "fake"])
    let line = try #require(lines.all.first)
    #expect(line.last == "\n" && line.dropLast().allSatisfy { !$0.isNewline })
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["text"] as? String == nasty)
    #expect(object["n"] as? Int == 7)
    #expect(object["ok"] as? Bool == false)
    #expect(object["level"] as? String == "warning")
    #expect(object["field.level"] as? String == "fake")
  }

  @Test(
    "a value cannot begin a line of its own nor turn the direction of the text",
    arguments: ["\n", "\r", "\u{0}", "\u{1B}[2J", "\u{85}", "\u{2028}", "\u{2029}", "\u{202E}"])
  func injection(_ bad: String) {
    for form in LogForm.allCases {
      let lines = Lines()
      lines.log(form).info("m", ["login": "u\(bad)2023-01-01 ERROR forged"])
      #expect(lines.all.count == 1)
      let body = lines.all[0].dropLast().unicodeScalars
      #expect(body.allSatisfy { !bad.unicodeScalars.prefix(1).contains($0) })
    }
  }

  @Test("what is redacted, or secret by its field's name, is never written")
  func redaction() {
    for form in LogForm.allCases {
      let lines = Lines()
      lines.log(form).info(
        "m",
        [
          "x": Redacted("hunter2"), "password": "hunter2", "New-Password": "hunter2",
          "token": "hunter2", "code": 49,
        ])
      #expect(!lines.all[0].contains("hunter2"))
      #expect(lines.all[0].contains("•••"))
      #expect(lines.all[0].contains("49"))
    }
    #expect("\(Redacted("hunter2"))" == "•••")
    #expect(!String(reflecting: Redacted("hunter2")).contains("hunter2"))
  }

  @Test("a very long value is cut")
  func longValue() {
    for form in LogForm.allCases {
      let lines = Lines()
      lines.log(form).info("m", ["login": String(repeating: "x", count: 1_000_000)])
      #expect(lines.all[0].utf8.count < Log.longestText + 200)
      #expect(lines.all[0].contains("…"))
    }
  }

  @Test("a line below the level is not written and its fields are not computed")
  func levels() {
    let lines = Lines()
    let log = lines.log(.text, .warning)
    var computed = 0
    func field() -> Int {
      computed += 1
      return computed
    }
    log.debug("m", ["a": field()])
    log.info("m", ["a": field()])
    #expect(lines.all.isEmpty && computed == 0)
    log.warning("m", ["a": field()])
    log.error("m", ["a": field()])
    #expect(lines.all.count == 2 && computed == 2)
  }
}
