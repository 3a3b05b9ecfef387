extension LDAPStandIn {
  /// What a client asked.
  public struct Request: Sendable {
    public enum Scope: Int, Sendable { case base, one, subtree }

    public enum Operation: Sendable {
      case bind(name: String, password: String)
      /// A SASL bind (RFC 4511, 4.2).
      case sasl(mechanism: String, credentials: [UInt8])
      case unbind
      /// The filter as text (RFC 4515).
      case search(base: String, scope: Scope, filter: String, attributes: [String], sizeLimit: Int)
      /// One line a change: `replace attribute` with its values.
      case modify(dn: String, changes: [Change])
      case extended(oid: String)
      case abandon
      case other(tag: UInt8)
    }

    public struct Change: Sendable {
      public enum Verb: Int, Sendable { case add, delete, replace, increment }
      public let verb: Verb
      public let attribute: String
      public let values: [[UInt8]]
    }

    public struct Control: Sendable {
      public let oid: String
      public let value: [UInt8]
    }

    public let id: Int
    public let operation: Operation
    public let controls: [Control]
    /// The tag of the operation, from which the one of its answer follows.
    let tag: UInt8
    /// Connections are numbered from 1.
    public internal(set) var connection = 0

    /// Nil: no LDAP message.
    init?(_ bytes: [UInt8]) {
      var outer = BER.Reader(bytes)
      guard let message = outer.next(), message.tag == 0x30 else { return nil }
      var reader = BER.Reader(message.content)
      guard let id = reader.number(), let request = reader.next() else { return nil }
      self.id = id
      tag = request.tag
      operation =
        Self.operation(request.tag, BER.Reader(request.content)) ?? .other(tag: request.tag)
      var controls: [Control] = []
      if let list = reader.next(), list.tag == 0xa0 {
        var items = BER.Reader(list.content)
        while let item = items.next() {
          var parts = BER.Reader(item.content)
          let oid = parts.text() ?? ""
          var part = parts.next()
          // Criticality may stand between.
          if part?.tag == 0x01 { part = parts.next() }
          controls.append(Control(oid: oid, value: Array(part?.content ?? [])))
        }
      }
      self.controls = controls
    }

    private static func operation(_ tag: UInt8, _ content: BER.Reader) -> Operation? {
      var reader = content
      switch tag {
      case 0x60:
        guard reader.number() != nil, let name = reader.text(), let proof = reader.next() else {
          return nil
        }
        guard proof.tag == 0xa3 else {
          return .bind(name: name, password: String(decoding: proof.content, as: UTF8.self))
        }
        var parts = BER.Reader(proof.content)
        return .sasl(
          mechanism: parts.text() ?? "", credentials: Array(parts.next()?.content ?? []))
      case 0x42: return .unbind
      case 0x50: return .abandon
      case 0x63: return search(&reader)
      case 0x66: return modify(&reader)
      case 0x77: return .extended(oid: reader.text() ?? "")
      default: return nil
      }
    }

    private static func search(_ reader: inout BER.Reader) -> Operation? {
      guard let base = reader.text(), let scope = reader.number().flatMap(Scope.init),
        reader.number() != nil, let sizeLimit = reader.number(), reader.number() != nil,
        reader.next() != nil, let filter = reader.next(), let list = reader.next()
      else { return nil }
      var names = BER.Reader(list.content)
      var attributes: [String] = []
      while let name = names.text() { attributes.append(name) }
      return .search(
        base: base, scope: scope, filter: text(filter), attributes: attributes,
        sizeLimit: sizeLimit)
    }

    private static func modify(_ reader: inout BER.Reader) -> Operation? {
      guard let dn = reader.text(), let list = reader.next() else { return nil }
      var items = BER.Reader(list.content)
      var changes: [Change] = []
      while let item = items.next() {
        var parts = BER.Reader(item.content)
        guard let verb = parts.number().flatMap(Change.Verb.init), let what = parts.next() else {
          return nil
        }
        var attribute = BER.Reader(what.content)
        let name = attribute.text() ?? ""
        var values: [[UInt8]] = []
        var set = BER.Reader(attribute.next()?.content ?? [])
        while let value = set.next() { values.append(Array(value.content)) }
        changes.append(Change(verb: verb, attribute: name, values: values))
      }
      return .modify(dn: dn, changes: changes)
    }

    /// A filter as RFC 4515 writes it; bytes that are no printable ASCII stand escaped.
    private static func text(_ filter: (tag: UInt8, content: ArraySlice<UInt8>)) -> String {
      var reader = BER.Reader(filter.content)
      switch filter.tag {
      case 0xa0, 0xa1, 0xa2:
        var parts = ""
        while let part = reader.next() { parts += text(part) }
        return "(\(["&", "|", "!"][Int(filter.tag & 0x03)])\(parts))"
      case 0xa3, 0xa5, 0xa6, 0xa8:
        let sign = [0xa3: "=", 0xa5: ">=", 0xa6: "<=", 0xa8: "~="][filter.tag] ?? "="
        return "(\(reader.text() ?? "")\(sign)\(value(reader.next()?.content)))"
      case 0xa4:
        let attribute = reader.text() ?? ""
        var parts = BER.Reader(reader.next()?.content ?? [])
        var pattern = ""
        var isOpen = true
        while let part = parts.next() {
          if part.tag != 0x80 { pattern += "*" }
          pattern += value(part.content)
          isOpen = part.tag != 0x82
        }
        return "(\(attribute)=\(pattern)\(isOpen ? "*" : ""))"
      case 0x87: return "(\(String(decoding: filter.content, as: UTF8.self))=*)"
      case 0xa9:
        var (rule, attribute, wanted) = ("", "", "")
        while let part = reader.next() {
          switch part.tag {
          case 0x81: rule = ":" + String(decoding: part.content, as: UTF8.self)
          case 0x82: attribute = String(decoding: part.content, as: UTF8.self)
          case 0x83: wanted = value(part.content)
          default: break
          }
        }
        return "(\(attribute)\(rule):=\(wanted))"
      default: return "(?)"
      }
    }

    private static func value(_ bytes: ArraySlice<UInt8>?) -> String {
      (bytes ?? []).map { byte in
        let isPlain = (0x20...0x7e).contains(byte) && !"*()\\".utf8.contains(byte)
        return isPlain
          ? String(UnicodeScalar(byte)) : "\\" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
    }
  }
}
