internal import CLDAP
internal import Glibc
import Identity

extension LDAPHandle {
  private static let pagedResults = "1.2.840.113556.1.4.319"

  /// Searches and reads the whole answer. An answer that is cut, too large, or of which a server says
  /// that the rest lies elsewhere, is an error: never a short list.
  func search(_ search: Search, by deadline: Deadline) throws(ConnectionFailure) -> SearchAnswer {
    try limitMessages(to: search.bounds.messageBytes)
    let id = try send(search, by: deadline)
    var answer = SearchAnswer()
    var allowance = ByteAllowance(search.bounds.answerBytes)
    var others = 0
    // Entries past the size limit of the request, which not every server keeps to (Samba does not).
    var surplus = 0
    var elsewhere: String?
    while true {
      let message = try nextMessage(id, by: deadline)
      switch message.kind {
      case .entry where answer.entries.count == search.firstEntries:
        _ = try entry(message, &allowance, isTypesOnly: search.typesOnly)
        surplus += 1
        answer.hasMore = true
      case .entry:
        answer.entries.append(try entry(message, &allowance, isTypesOnly: search.typesOnly))
      case .reference:
        others += 1
        if elsewhere == nil { elsewhere = try continuation(message) }
      case .other: others += 1
      case .result:
        try finish(message, search, &answer)
        if let elsewhere { throw Self.isElsewhere(search.base, elsewhere) }
        return answer
      }
      guard answer.entries.count <= search.mostEntries, surplus <= search.bounds.entries,
        others <= search.bounds.references
      else {
        throw ConnectionFailure(
          .lost, .badAnswer, "more than \(max(search.mostEntries, surplus - 1)) entries")
      }
    }
  }

  /// Reads many entries by name, all requests on the way at once. Entries that are gone or do not match
  /// are left out.
  func read(_ names: [DN], _ filter: Filter, _ attributes: [AttributeName], by deadline: Deadline)
    throws(ConnectionFailure) -> [Entry]
  {
    try limitMessages(to: AnswerBounds().messageBytes)
    var open: [Int32: Int] = [:]
    var found: [Entry?] = Array(repeating: nil, count: names.count)
    for (index, name) in names.enumerated() {
      open[try send(Search(name, .base, filter, attributes), by: deadline)] = index
    }
    var messages = 0
    var allowance = ByteAllowance(AnswerBounds().answerBytes)
    // Told once all have answered: the connection is then as good as before.
    var failure: ConnectionFailure?
    while !open.isEmpty {
      let message = try nextMessage(by: deadline) { open[$0] != nil }
      messages += 1
      guard let index = open[message.requestID], messages <= 4 * names.count else {
        throw ConnectionFailure(.lost, .badAnswer, "answers to what was not asked")
      }
      switch message.kind {
      case .entry: found[index] = try entry(message, &allowance)
      case .reference:
        if let url = try continuation(message) {
          failure = failure ?? Self.isElsewhere(names[index], url)
        }
      case .other: break
      case .result:
        open[message.requestID] = nil
        let result = try parse(message)
        guard result.code == .success || result.code == .noSuchObject else {
          let text = "reading “\(names[index])”: \(Self.text(result.code.number))"
          failure = failure ?? ConnectionFailure(.answered, result.code.error, text)
          continue
        }
      }
    }
    if let failure { throw failure }
    return found.compactMap { $0 }
  }

  /// Reads the values of one entry without making an array of each, for groups with very many members.
  /// - Parameter body: called with `nil` for each attribute, then with its values, if it has any.
  /// - Throws: `.noSuchObject` when the entry is gone.
  func values(
    _ search: Search, by deadline: Deadline, _ body: (String, UnsafeRawBufferPointer?) -> Void
  )
    throws(ConnectionFailure)
  {
    try limitMessages(to: search.bounds.messageBytes)
    let id = try send(search, by: deadline)
    var answer = SearchAnswer()
    var allowance = ByteAllowance(search.bounds.answerBytes)
    var messages = 0
    var hasEntry = false
    var elsewhere: String?
    while true {
      let message = try nextMessage(id, by: deadline)
      messages += 1
      guard messages <= 8, !hasEntry || message.kind != .entry else {
        throw ConnectionFailure(.lost, .badAnswer, "more than one entry")
      }
      switch message.kind {
      case .reference: if elsewhere == nil { elsewhere = try continuation(message) }
      case .other: break
      case .result:
        try finish(message, search, &answer)
        if let elsewhere { throw Self.isElsewhere(search.base, elsewhere) }
        return
      case .entry:
        hasEntry = true
        var ber: OpaquePointer?
        var name = berval()
        let code = ldap_get_dn_ber(ld, message.pointer, &ber, &name)
        defer { if let ber { ber_free(ber, 0) } }
        guard code == 0, let ber else {
          throw ConnectionFailure(.lost, .badAnswer, "an entry that is not understood")
        }
        try allowance.spend(Self.size(ber))
        try eachAttribute(message, ber) { key, value in
          body(
            key,
            value.map { UnsafeRawBufferPointer(start: $0.bv_val, count: Int($0.bv_len)) })
        }
      }
    }
  }

