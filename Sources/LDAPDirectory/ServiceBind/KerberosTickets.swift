internal import CGSSAPI
import Identity
import Synchronization

/// The tickets of one domain's service account, got with a keytab and kept in memory: nothing of them is
/// shared with another domain, with other programs or through the environment.
///
/// The library waits for the key distribution centre as long as it likes; the waiting is done on a thread
/// of its own, one at a time, and whoever binds waits no longer than its deadline. When a bind begins the
/// ticket is there, and the bind itself asks nobody.
final class KerberosTickets: Sendable {
  private let keytab: String
  private let principal: String
  /// The name of the cache in memory, one for each `KerberosTickets`.
  private let cache: String
  private let isUnderWay = Monitor(false)

  private static let count = Atomic(0)

  init(keytab: String, principal: String) {
    self.keytab = keytab
    self.principal = principal
    cache = "MEMORY:brama-\(Self.count.add(1, ordering: .relaxed).newValue)"
  }

  /// `nil` where the account comes another way.
  convenience init?(of account: ServiceAccount) {
    guard case .kerberos(let keytab, let principal) = account.bind else { return nil }
    self.init(keytab: keytab, principal: principal)
  }

  deinit { forget() }

  /// A credential whose cache holds a ticket for the directory on that host. Blocks the calling thread.
  /// - Throws: `.unavailable` when the centre does not answer in time, `.serviceAccountRefused` when it
  ///   refuses, the keytab cannot be used, or the directory has no principal.
  func credential(for host: String, by deadline: Deadline) throws(ConnectionFailure)
    -> KerberosCredential
  {
    let late = ConnectionFailure(
      .notSent, .unavailable, "Kerberos: no ticket for ldap/\(host) in time")
    let isMine = isUnderWay.wait { isUnderWay in
      if isUnderWay { return deadline.isPast ? .done(false) : .sleep(until: deadline.instant) }
      isUnderWay = true
      return .done(true)
    }
    guard isMine else { throw late }
    let outcome = Monitor<Result<KerberosCredential, ConnectionFailure>?>(nil)
    do throws(DirectoryError) {
      try BlockingThread.start { [self] in
        let result = fetch(host)
        // First the way is free for the next, then this one's caller goes on.
        release()
        outcome.update { outcome in
          outcome = result
          return ((), wake: true)
        }
      }
    } catch {
      release()
      throw ConnectionFailure(.notSent, error.code, error.detail)
    }
    let result: Result<KerberosCredential, ConnectionFailure>? = outcome.wait { outcome in
      if let outcome { return .done(outcome) }
      return deadline.isPast ? .done(nil) : .sleep(until: deadline.instant)
    }
    guard let result else { throw late }
    return try result.get()
  }

  private func release() {
    isUnderWay.update { isUnderWay in
      isUnderWay = false
      return ((), wake: true)
    }
  }

  /// Drops all tickets: the next credential comes from the centre.
  func forget() {
    var context: krb5_context?
    guard krb5_init_context(&context) == 0 else { return }
    defer { krb5_free_context(context) }
    var tickets: krb5_ccache?
    if krb5_cc_resolve(context, cache, &tickets) == 0 { krb5_cc_destroy(context, tickets) }
  }

  private func fetch(_ host: String) -> Result<KerberosCredential, ConnectionFailure> {
    do throws(ConnectionFailure) {
      let credential = try acquire()
      try fetchTicket(for: host, with: credential)
      return .success(credential)
    } catch {
      return .failure(error)
    }
  }

  /// The ticket-granting ticket, from the cache or with the key of the keytab.
  private func acquire() throws(ConnectionFailure) -> KerberosCredential {
    let what = "Kerberos: \(principal) with the keytab \(keytab)"
    let name = try KerberosName(principal, cgssapi_principal_name(), what)
    var (major, minor) = (OM_uint32(0), OM_uint32(0))
    var credential: gss_cred_id_t?
    major = "client_keytab".withCString { keytabKey in
      "ccache".withCString { cacheKey in
        "FILE:\(keytab)".withCString { keytabPath in
          cache.withCString { cacheName in
            var places = [
              gss_key_value_element_desc(key: keytabKey, value: keytabPath),
              gss_key_value_element_desc(key: cacheKey, value: cacheName),
            ]
            return places.withUnsafeMutableBufferPointer { places in
              var store = gss_key_value_set_desc(count: 2, elements: places.baseAddress)
              var mechanisms = gss_OID_set_desc(count: 1, elements: cgssapi_kerberos())
              return gss_acquire_cred_from(
                &minor, name.pointer, OM_uint32.max, &mechanisms, GSS_C_INITIATE, &store,
                &credential, nil, nil)
            }
          }
        }
      }
    }
    guard cgssapi_is_error(major) == 0, let credential else {
      throw KerberosCredential.failure(what, major, minor)
    }
    return KerberosCredential(credential)
  }

  /// Begins to speak to the directory and throws the words away: the ticket stays in the cache.
  private func fetchTicket(for host: String, with credential: KerberosCredential)
    throws(ConnectionFailure)
  {
    let what = "Kerberos: a ticket for ldap/\(host)"
    let name = try KerberosName("ldap@\(host)", cgssapi_service_name(), what)
    var minor: OM_uint32 = 0
    var context: gss_ctx_id_t?
    var token = gss_buffer_desc()
    let major = gss_init_sec_context(
      &minor, credential.pointer, &context, name.pointer, cgssapi_kerberos(), cgssapi_flags(), 0,
      nil, nil, nil, &token, nil, nil)
    var ignored: OM_uint32 = 0
    gss_release_buffer(&ignored, &token)
    if context != nil { gss_delete_sec_context(&ignored, &context, nil) }
    guard cgssapi_is_error(major) == 0 else {
      throw KerberosCredential.failure(what, major, minor)
    }
  }
}
