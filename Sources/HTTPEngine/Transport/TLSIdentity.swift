import COpenSSL
import Synchronization

/// The certificate and the key that a server shows, and the rules of its TLS: version 1.2 at least,
/// forward secrecy and authenticated encryption only.
///
/// `reload()` swaps both for what the files hold then: the next handshake shows the new certificate,
/// running connections go on. When the new files cannot be used the old certificate stays.
public final class TLSIdentity: Sendable {
  private let certificateFile: String
  private let keyFile: String
  private let current: Mutex<TLSContext>

  /// - Parameters:
  ///   - certificateFile: PEM, the server's certificate first, then the intermediate ones.
  ///   - keyFile: PEM, without a passphrase.
  /// - Throws: `EngineError.unusableCertificate`.
  public init(certificateFile: String, keyFile: String) throws {
    self.certificateFile = certificateFile
    self.keyFile = keyFile
    current = Mutex(try TLSContext(certificateFile: certificateFile, keyFile: keyFile))
  }

  /// - Throws: `EngineError.unusableCertificate` with the reason; the old certificate is then kept.
  public func reload() throws {
    let new = try TLSContext(certificateFile: certificateFile, keyFile: keyFile)
    current.withLock { $0 = new }
  }

  /// A server's side of a connection over a descriptor.
  func newSession(_ descriptor: Int32) -> TLSSession? {
    current.withLock { $0 }.newSession(descriptor)
  }
}
