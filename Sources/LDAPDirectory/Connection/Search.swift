import Identity

/// What is asked of the directory.
struct Search: Sendable {
  enum Scope: Int32, Sendable {
    case base = 0
    case subtree = 2
  }

  var base: DN
  var scope: Scope
  var filter: Filter
  var attributes: [AttributeName]
  /// Stop after so many entries; reaching it is then no error. `nil`: whatever stops an answer short of
  /// its end is one.
  var firstEntries: Int?
  /// RFC 2696.
  var page: Page?
  /// The names of the attributes alone, without values (RFC 4511, 4.5.1.6): what may be read is told
  /// without reading it.
  var typesOnly = false
  /// A further control of the request.
  var control: Control?
  /// The most that one answer may bring.
  var bounds = AnswerBounds()

  struct Control: Sendable {
    let oid: String
    let isCritical: Bool
    let value: [UInt8]
  }

  struct Page: Sendable {
    let size: Int32
    /// Empty for the first page.
    let cookie: [UInt8]
  }

  /// A server that sends more was not asked to.
  var mostEntries: Int { firstEntries ?? page.map { Int($0.size) } ?? bounds.entries }

  init(_ base: DN, _ scope: Scope, _ filter: Filter, _ attributes: [AttributeName]) {
    self.base = base
    self.scope = scope
    self.filter = filter
    self.attributes = attributes
  }
}

/// Limits of one answer: what goes over them is no answer (a server that sends too much or without end).
struct AnswerBounds: Sendable {
  /// Where the request itself does not say how many there may be.
  var entries = 10_000
  /// References to other servers, which are not followed.
  var references = 1000
  /// Bytes of one message on the wire, looked at before they are read.
  var messageBytes = 1 << 20
  /// Bytes of all entries together, what keeping them costs included.
  var answerBytes = 32 << 20
}

/// What is left of `AnswerBounds.answerBytes`.
struct ByteAllowance {
  private var left: Int
  private let bound: Int

  init(_ bound: Int) {
    self.left = bound
    self.bound = bound
  }

  mutating func spend(_ bytes: Int) throws(ConnectionFailure) {
    left -= bytes
    guard left >= 0 else {
      throw ConnectionFailure(.lost, .badAnswer, "an answer of more than \(bound) bytes")
    }
  }
}

struct SearchAnswer: Sendable {
  var entries: [Entry] = []
  /// `Search.firstEntries` came and there are more.
  var hasMore = false
  /// For the next page; empty after the last one.
  var cookie: [UInt8] = []
}

/// An entry as the directory sent it, copied.
struct Entry: Sendable {
  let dn: String
  /// By `AttributeName.key`, options included as sent. A handful: looked through one after another.
  private var values: [(key: String, values: [[UInt8]])] = []

  /// Attributes that an entry may bring; nobody asks for so many.
  static let mostAttributes = 1_000

  init(dn: String) { self.dn = dn }

  init(dn: String, values: [String: [[UInt8]]]) {
    self.dn = dn
    self.values = values.map { ($0.key, $0.value) }
  }

  /// - Returns: `false` when there are too many attributes.
  mutating func add(_ value: [UInt8]?, to key: String) -> Bool {
    let index = values.firstIndex { $0.key == key }
    if index == nil {
      guard values.count < Self.mostAttributes else { return false }
      values.append((key, []))
    }
    if let value { values[index ?? values.count - 1].values.append(value) }
    return true
  }

  func bytes(_ attribute: AttributeName) -> [[UInt8]] {
    values.first { $0.key == attribute.key }?.values ?? []
  }

  /// The values that are UTF-8.
  func texts(_ attribute: AttributeName) -> [String] {
    bytes(attribute).compactMap { String(validating: $0, as: UTF8.self) }
  }

  func first(_ attribute: AttributeName) -> String? { texts(attribute).first { !$0.isEmpty } }

  var names: some Collection<String> { values.lazy.map(\.key) }

  /// The attribute came, with values or, where they were not asked for, without.
  func has(_ attribute: AttributeName) -> Bool { values.contains { $0.key == attribute.key } }
}
