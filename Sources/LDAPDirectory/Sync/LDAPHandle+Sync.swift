internal import CLDAP
internal import Glibc
import Identity

extension LDAPHandle {
  private static let syncRequest = "1.3.6.1.4.1.4203.1.9.1.1"
  private static let syncState = "1.3.6.1.4.1.4203.1.9.1.2"
  private static let syncDone = "1.3.6.1.4.1.4203.1.9.1.3"
  private static let syncInfo = "1.3.6.1.4.1.4203.1.9.1.4"

  /// Asks which entries of a search changed since a cookie (RFC 4533, refreshOnly). Their values are not
  /// looked at.
  /// - Parameter most: ids that are taken at most.
  func sync(_ search: Search, cookie: [UInt8]?, most: Int, by deadline: Deadline)
    throws(ConnectionFailure) -> SyncAnswer
  {
    try limitMessages(to: search.bounds.messageBytes)
    var search = search
    // Critical: a server without it must not answer with the entries themselves.
    search.control = .init(
      oid: Self.syncRequest, isCritical: true, value: SyncAnswer.request(cookie))
    let id = try send(search, by: deadline)
    var answer = SyncAnswer()
    while true {
      let message = try nextMessage(id, by: deadline)
      do {
        switch message.kind {
        case .entry: try answer.meet(try state(of: message))
        case .reference: if let url = try continuation(message) { throw elsewhere(search, url) }
        case .other: if let value = try info(message) { try answer.note(value) }
        case .result: return try end(message, search, answer)
        }
      } catch let failure as ConnectionFailure {
        throw failure
      } catch {
        throw ConnectionFailure(.lost, .badAnswer, "a synchronisation that is not understood")
      }
      guard answer.changed.count + answer.deleted.count + answer.present.count <= most else {
        throw ConnectionFailure(.lost, .badAnswer, "more than \(most) entries to be synchronised")
      }
    }
  }

  private func elsewhere(_ search: Search, _ url: String) -> ConnectionFailure {
    ConnectionFailure(
      .lost, .referral, "search under “\(search.base)”: part of the answer lies at \(url)")
  }

  private func end(
    _ message: borrowing LDAPMessageBox, _ search: Search, _ answer: SyncAnswer
  ) throws(ConnectionFailure) -> SyncAnswer {
    var answer = answer
    let result = try parse(message) { controls in
      guard let control = ldap_control_find(Self.syncDone, controls, nil) else { return true }
      do throws(BERReader.Malformed) {
        try answer.end(Self.bytes(control.pointee.ldctl_value))
        return true
      } catch { return false }
    }
    let text = "search under “\(search.base)”: \(Self.text(result.code.number)) \(result.message)"
    switch result.code {
    case .success: return answer
    // The cookie is too old or of another server, or the answer would be too large: from the beginning.
    case .syncRefreshRequired, .sizeLimitExceeded, .adminLimitExceeded, .timeLimitExceeded,
      .unwillingToPerform, .protocolError:
      throw ConnectionFailure(.answered, .cursorExpired, text)
    case .unavailableCriticalExtension: throw ConnectionFailure(.answered, .noSuchObject, text)
    // Whatever it has against the cookie.
    default:
      throw ConnectionFailure(
        .answered, result.code.error == .badAnswer ? .cursorExpired : result.code.error, text)
    }
  }

  /// The value of an entry's Sync State Control.
  private func state(of message: borrowing LDAPMessageBox) throws -> [UInt8] {
    var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
    let code = ldap_get_entry_controls(ld, message.pointer, &controls)
    defer { ldap_controls_free(controls) }
    guard code == 0, let control = ldap_control_find(Self.syncState, controls, nil) else {
      throw BERReader.Malformed()
    }
    return Self.bytes(control.pointee.ldctl_value)
  }

  /// The value of a Sync Info Message; `nil` for another intermediate response (RFC 4511, 4.13).
  private func info(_ message: borrowing LDAPMessageBox) throws -> [UInt8]? {
    guard message.type == 0x79 else { throw BERReader.Malformed() }
    var name: UnsafeMutablePointer<CChar>?
    var data: UnsafeMutablePointer<berval>?
    let code = ldap_parse_intermediate(ld, message.pointer, &name, &data, nil, 0)
    defer {
      ldap_memfree(name)
      ber_bvfree(data)
    }
    guard code == 0, let name, String(cString: name) == Self.syncInfo, let data else { return nil }
    return Self.bytes(data.pointee)
  }

  static func bytes(_ value: berval) -> [UInt8] {
    guard let start = value.bv_val else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(value.bv_len)))
  }
}
