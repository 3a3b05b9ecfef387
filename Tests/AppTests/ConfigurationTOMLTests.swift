import Foundation
import Testing

@testable import App

@Suite struct ConfigurationTOMLTests {
  let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  private func failure(_ bytes: [UInt8]) -> TOMLDocument.Failure? {
    do {
      _ = try TOMLDocument(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("Every type of TOML comes with its text, line and column, in the order of the document")
  func types() throws {
    let text = """
      z = "ż\\n\\"\\u0001"
      [a]
      i = -9223372036854775808
      "k.1" = [1, ["x"], {}]
      f = 1.5
      b = false
      d = 1979-05-27T07:32:00Z
      t = {}
      """
    let entries = try TOMLDocument(Array(text.utf8)).entries
    #expect(
      entries.map(\.path) == [
        ["z"], ["a"], ["a", "i"], ["a", "k.1"], ["a", "f"], ["a", "b"], ["a", "d"], ["a", "t"],
      ])
    #expect(
      entries.map(\.value.type) == [
        .string, .table, .integer, .array, .float, .boolean, .datetime, .table,
      ])
    #expect(entries.map(\.value.line) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(entries.map(\.value.column) == [5, 1, 5, 9, 5, 5, 5, 5])
    func scalar(_ index: Int) -> String? {
      if case .scalar(let text) = entries[index].value.content { return text }
      return nil
    }
    #expect(scalar(0) == "ż\n\"\u{1}")
    #expect(scalar(2) == "-9223372036854775808")
    #expect(scalar(4) == "1.5")
    #expect(scalar(5) == "false")
    #expect(scalar(6) == "1979-05-27T07:32:00Z")
    guard case .list(let elements) = entries[3].value.content else {
      Issue.record("no list")
      return
    }
    #expect(elements.map(\.type) == [.integer, .array, .table])
    #expect(elements.map(\.column) == [10, 13, 20])
  }

  @Test("A key given twice is a fault with its line")
  func duplicates() throws {
    let faults = try folder.faults("multi_company = true\n\nmulti_company = false\n")
    #expect(faults.count == 1)
    #expect(faults.first?.hasPrefix("brama.toml:3:") == true)
    #expect(faults.first?.contains("multi_company") == true)
    #expect(try folder.faults("[log]\n[http]\n[log]\n").first?.hasPrefix("brama.toml:3:") == true)
  }

  @Test("A NUL byte is a fault with line and column")
  func nul() throws {
    #expect(
      try folder.faults("multi_company = true\nlanguage = \"p\0l\"\n") == [
        "brama.toml:2:14: this is not TOML: a NUL byte is not allowed."
      ])
  }

  @Test("Bytes that are not UTF-8 are a fault with their line")
  func invalidUTF8() throws {
    try folder.write(Array("# x\nlanguage = \"".utf8) + [0xff, 0xc3] + Array("\"\n".utf8))
    let faults = folder.faults()
    #expect(faults.count == 1)
    #expect(faults.first?.hasPrefix("brama.toml:2:") == true)
  }

  @Test("A file past 1 MiB is refused; one of 1 MiB is read")
  func size() throws {
    let padding = String(repeating: "#", count: TOMLDocument.limit - 1) + "\n"
    #expect(throws: Never.self) { try Configuration.check(padding, folder) }
    try folder.write(padding + "#")
    #expect(folder.faults() == ["brama.toml: the file cannot be read (larger than 1048576 bytes)."])
    try folder.write(String(repeating: "a = 1\n", count: 10 * 1024 * 1024 / 6))
    #expect(folder.faults() == ["brama.toml: the file cannot be read (larger than 1048576 bytes)."])
  }

  @Test(
    "Tables without end are refused, not followed until the stack is full",
    arguments: [
      String(repeating: "a.", count: 400_000) + "b = 1",
      "a = " + String(repeating: "[", count: 100_000),
      "[" + String(repeating: "a.", count: 1000) + "b]",
      String(repeating: "a.", count: 40) + "b = 1",
      "a = " + String(repeating: "{a=", count: 10_000),
    ])
  func depth(text: String) {
    #expect(failure(Array(text.utf8))?.line == 1)
  }

  @Test(
    "Broken documents are faults, whatever they are",
    arguments: [
      "=", "[", "a", "a = ", "a = 'x", "a = \"\"\"", "[a]]", "a = 08", "\u{1}", "a = TRUEX",
      "a = 1 b = 2", "[a\n", "a.b = 1\na = 2", "\r\r\n=",
    ])
  func broken(text: String) {
    #expect(failure(Array(text.utf8)) != nil)
    let repair = TOMLRepair(Array(text.utf8))
    #expect(repair.document == nil && repair.failure != nil)
  }

  @Test("What makes toml++ stop at an assertion is a fault with its line")
  func assertion() throws {
    #expect(
      try folder.faults("language = \"pl\"\n\n[[# x\nb = 2\n") == [
        "brama.toml:3:1: this is not TOML: this line is malformed."
      ])
  }

  @Test("A byte order mark, line ends of Windows and an empty file are right")
  func tolerated() throws {
    #expect(try TOMLDocument([]).entries.isEmpty)
    let text = "\u{feff}a = 1\r\n[b]\r\nc = 2\r\n"
    let entries = try TOMLDocument(Array(text.utf8)).entries
    #expect(entries.map(\.path) == [["a"], ["b"], ["b", "c"]])
    #expect(entries.map(\.value.line) == [1, 2, 3])
  }

  @Test("Booleans in capitals are read where they stand, and only there")
  func booleans() throws {
    let repair = TOMLRepair(
      Array("a = TRUE # TRUE\nb = [False, true]\nc = \"TRUE\"\nd = {e = True}\n".utf8))
    let document = try #require(repair.document)
    #expect(repair.quotes.isEmpty)
    #expect(document.entries.map(\.value.type) == [.boolean, .array, .string, .table, .boolean])
    guard case .scalar("TRUE") = document.entries[2].value.content else {
      Issue.record("a string was changed")
      return
    }
  }

  @Test("However many mistakes there are, reading ends")
  func manyMistakes() {
    let text = (0..<500).map { "k\($0) = “x”\n" }.joined()
    let repair = TOMLRepair(Array(text.utf8))
    #expect(repair.quotes.count > 50)
    #expect(repair.failure != nil)
  }
}

extension Configuration {
  /// Loads a text with a listener switched off, so that nothing else is needed.
  fileprivate static func check(_ text: String, _ folder: ConfigurationFolder) throws {
    try folder.write(text)
    _ = try load(path: folder.file, environment: ["BRAMA_HTTP_LISTEN": ""])
  }
}
