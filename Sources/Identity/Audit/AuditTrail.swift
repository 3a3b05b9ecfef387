import FoundationEssentials
import Synchronization

/// The audit log: events chained by a keyed hash, personal fields under a key per person.
///
/// Each line's hash covers all its fields and the hash of the line before, with a key that only the
/// sealing key opens; the personal fields enter as ciphertext, so that forgetting a person's key makes
/// them unreadable and breaks nothing.
public final class AuditTrail: Sendable {
  let environment: Environment
  let chainKey: Secret
  let lookupKey: Secret
  /// Seals personal fields that belong to nobody known: the address of a stranger.
  let strangerKey: Secret
  /// For what the store remembers of domains' addresses and passwords.
  private let domainKey: Secret
  /// Signs what browsers bring back of earlier sign-ins.
  private let deviceKey: Secret
  let floods = Mutex(RefusalFloods())
  /// Tells whether a reader's session is alive. Weak: the book holds the trail already.
  private let book = Mutex(WeakBook())

  private struct WeakBook: Sendable { weak var book: SessionBook? }

  private init(environment: Environment, master: Secret) {
    self.environment = environment
    func derived(_ purpose: String) -> Secret {
      Secret(environment.hashing.keyed(master, Array(purpose.utf8)).bytes)
    }
    chainKey = derived("audit chain")
    lookupKey = derived("unknown logins")
    strangerKey = derived("strangers")
    domainKey = derived("domain access")
    deviceKey = derived("device cookies")
  }

  /// Opens the audit key, or makes it in a store that has none.
  /// - Throws: `SealError` when the sealing key is not the store's.
  static func open(_ environment: Environment) async throws -> AuditTrail {
    let now = environment.clock.now
    let master = try await environment.store.write { tx in
      try establish(.keyCheck, in: tx, environment, at: now)
      return try establish(.audit, in: tx, environment, at: now)
    }
    return AuditTrail(environment: environment, master: master)
  }

  @discardableResult
  private static func establish(
    _ name: SealedName, in tx: any Transaction, _ environment: Environment, at now: Timestamp
  ) throws -> Secret {
    if let sealed = try tx.sealed.find(name) {
      return try environment.sealing.open(sealed, as: name.text)
    }
    let fresh = Secret(environment.random.bytes(32))
    try tx.sealed.save(environment.sealing.seal(fresh, as: name.text), as: name, at: now)
    return fresh
  }

  /// The trail is opened before the sessions are read; it is told of them once, at wiring.
  func connect(_ sessions: SessionBook) { book.withLock { $0.book = sessions } }

  /// - Throws: `.unauthenticated` once the gate that this trail belongs to is gone.
  func authority() throws(Rejection) -> Authority {
    guard let sessions = book.withLock({ $0.book }) else { throw .unauthenticated }
    return Authority(environment: environment, sessions: sessions, audit: self)
  }

  /// Chains an event on in the transaction of what it records.
  func append(_ event: AuditEvent, in tx: any Transaction) throws {
    let now = environment.clock.now
    let head = try tx.audit.head()
    let sequence = (head?.sequence ?? 0) + 1
    let previous = head?.hash ?? Digest(bytes: [UInt8](repeating: 0, count: 32))
    var personal = event.personal
    if let origin = event.caller.origin {
      personal["address"] = origin.address
      if let agent = origin.userAgent { personal["userAgent"] = agent }
    }
    let unsigned = AuditRecord(
      sequence: sequence, at: now, action: event.action.rawValue,
      callerKind: event.caller.kind, caller: event.caller.name, subject: event.subject,
      company: event.company, reason: event.reason, details: Self.json(event.details),
      personal: try seal(personal, of: event.keyOwner, sequence: sequence, in: tx),
      previous: previous, hash: previous)
    try tx.audit.append(unsigned.hashed(hash(of: unsigned)))
  }

  /// The keyed hash that a line must carry.
  func hash(of record: AuditRecord) -> Digest {
    environment.hashing.keyed(chainKey, record.canonicalBytes)
  }

  /// What an unknown login is counted and written down under.
  func unknownLoginDigest(_ key: String) -> Digest {
    environment.hashing.keyed(lookupKey, Array(key.utf8))
  }

  /// What an entry of a device cookie is signed with.
  func deviceDigest(_ bytes: [UInt8]) -> Digest { environment.hashing.keyed(deviceKey, bytes) }

