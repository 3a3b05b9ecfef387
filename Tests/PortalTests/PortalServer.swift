import Foundation
import HTTPEngine
import Identity

@testable import Portal

/// A house behind the real engine: plain HTTP on a port of the kernel's choice, and a Unix socket.
final class PortalServer: Sendable {
  let house: PortalHouse
  let socket: String
  private let server: Server
  private let local: Server

  var port: UInt16 { server.boundPorts[0] }

  init(_ house: PortalHouse, limits: Limits = Limits()) throws {
    self.house = house
    socket = NSTemporaryDirectory() + "portal-\(UUID().uuidString.prefix(8)).sock"
    server = Server(
      endpoints: [(.tcp(host: "127.0.0.1", port: 0), tls: nil)], handler: house.portal.handler,
      limits: limits,
      headers: house.portal.securityHeaders,
      refusal: house.portal.refusal(status:acceptLanguage:))
    local = Server(
      endpoints: [(.unix(path: socket), tls: nil)],
      handler: house.portal.localHandler { "user-\($0)" },
      headers: house.portal.securityHeaders)
    try server.start()
    try local.start()
  }

  func stop() async {
    await server.drain()
    await local.drain()
    try? FileManager.default.removeItem(atPath: socket)
  }
}
