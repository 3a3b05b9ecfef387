/// The address of a page with the parameters that say which of its kind is meant: a card, a phrase that
/// is searched for, a place in a list. Never anything secret.
struct PageAddress: Sendable, Equatable {
  struct Parameter: Sendable, Equatable {
    let name: String
    let value: String
  }

  let path: PagePath
  private(set) var parameters: [Parameter]

  /// Parameters without a value are left out.
  init(_ path: PagePath, _ parameters: [(name: String, value: String?)] = []) {
    self.path = path
    self.parameters = parameters.compactMap { name, value in
      guard let value, !value.isEmpty else { return nil }
      return Parameter(name: name, value: value)
    }
  }

  func adding(_ name: String, _ value: String) -> PageAddress {
    var address = self
    address.parameters.append(Parameter(name: name, value: value))
    return address
  }

  subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

  /// As it stands in a link and in `Location`.
  var text: String {
    let query = parameters.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
    return query.isEmpty ? path.text : "\(path.text)?\(query.joined(separator: "&"))"
  }

  /// Everything but the unreserved characters of RFC 3986, section 2.3, as percent codes of UTF-8.
  private static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      if Base64.isURLSafe(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~") {
        out.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        out += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return out
  }
}
