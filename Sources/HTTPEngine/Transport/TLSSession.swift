import COpenSSL

/// What came of one attempt to move bytes.
enum Transfer {
  /// More than 0; after a handshake 0.
  case bytes(Int)
  /// Again when the descriptor can be read.
  case wantsRead
  /// Again when the descriptor can be written.
  case wantsWrite
  /// The other side has ended its sending in order.
  case ended
  case failed
}

/// One `SSL`, used by one loop's thread alone.
struct TLSSession: ~Copyable {
  private let session: OpaquePointer

  init(_ session: OpaquePointer) { self.session = session }

  deinit { SSL_free(session) }

  func handshake() -> Transfer {
    clearErrors()
    let result = SSL_accept(session)
    return result == 1 ? .bytes(0) : meaning(result)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    clearErrors()
    let result = SSL_read(session, buffer.baseAddress, Int32(clamping: buffer.count))
    return result > 0 ? .bytes(Int(result)) : meaning(result)
  }

  func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
    clearErrors()
    let result = SSL_write(session, bytes.baseAddress, Int32(clamping: bytes.count))
    return result > 0 ? .bytes(Int(result)) : meaning(result)
  }

  /// Sends `close_notify`, so that the client knows that nothing was cut off.
  func sayGoodbye() {
    clearErrors()
    SSL_shutdown(session)
  }

  /// Whether records lie here, whole or in part, that were read from the descriptor already.
  func hasReadAhead() -> Bool { SSL_has_pending(session) == 1 }

  /// Wipes and frees the buffers of 16 KiB for records; does nothing while there is something in them.
  func freeBuffers() { SSL_free_buffers(session) }

  /// The error queue belongs to the thread: what another connection left in it must not be read as ours.
  /// So before every call. It is empty as a rule, and to look is cheaper than to clear.
  private func clearErrors() {
    if ERR_peek_error() != 0 { ERR_clear_error() }
  }

  private func meaning(_ result: Int32) -> Transfer {
    switch SSL_get_error(session, result) {
    case SSL_ERROR_WANT_READ: .wantsRead
    case SSL_ERROR_WANT_WRITE: .wantsWrite
    case SSL_ERROR_ZERO_RETURN: .ended
    default: .failed
    }
  }
}