  /// The server says that part of the answer is to be had elsewhere.
  private static func isElsewhere(_ base: DN, _ url: String) -> ConnectionFailure {
    var failure = ConnectionFailure(
      .answered, .referral,
      "search under “\(base)”: part of the answer lies at \(url); ignored_references may name it")
    failure.elsewhere = url
    return failure
  }

  func send(_ search: Search, by deadline: Deadline) throws(ConnectionFailure) -> Int32 {
    var control: UnsafeMutablePointer<LDAPControl>?
    defer { if let control { ldap_control_free(control) } }
    if let page = search.page {
      var cookie = page.cookie
      let code = cookie.withUnsafeMutableBytes { raw in
        var value = berval(
          bv_len: ber_len_t(raw.count),
          bv_val: raw.baseAddress?.assumingMemoryBound(to: CChar.self))
        return ldap_create_page_control(ld, page.size, &value, 1, &control)
      }
      guard code == 0 else { throw ConnectionFailure(.notSent, .unavailable, Self.text(code)) }
    }
    var further: UnsafeMutablePointer<LDAPControl>?
    defer { if let further { ldap_control_free(further) } }
    if let wanted = search.control {
      var bytes = wanted.value
      let code = bytes.withUnsafeMutableBytes { raw in
        var value = berval(
          bv_len: ber_len_t(raw.count),
          bv_val: raw.baseAddress?.assumingMemoryBound(to: CChar.self))
        return ldap_control_create(wanted.oid, wanted.isCritical ? 1 : 0, &value, 1, &further)
      }
      guard code == 0 else { throw ConnectionFailure(.notSent, .unavailable, Self.text(code)) }
    }
    // The list ends with the first null pointer.
    var controls = (
      control ?? further, control == nil ? nil : further, nil as UnsafeMutablePointer<LDAPControl>?
    )
    var time = deadline.timeval
    // Servers count in whole seconds; ours ends first.
    time.tv_sec += 2
    var id: Int32 = 0
    let code = withCStrings(search) { base, filter, attributes in
      withUnsafeMutableBytes(of: &controls) { controls in
        ldap_search_ext(
          ld, base, search.scope.rawValue, filter, attributes, search.typesOnly ? 1 : 0,
          controls.assumingMemoryBound(to: UnsafeMutablePointer<LDAPControl>?.self).baseAddress,
          nil, &time, Int32(search.firstEntries ?? 0), &id)
      }
    }
    guard code == 0 else { throw sendFailure(code) }
    return id
  }

  private func finish(
    _ message: borrowing LDAPMessageBox, _ search: Search, _ answer: inout SearchAnswer
  ) throws(ConnectionFailure) {
    var cookie: [UInt8] = []
    var hasPage = false
    let result = try parse(message) { controls in
      guard let control = ldap_control_find(Self.pagedResults, controls, nil) else { return true }
      var count: ber_int_t = 0
      var value = berval()
      guard ldap_parse_pageresponse_control(ld, control, &count, &value) == 0 else { return false }
      defer { ldap_memfree(value.bv_val) }
      cookie = Self.copy(value)
      hasPage = true
      return true
    }
    switch result.code {
    case .success: break
    case .sizeLimitExceeded where answer.entries.count == search.firstEntries: answer.hasMore = true
    default:
      var failure = ConnectionFailure(
        .answered, result.code.error,
        "search under “\(search.base)”: \(Self.text(result.code.number)) \(result.message)")
      failure.result = result.code
      throw failure
    }
    guard search.page == nil || hasPage else {
      throw ConnectionFailure(.answered, .badAnswer, "the server does not do paged results")
    }
    guard cookie.count <= 4096 else {
      throw ConnectionFailure(.lost, .badAnswer, "a page cookie of \(cookie.count) bytes")
    }
    answer.cookie = cookie
  }

  /// Bytes of the message that is read with `ber`.
  private static func size(_ ber: OpaquePointer) -> Int {
    var size: ber_len_t = 0
    // Where the library does not tell, no answer can be bounded: none is taken.
    guard ber_get_option(UnsafeMutableRawPointer(ber), LBER_OPT_BER_TOTAL_BYTES, &size) == 0 else {
      return .max
    }
    return Int(clamping: size)
  }

