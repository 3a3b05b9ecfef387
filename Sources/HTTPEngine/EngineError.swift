/// Why a server could not start or a certificate could not be used. Holds no secret: it may be shown.
public enum EngineError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The system refused the endpoint.
  case cannotListen(Endpoint, reason: String)
  /// Another process answers on this Unix socket.
  case alreadyInUse(path: String)
  /// The certificate, the key or the two together are unusable.
  case unusableCertificate(certificate: String, key: String, reason: String)
  /// The system has no descriptor or thread left.
  case outOfResources(reason: String)
  /// `start` was called twice.
  case alreadyStarted

  public var description: String {
    switch self {
    case .cannotListen(let endpoint, let reason): "Cannot listen on \(endpoint): \(reason)."
    case .alreadyInUse(let path): "Another process answers on the socket \(path)."
    case .unusableCertificate(let certificate, let key, let reason):
      "The certificate \(certificate) with the key \(key) cannot be used: \(reason)."
    case .outOfResources(let reason): "The system has no resources left: \(reason)."
    case .alreadyStarted: "The server was already started."
    }
  }
}
