internal import CLDAP
internal import Glibc
import Identity

extension LDAPHandle {
  /// Asks what changed since a cookie, answer after answer until the server has no more. Of the entries
  /// only ids are kept.
  /// - Parameters:
  ///   - cookie: empty: from the beginning.
  ///   - most: ids that are taken at most.
  func dirSync(_ search: Search, cookie: [UInt8], most: Int, by deadline: Deadline)
    throws(ConnectionFailure) -> DirSync
  {
    try limitMessages(to: search.bounds.messageBytes)
    var sync = DirSync()
    var search = search
    var cookie = cookie
    repeat {
      // Critical: a server without it must not answer with the entries themselves.
      search.control = .init(
        oid: DirSync.control, isCritical: true, value: DirSync.request(cookie))
      try dirSyncAnswer(search, &sync, most, by: deadline)
      cookie = sync.cookie
    } while sync.hasMore
    return sync
  }

  private func dirSyncAnswer(
    _ search: Search, _ sync: inout DirSync, _ most: Int, by deadline: Deadline
  ) throws(ConnectionFailure) {
    let id = try send(search, by: deadline)
    var allowance = ByteAllowance(search.bounds.answerBytes)
    var others = 0
    while true {
      let message = try nextMessage(id, by: deadline)
      switch message.kind {
      case .entry:
        let entry = try entry(message, &allowance)
        guard let id = StableIDForm.guid.id(entry.bytes("objectGUID")) else {
          throw ConnectionFailure(.lost, .badAnswer, "“\(entry.dn)”: no readable objectGUID")
        }
        if entry.first(DirSync.isDeleted)?.uppercased() == "TRUE" {
          sync.changed.remove(id)
          sync.deleted.insert(id)
        } else {
          // Undeleted, perhaps.
          sync.deleted.remove(id)
          sync.changed.insert(id)
        }
      case .reference:
        others += 1
        if let url = try continuation(message) {
          throw ConnectionFailure(
            .lost, .referral, "search under “\(search.base)”: part of the answer lies at \(url)")
        }
      case .other: others += 1
      case .result: return try end(message, search, &sync)
      }
      guard sync.changed.count + sync.deleted.count <= most, others <= search.bounds.references
      else {
        throw ConnectionFailure(.lost, .badAnswer, "more than \(most) entries to be synchronised")
      }
    }
  }

  private func end(
    _ message: borrowing LDAPMessageBox, _ search: Search, _ sync: inout DirSync
  ) throws(ConnectionFailure) {
    var ended = false
    var read = sync
    let result = try parse(message) { controls in
      guard let control = ldap_control_find(DirSync.control, controls, nil) else { return true }
      do throws(BERReader.Malformed) {
        try read.end(Self.bytes(control.pointee.ldctl_value))
        ended = true
        return true
      } catch { return false }
    }
    let text = "search under “\(search.base)”: \(Self.text(result.code.number)) \(result.message)"
    switch result.code {
    case .success: break
    // Not with this account, not under this base, or the server makes nothing of the cookie (Samba says
    // so by 12).
    case .insufficientAccessRights, .unavailableCriticalExtension, .unwillingToPerform,
      .protocolError:
      throw ConnectionFailure(.answered, .noSuchObject, text)
    default: throw ConnectionFailure(.answered, result.code.error, text)
    }
    guard ended else {
      throw ConnectionFailure(.answered, .badAnswer, "\(text): an answer without a cookie")
    }
    sync = read
  }
}
