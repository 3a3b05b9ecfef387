import Foundation
import HTTPEngine
import Identity
import Synchronization
import TestKit
import Testing

@testable import Portal

/// A whole Brama on the real engine over TLS, for a browser; its clock is moved by hand all the same.
final class PagesServed: Sendable {
  let installation: PagesInstallation
  let address: String
  private let server: Server
  private let authority: TestAuthority

  init(
    isMultiCompany: Bool = false, directory: MemoryDirectory? = nil,
    policy change: (inout Policy) -> Void = { _ in }
  ) async throws {
    installation = try await PagesInstallation(
      isMultiCompany: isMultiCompany, directory: directory, policy: change)
    authority = try await onOwnThread { try TestAuthority() }
    let certificate = try await onOwnThread { [authority] in try authority.issue() }
    // The public address has the port, which the kernel gives when the server starts.
    let portal = Mutex<Portal?>(nil)
    let held = PortalBox(portal)
    server = Server(
      endpoints: [
        (
          .tcp(host: "127.0.0.1", port: 0),
          tls: try TLSIdentity(
            certificateFile: certificate.certificateFile, keyFile: certificate.keyFile)
        )
      ],
      handler: { request, responder in
        guard let portal = held.portal else { return .now(Response(status: 503)) }
        return portal.handler(request, responder)
      }, limits: Limits(), headers: Portal.securityHeaders(isSecure: true))
    try server.start()
    let port = server.boundPorts[0]
    address = "https://localhost:\(port)"
    held.portal = PagesInstallation.portal(
      installation.gate, PublicURL(scheme: .https, host: "localhost", port: port))
  }

  deinit { server.stop() }
}

private final class PortalBox: Sendable {
  private let held: Mutex<Portal?>

  init(_ held: consuming Mutex<Portal?>) { self.held = held }

  var portal: Portal? {
    get { held.withLock { $0 } }
    set { held.withLock { $0 = newValue } }
  }
}
