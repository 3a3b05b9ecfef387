internal import CLDAP
internal import Glibc
import Synchronization

/// The TLS contexts of libldap: what it makes of the files of certificates and of the list of ciphers, one for
/// all connections with the same.
///
/// To read a bundle of authorities for each connection takes milliseconds, and libldap with GnuTLS loses 8,296
/// bytes with each context that has a list of ciphers. A file that was written, replaced, or got other rights
/// since is read anew for the next connection.
final class TLSContexts: Sendable {
  static let shared = TLSContexts()

  /// What a context is made of.
  struct Terms: Hashable {
    let authority: String
    let certificate: String?
    let key: String?
    let ciphers: String
  }

  /// Terms with their files as they are now.
  struct State: Equatable {
    let terms: Terms
    fileprivate let files: [FileState]

    /// `nil` where a file cannot be looked at.
    init?(_ terms: Terms) {
      self.terms = terms
      let paths = [terms.authority, terms.certificate, terms.key].compactMap(\.self)
      let files = paths.compactMap(FileState.init)
      guard files.count == paths.count else { return nil }
      self.files = files
    }
  }

  /// More terms than a service has; past it all are made anew.
  private static let limit = 64

  private let contexts = Mutex<[Terms: (state: State, context: TLSContext)]>([:])

  func find(_ state: State) -> TLSContext? {
    contexts.withLock { contexts in
      guard let known = contexts[state.terms], known.state == state else { return nil }
      return known.context
    }
  }

  /// - Parameter state: as it was before the context was made of it.
  func keep(_ context: TLSContext, of state: State) {
    contexts.withLock { contexts in
      if contexts.count >= Self.limit { contexts.removeAll() }
      contexts[state.terms] = (state, context)
    }
  }
}

/// One context of libldap's; connections that use it hold it too.
// @unchecked Sendable: libldap counts who holds it under a lock of its own, and changes nothing else in it.
final class TLSContext: @unchecked Sendable {
  private let pointer: UnsafeMutableRawPointer

  /// The one that a handle has.
  init?(of handle: OpaquePointer) {
    var pointer: UnsafeMutableRawPointer?
    guard ldap_get_option(handle, LDAP_OPT_X_TLS_CTX, &pointer) == 0, let pointer else {
      return nil
    }
    self.pointer = pointer
  }

  deinit { ldap_pvt_tls_ctx_free(pointer) }

  /// - Returns: whether the handle has it now.
  func give(to handle: OpaquePointer) -> Bool {
    ldap_set_option(handle, LDAP_OPT_X_TLS_CTX, pointer) == 0
  }
}

/// By which a file is told from what it was.
private struct FileState: Equatable {
  private let numbers: [Int]

  init?(_ path: String) {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    numbers = [
      Int(bitPattern: UInt(found.st_dev)), Int(bitPattern: UInt(found.st_ino)), Int(found.st_size),
      found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_ctim.tv_sec, found.st_ctim.tv_nsec,
    ]
  }
}
