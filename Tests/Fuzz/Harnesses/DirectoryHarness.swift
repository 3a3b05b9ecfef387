import Identity

@testable import LDAPDirectory

/// Distinguished names: what is put together from a name that was read is that name.
enum DNHarness {
  static func read(_ bytes: [UInt8]) {
    let text = bytes.text
    if let name = try? DN(text) {
      hold(name.description == text, "a name is not shown as it was written")
      let rebuilt = DN(parts: name.parts)
      hold(rebuilt == name && name.isInside(rebuilt), "a name is not itself")
      // Escapes make it longer, and there is a limit.
      if rebuilt.description.utf8.count <= 8192 {
        guard let again = try? DN(rebuilt.description) else {
          fatalError("what was put together is no name: \(rebuilt)")
        }
        hold(again.parts == name.parts, "\(text) became \(rebuilt)")
      }
      _ = name.domainName
    }
    // Whatever a value holds, it is one value of one part.
    let base = DN(parts: [[DN.Assertion(attribute: "dc", value: Array("example".utf8))]])
    let child = base.child("cn", text)
    guard child.description.utf8.count <= 8192 else { return }
    guard let again = try? DN(child.description) else {
      fatalError("what was put together is no name: \(child)")
    }
    hold(again.parts == child.parts, "a value breaks out of \(child)")
    hold(child.isInside(base) && !base.isInside(child), "a child is not inside its parent")
  }
}

/// Filters: what was read and written again is the same filter, and no value breaks out of one.
enum FilterHarness {
  static func read(_ bytes: [UInt8]) {
    let text = bytes.text
    if let filter = try? Filter(parsing: text) {
      let written = filter.description
      guard let again = try? Filter(parsing: written) else {
        fatalError("what was written is no filter: \(written)")
      }
      hold(again == filter, "\(text) became \(written)")
    }
    let values: [Filter] = [
      .equal("cn", text), .equal("cn", bytes: bytes), .contains("cn", "a" + text),
      .all([.has("cn"), .not(.equal("uid", text))]),
    ]
    for filter in values {
      hold(
        (try? Filter(parsing: filter.description)) == filter, "a value breaks out of \(filter)")
    }
  }
}

/// What attributes hold: ids, moments, addresses of servers.
enum DirectoryValueHarness {
  static func read(_ bytes: [UInt8]) {
    let text = bytes.text
    if let id = GUID(bytes: bytes) { hold(GUID(text: id.text) == id, "an id does not lead back") }
    if let id = GUID(text: text) { hold(GUID(text: id.text) == id, "an id does not lead back") }
    if let id = SID(bytes: bytes) {
      hold(id.sibling(id.relativeID) == id, "an id is not its own sibling")
      _ = id.isOfDomain
    }
    if let moment = DirectoryTime.generalized(text) { _ = moment.rfc3339 }
    _ = DirectoryTime.fileTime(text)?.rfc3339
    _ = DirectoryTime.days(text)?.rfc3339
    if let stamp = ChangeStamp(text) {
      hold(ChangeStamp(stamp.text(withFraction: true)) == stamp, "a stamp does not lead back")
    }
    if let address = try? ServerAddress(text) {
      hold((try? ServerAddress(address.description)) == address, "another server: \(address)")
    }
    if let name = try? AttributeName(text) { hold(name.text == text, "another attribute") }
  }
}

/// What servers say of changes, in BER. The first byte tells which message it is.
enum SyncHarness {
  static func read(_ bytes: [UInt8]) {
    guard let kind = bytes.first else { return }
    let value = Array(bytes.dropFirst())
    var answer = SyncAnswer()
    var changes = DirSync()
    switch kind % 5 {
    case 0: try? answer.end(value)
    case 1: try? answer.meet(value)
    case 2: try? answer.note(value)
    case 3:
      if (try? changes.end(value)) != nil {
        hold((1...DirSync.longestCookie).contains(changes.cookie.count), "a cookie has its limits")
      }
    default:
      var reader = BERReader(BER.element(kind, value))
      hold((try? reader.octets(kind)) == value && reader.isAtEnd, "an element does not lead back")
      walk(BERReader(value), depth: 0)
    }
    for id in answer.changed.union(answer.deleted).union(answer.present) {
      hold(id.utf8.count == 36, "an id has its form: \(id)")
    }
  }

  private static func walk(_ reader: BERReader, depth: Int) {
    var reader = reader
    while depth < 16, let tag = reader.tag {
      var (number, flag) = (reader, reader)
      _ = try? number.number(tag)
      _ = try? flag.flag()
      guard let inner = try? reader.element(tag) else { return }
      walk(inner, depth: depth + 1)
    }
  }
}