  /// - Parameter isTypesOnly: attributes without values stand in the entry too.
  func entry(
    _ message: borrowing LDAPMessageBox, _ allowance: inout ByteAllowance,
    isTypesOnly: Bool = false
  ) throws(ConnectionFailure) -> Entry {
    let wrong = ConnectionFailure(.lost, .badAnswer, "an entry that is not understood")
    var ber: OpaquePointer?
    var name = berval()
    let code = ldap_get_dn_ber(ld, message.pointer, &ber, &name)
    defer { if let ber { ber_free(ber, 0) } }
    guard code == 0, let ber, let dn = String(validating: Self.copy(name), as: UTF8.self) else {
      throw wrong
    }
    try allowance.spend(Self.size(ber))
    var entry = Entry(dn: dn)
    var count = 0
    var isWhole = true
    try eachAttribute(message, ber) { key, value in
      count += 1
      if value != nil || isTypesOnly {
        isWhole = entry.add(value.map(Self.copy), to: key) && isWhole
      }
    }
    guard isWhole else { throw wrong }
    // What an array costs beyond its bytes: very many empty values are small on the wire alone.
    try allowance.spend(count * 32)
    return entry
  }

  /// After the entry's name has been read: calls `body` with `nil` for each attribute, which may have no
  /// values, and then with each of its values. These lie in the message.
  private func eachAttribute(
    _ message: borrowing LDAPMessageBox, _ ber: OpaquePointer, _ body: (String, berval?) -> Void
  ) throws(ConnectionFailure) {
    while true {
      var attribute = berval()
      var list: UnsafeMutablePointer<berval>?
      let code = ldap_get_attribute_ber(ld, message.pointer, ber, &attribute, &list)
      defer { if let list { ber_memfree(list) } }
      guard code == 0, attribute.bv_val == nil || attribute.bv_len <= 256 else {
        throw ConnectionFailure(.lost, .badAnswer, "an entry that is not understood")
      }
      guard attribute.bv_val != nil else { return }
      let key = Self.lowercased(attribute)
      body(key, nil)
      var index = 0
      // The list ends with a null pointer.
      while let value = list?[index], value.bv_val != nil {
        body(key, value)
        index += 1
      }
    }
  }

  /// Names of attributes are of ASCII (RFC 4512, 2.5).
  private static func lowercased(_ name: berval) -> String {
    let bytes = UnsafeRawBufferPointer(start: name.bv_val, count: Int(name.bv_len))
    guard bytes.allSatisfy({ $0 < 0x80 }) else {
      return String(decoding: bytes, as: UTF8.self).lowercased()
    }
    return String(unsafeUninitializedCapacity: bytes.count) { out in
      for (index, byte) in bytes.enumerated() { out[index] = 65...90 ~= byte ? byte | 0x20 : byte }
      return bytes.count
    }
  }

  private static func copy(_ value: berval) -> [UInt8] {
    guard let start = value.bv_val else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(value.bv_len)))
  }

  /// Base, filter and the NULL-ended list of attributes as C strings, which lie one after another in one
  /// piece of memory.
  private func withCStrings<R>(
    _ search: Search,
    _ body: (
      UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> R
  ) -> R {
    var text: [UInt8] = []
    text.reserveCapacity(512)
    text.append(contentsOf: search.base.description.utf8)
    text.append(0)
    let filter = text.count
    search.filter.write(into: &text)
    text.append(0)
    var starts: [Int] = []
    starts.reserveCapacity(search.attributes.count)
    for attribute in search.attributes {
      starts.append(text.count)
      text.append(contentsOf: attribute.text.utf8)
      text.append(0)
    }
    if starts.isEmpty {
      // "1.1" asks for no attribute (RFC 4511, 4.5.1.8); an empty list would ask for all.
      starts.append(text.count)
      text.append(contentsOf: "1.1\0".utf8)
    }
    return text.withUnsafeMutableBytes { raw in
      raw.withMemoryRebound(to: CChar.self) { bytes in
        withUnsafeTemporaryAllocation(
          of: UnsafeMutablePointer<CChar>?.self, capacity: starts.count + 1
        ) { list in
          guard let start = bytes.baseAddress, let names = list.baseAddress else {
            preconditionFailure("base and filter end with a NUL each")
          }
          for (index, place) in starts.enumerated() {
            list.initializeElement(at: index, to: start + place)
          }
          list.initializeElement(at: starts.count, to: nil)
          return body(start, start + filter, names)
        }
      }
    }
  }
}
