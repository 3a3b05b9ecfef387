import Identity
import Messages

/// The fields of a request, read one by one; every one at fault is noted, so that an answer names them
/// all (GEN-11). Call `finish` before using what was read.
struct Fields {
  /// What becomes of a member that no reader asked for.
  enum Unknown { case refused, ignored }

  private let members: [JSONMember]
  private var read: Set<String> = []
  private(set) var faults: [FieldProblem] = []

  init(_ members: [JSONMember]) { self.members = members }

  /// - Throws: `Problem` for a body that is no JSON object or breaks the strict scan.
  init(body: [UInt8]) throws {
    do {
      guard case .object(let members) = try JSONScanner.scan(body) else {
        throw Problem(.malformedJSON, .notAnObject)
      }
      self.init(members)
    } catch let error as JSONScanError {
      throw Problem(.malformedJSON, WireFault(error))
    }
  }

  /// Whether the member is there, `null` or not.
  func has(_ name: String) -> Bool { find(name) != nil }

  private func find(_ name: String) -> JSONValue? {
    members.first { $0.name.elementsEqual(name.utf8) }?.value
  }

  private mutating func value(_ name: String) -> JSONValue? {
    read.insert(name)
    return find(name)
  }

  mutating func note(_ name: String, _ fault: FieldProblem.Fault) {
    faults.append(FieldProblem(field: name, fault: fault))
  }

  /// Whether a reader found the field's form at fault.
  func isAtFault(_ name: String) -> Bool { faults.contains { $0.field == name } }

  /// - Parameters:
  ///   - isNullable: `null` is taken for an empty text.
  ///   - limit: in UTF-8 bytes; longer is a fault.
  mutating func text(_ name: String, isNullable: Bool = false, limit: Int = 1024) -> String? {
    switch value(name) {
    case nil: return nil
    case .string(let string)?:
      let bytes = string.unescaped()
      if bytes.count <= limit { return String(decoding: bytes, as: UTF8.self) }
      note(name, .identity(.tooLong(limit: limit)))
      return nil
    case .null? where isNullable: return ""
    default:
      note(name, .notText)
      return nil
    }
  }

  mutating func secret(_ name: String) -> Secret? {
    switch value(name) {
    case nil: return nil
    case .string(let string)?: return string.secret
    default:
      note(name, .notText)
      return nil
    }
  }

  mutating func flag(_ name: String) -> Bool? {
    switch value(name) {
    case nil: return nil
    case .bool(let value)?: return value
    default:
      note(name, .notTrueOrFalse)
      return nil
    }
  }

  mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Word.Type
  ) -> Word? {
    guard let text = text(name) else { return nil }
    if let word = Word(rawValue: text) { return word }
    note(name, .identity(.notOneOf(Word.allCases.map(\.rawValue))))
    return nil
  }

  mutating func identifier<Named>(_ name: String, of type: Named.Type) -> Identifier<Named>? {
    guard let text = text(name) else { return nil }
    if let identifier = Identifier<Named>(text) { return identifier }
    note(name, .notAnIdentifier)
    return nil
  }

  mutating func moment(_ name: String) -> Timestamp? {
    guard let text = text(name) else { return nil }
    if let moment = Timestamp(rfc3339: text) { return moment }
    note(name, .notAMoment)
    return nil
  }

  /// A reader's value, or `placeholder` where it has none; `finish` then throws, so that the placeholder
  /// is never used.
  private mutating func required<Value>(_ name: String, _ value: Value?, or placeholder: Value)
    -> Value
  {
    if let value { return value }
    if !has(name) { note(name, .identity(.required)) }
    return placeholder
  }

  mutating func requiredText(_ name: String, limit: Int = 1024) -> String {
    required(name, text(name, limit: limit), or: "")
  }

  mutating func requiredSecret(_ name: String) -> Secret {
    required(name, secret(name), or: Secret(""))
  }

  mutating func requiredFlag(_ name: String) -> Bool { required(name, flag(name), or: false) }

  mutating func requiredWord<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Word.Type, or placeholder: Word
  ) -> Word {
    required(name, word(name, of: type), or: placeholder)
  }

  mutating func requiredMoment(_ name: String) -> Timestamp {
    required(name, moment(name), or: Timestamp(milliseconds: 0))
  }

  /// - Throws: `Problem` (422) with every field at fault.
  mutating func finish(unknown: Unknown) throws {
    noteUnread(unknown)
    guard faults.isEmpty else { throw Problem(fields: faults) }
  }

  /// As `finish(unknown:)`, for requests whose values Identity judges.
  ///
  /// - Parameter rules: what Identity's rules find in the values that could be read. Asked only beside a
  ///   fault of form, since Identity never sees such a request: the answer has to name the fields that
  ///   break a rule as well (GEN-11). What it finds in a field whose form is at fault is left out.
  /// - Throws: `Problem` (422) with every field at fault; what `rules` throws, as a missing right.
  mutating func finish(unknown: Unknown, rules: () async throws -> [FieldFault]) async throws {
    noteUnread(unknown)
    guard !faults.isEmpty else { return }
    let ruled = try await rules().map(FieldProblem.init)
    throw Problem(fields: faults + ruled.filter { !isAtFault($0.field) })
  }

  private mutating func noteUnread(_ unknown: Unknown) {
    if unknown == .refused {
      for member in members {
        let name = String(decoding: member.name, as: UTF8.self)
        if !read.contains(name) { note(String(name.prefix(64)), .unknownField) }
      }
    }
  }
}
