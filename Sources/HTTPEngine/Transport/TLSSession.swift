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
    // The error queue belongs to the thread: what another connection left in it must not be read as
    // ours. So before every call.
    ERR_clear_error()
    let result = SSL_accept(session)
    return result == 1 ? .bytes(0) : meaning(result)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    ERR_clear_error()
    let result = SSL_read(session, buffer.baseAddress, Int32(clamping: buffer.count))
    return result > 0 ? .bytes(Int(result)) : meaning(result)
  }

  func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
    ERR_clear_error()
    let result = SSL_write(session, bytes.baseAddress, Int32(clamping: bytes.count))
    return result > 0 ? .bytes(Int(result)) : meaning(result)
  }

  /// Sends `close_notify`, so that the client knows that nothing was cut off.
  func sayGoodbye() {
    ERR_clear_error()
    SSL_shutdown(session)
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
