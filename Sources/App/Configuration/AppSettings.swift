/// The `<add key="…" value="…"/>` elements of the `<appSettings>` of a .NET configuration file.
///
/// Not a reader of XML: it passes over comments, CDATA, processing instructions and everything outside
/// `<appSettings>`, `<location>` included, whose settings hold for one path only. Nothing is fetched and
/// no entity is expanded but the five of XML and character references.
struct AppSettings: Sendable {
  struct Setting: Sendable, Equatable {
    let key: String
    let value: String
  }

  /// In the order of the file; of a key that occurs twice the last, as .NET has it. Keys do not differ by
  /// letter case alone (NameValueCollection).
  var settings: [Setting] {
    numbered.values.sorted { $0.number < $1.number }.map(\.setting)
  }
  subscript(key: String) -> String? { numbered[key.lowercased()]?.setting.value }

  /// By key in lower case.
  private var numbered: [String: (number: Int, setting: Setting)] = [:]
  private var count = 0
  /// Whether there is an `<appSettings>` element at all.
  private(set) var isPresent = false

  private var rest: Substring
  private var depthOfLocation = 0
  private var isInside = false

  init(_ text: String) {
    rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...]
      if skip("<!--", "-->") || skip("<![CDATA[", "]]>") || skip("<?", "?>") || skip("<!", ">") {
        continue
      }
      guard let element = nextElement() else { break }
      take(element)
    }
  }

  private struct Element {
    let name: String
    let attributes: [String: String]
    let opens: Bool
    let closes: Bool
  }

  private mutating func take(_ element: Element) {
    switch element.name {
    case "location":
      if element.opens, !element.closes { depthOfLocation += 1 }
      if element.closes, !element.opens { depthOfLocation = max(0, depthOfLocation - 1) }
    case "appSettings" where depthOfLocation == 0:
      isPresent = true
      isInside = element.opens && !element.closes
    case "clear" where isInside:
      numbered = [:]
    case "remove" where isInside:
      if let key = element.attributes["key"] { numbered[key.lowercased()] = nil }
    case "add" where isInside && element.opens:
      guard let key = element.attributes["key"] else { return }
      let setting = Setting(key: key, value: element.attributes["value"] ?? "")
      count += 1
      numbered[key.lowercased()] = (count, setting)
    default: break
    }
  }

  private mutating func skip(_ start: String, _ end: String) -> Bool {
    guard rest.hasPrefix(start) else { return false }
    rest = rest.dropFirst(start.count)
    rest = rest.firstRange(of: end).map { rest[$0.upperBound...] } ?? ""
    return true
  }

  /// The element that `rest` begins with; `nil` at the end of the text.
  private mutating func nextElement() -> Element? {
    rest = rest.dropFirst()
    var closes = rest.first == "/"
    let isEnd = closes
    if isEnd { rest = rest.dropFirst() }
    let name = takeName()
    var attributes: [String: String] = [:]
    while true {
      rest = rest.drop { $0.isWhitespace }
      guard let next = rest.first else { return nil }
      if next == ">" {
        rest = rest.dropFirst()
        return Element(name: name, attributes: attributes, opens: !isEnd, closes: closes)
      }
      if next == "/" {
        closes = true
        rest = rest.dropFirst()
        continue
      }
      // The next element before the end of this one: read on there.
      if next == "<" {
        return Element(name: name, attributes: attributes, opens: !isEnd, closes: closes)
      }
      let attribute = takeName()
      rest = rest.drop { $0.isWhitespace }
      guard !attribute.isEmpty, rest.first == "=" else {
        if attribute.isEmpty { rest = rest.dropFirst() }
        continue
      }
      rest = rest.dropFirst().drop { $0.isWhitespace }
      guard let quote = rest.first, quote == "\"" || quote == "'" else { continue }
      rest = rest.dropFirst()
      guard let end = rest.firstIndex(of: quote) else { return nil }
      attributes[attribute] = Self.decode(rest[..<end])
      rest = rest[rest.index(after: end)...]
    }
  }

  private mutating func takeName() -> String {
    let name = rest.prefix { !$0.isWhitespace && !"=/><\"'".contains($0) }
    rest = rest[name.endIndex...]
    return String(name)
  }

  /// Entities and character references (XML 1.0, 4.1 and 4.6); an unknown one stays as it is.
  static func decode(_ text: Substring) -> String {
    var out = ""
    var rest = text
    while let start = rest.firstIndex(of: "&") {
      out += rest[..<start]
      rest = rest[start...]
      guard let end = rest.prefix(12).firstIndex(of: ";"),
        let character = character(rest[rest.index(after: start)..<end])
      else {
        out += "&"
        rest = rest.dropFirst()
        continue
      }
      out.append(character)
      rest = rest[rest.index(after: end)...]
    }
    return out + rest
  }

  private static func character(_ entity: Substring) -> Character? {
    switch entity {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard entity.hasPrefix("#") else { return nil }
      let digits = entity.dropFirst()
      let code =
        digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap(Unicode.Scalar.init).map(Character.init)
    }
  }
}