  /// What the store keeps in place of a domain's address or password, in hexadecimal.
  func domainDigest(_ kind: String, _ bytes: [UInt8]) -> String {
    hexadecimal(environment.hashing.keyed(domainKey, Array("\(kind)\0".utf8) + bytes).bytes)
  }

  private func seal(
    _ personal: [String: String], of owner: EmployeeID?, sequence: Int64, in tx: any Transaction
  ) throws -> [UInt8] {
    if personal.isEmpty { return [] }
    let key = try owner.map { try personKey($0, in: tx) } ?? strangerKey
    return environment.sealing.seal(
      Array(Self.json(personal).utf8), with: key, as: "audit/\(sequence)")
  }

  private func personKey(_ id: EmployeeID, in tx: any Transaction) throws -> Secret {
    let name = SealedName.person(id)
    if let sealed = try tx.sealed.find(name) {
      return try environment.sealing.open(sealed, as: name.text)
    }
    let fresh = Secret(environment.random.bytes(32))
    try tx.sealed.save(
      environment.sealing.seal(fresh, as: name.text), as: name, at: environment.clock.now)
    return fresh
  }

  /// The personal fields of a line, or `nil` when the person was anonymised: their key is gone.
  func open(_ record: AuditRecord, in tx: any Transaction) throws -> [String: String]? {
    if record.personal.isEmpty { return [:] }
    let key: Secret
    if let owner = record.keyOwner {
      let name = SealedName.person(owner)
      guard let sealed = try tx.sealed.find(name) else { return nil }
      key = try environment.sealing.open(sealed, as: name.text)
    } else {
      key = strangerKey
    }
    let plain = try environment.sealing.open(
      record.personal, with: key, as: "audit/\(record.sequence)")
    return try JSONDecoder().decode([String: String].self, from: Data(plain))
  }

  /// A JSON object with sorted keys: the same fields always give the same bytes.
  static func json(_ fields: [String: String]) -> String {
    var out: [UInt8] = [UInt8(ascii: "{")]
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      if out.count > 1 { out.append(UInt8(ascii: ",")) }
      quote(name, into: &out)
      out.append(UInt8(ascii: ":"))
      quote(value, into: &out)
    }
    out.append(UInt8(ascii: "}"))
    return String(decoding: out, as: UTF8.self)
  }

  /// RFC 8259, section 7.
  private static func quote(_ text: String, into out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    var text = text
    let isPlain = text.withUTF8 { bytes in
      guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }) else { return false }
      out.append(contentsOf: bytes)
      return true
    }
    if !isPlain { escape(text, into: &out) }
    out.append(UInt8(ascii: "\""))
  }

  private static func escape(_ text: String, into out: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      case 0..<0x20:
        out += Array("\\u00".utf8) + [hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 0x0f)]
      default: out.append(byte)
      }
    }
  }
}

extension Caller {
  /// The word that the audit log keeps: who of the four kinds it was.
  var kind: String {
    switch self {
    case .session: "session"
    case .command: "command"
    case .anonymous: "anonymous"
    case .system: "system"
    }
  }

  /// The employee's identifier, the user's name at the machine, or nothing.
  var name: String {
    switch self {
    case .session(_, let employee, _): employee.description
    case .command(let user): user
    case .anonymous, .system: ""
    }
  }
}

extension AuditEvent {
  var keyOwner: EmployeeID? {
    if let subject { return subject }
    if case .session(_, let employee, _) = caller { return employee }
    return nil
  }
}

extension AuditRecord {
  var keyOwner: EmployeeID? {
    subject ?? (callerKind == "session" ? EmployeeID(caller) : nil)
  }

  func hashed(_ hash: Digest) -> AuditRecord {
    AuditRecord(
      sequence: sequence, at: at, action: action, callerKind: callerKind, caller: caller,
      subject: subject, company: company, reason: reason, details: details, personal: personal,
      previous: previous, hash: hash)
  }

  /// All fields, each with its length in front, so that no two records share their bytes.
  var canonicalBytes: [UInt8] {
    var out: [UInt8] = []
    func put(_ bytes: some Collection<UInt8>) {
      withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { out.append(contentsOf: $0) }
      out.append(contentsOf: bytes)
    }
    put(String(sequence).utf8)
    put(String(at.milliseconds).utf8)
    put(action.utf8)
    put(callerKind.utf8)
    put(caller.utf8)
    put((subject?.description ?? "").utf8)
    put((company?.description ?? "").utf8)
    put((reason.map { "=" + $0 } ?? "").utf8)
    put(details.utf8)
    put(personal)
    put(previous.bytes)
    return out
  }
}
