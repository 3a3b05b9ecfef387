import Glibc

/// One accepted descriptor, plain or under TLS; closed when this value goes. Nothing here blocks.
struct Transport: ~Copyable {
  let descriptor: Int32
  private let session: TLSSession?
  let isSecure: Bool

  init(_ descriptor: Int32, _ session: consuming TLSSession?) {
    self.descriptor = descriptor
    isSecure = session != nil
    self.session = session
  }

  deinit { close(descriptor) }

  func handshake() -> Transfer { session?.handshake() ?? .bytes(0) }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    if isSecure { return session?.read(into: buffer) ?? .failed }
    return readRaw(into: buffer)
  }

  /// Past TLS: for bytes that are thrown away.
  func readRaw(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    if count > 0 { return .bytes(count) }
    if count == 0 { return .ended }
    return errno == EAGAIN || errno == EINTR ? .wantsRead : .failed
  }

  /// Whether bytes lie in TLS that the descriptor has given already.
  func hasReadAhead() -> Bool { session?.hasReadAhead() ?? false }

  /// Gives back what TLS holds for reading and writing; it takes it again when it is needed.
  func freeBuffers() { session?.freeBuffers() }

  func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
    if isSecure { return session?.write(bytes) ?? .failed }
    let count = send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    if count >= 0 { return .bytes(count) }
    return errno == EAGAIN || errno == EINTR ? .wantsWrite : .failed
  }

  /// Ends our sending; what the client still sends can be read.
  func finishSending() {
    session?.sayGoodbye()
    shutdown(descriptor, Int32(SHUT_WR))
  }
}
