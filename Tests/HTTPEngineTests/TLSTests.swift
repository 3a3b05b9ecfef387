import Foundation
import HTTPEngine
import TestKit
import Testing

@Suite("TLS", .ownThread)
struct TLSTests {
  private static let request = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n"

  /// An engine that shows a certificate of the test's choice.
  private func serve(_ identity: TLSIdentity) throws -> Server {
    let server = Server(
      endpoints: [(.tcp(host: "127.0.0.1", port: 0), tls: identity)],
      handler: { request, _ in .now(Response(status: request.isSecure ? 200 : 500)) })
    try server.start()
    return server
  }

  private func identity(_ certificate: TestAuthority.Certificate) throws -> TLSIdentity {
    try TLSIdentity(certificateFile: certificate.certificateFile, keyFile: certificate.keyFile)
  }

  @Test("TLS 1.2 and 1.3 are spoken, older versions are not")
  func versions() throws {
    let authority = try TestAuthority()
    let server = try serve(identity(try authority.issue()))
    defer { server.stop() }
    var tls = HTTPClientTLS(authorityFile: authority.certificateFile)
    for (version, name) in [(HTTPClientTLS.Version.tls12, "TLSv1.2"), (.tls13, "TLSv1.3")] {
      tls.highest = version
      let client = try HTTPRawClient(port: server.boundPorts[0], tls: tls)
      #expect(client.tlsVersion == name)
      #expect(try client.exchange(Self.request).status == 200)
    }
    tls.highest = .tls11
    #expect(throws: HTTPRawClient.Failure.self) {
      try HTTPRawClient(port: server.boundPorts[0], tls: tls)
    }
  }

  @Test("HTTP/1.1 is agreed on when offered; a client that offers only others is refused")
  func applicationProtocols() throws {
    let authority = try TestAuthority()
    let server = try serve(identity(try authority.issue()))
    defer { server.stop() }
    var tls = HTTPClientTLS(authorityFile: authority.certificateFile)
    tls.protocols = ["h2", "http/1.1"]
    let client = try HTTPRawClient(port: server.boundPorts[0], tls: tls)
    #expect(client.applicationProtocol == "http/1.1")
    tls.protocols = ["h2", "ftp"]
    #expect(throws: HTTPRawClient.Failure.self) {
      try HTTPRawClient(port: server.boundPorts[0], tls: tls)
    }
  }

  @Test("after a reload the next handshake shows the new certificate; open connections go on")
  func reload() throws {
    let authority = try TestAuthority()
    let first = try authority.issue("first")
    let identity = try identity(first)
    let server = try serve(identity)
    defer { server.stop() }
    let tls = HTTPClientTLS(authorityFile: authority.certificateFile)
    let old = try HTTPRawClient(port: server.boundPorts[0], tls: tls)
    #expect(old.serverCommonName == "first")
    try replace(first, with: authority.issue("second"))
    try identity.reload()
    let new = try HTTPRawClient(port: server.boundPorts[0], tls: tls)
    #expect(new.serverCommonName == "second")
    #expect(try new.exchange(Self.request).status == 200)
    #expect(try old.exchange(Self.request).status == 200)
  }

  @Test("a failed reload keeps the old certificate and says why")
  func failedReload() throws {
    let authority = try TestAuthority()
    let files = try authority.issue("first")
    let identity = try identity(files)
    let server = try serve(identity)
    defer { server.stop() }
    let other = try authority.issue("second")
    let tls = HTTPClientTLS(authorityFile: authority.certificateFile)
    func reloadFails(_ expected: String) throws {
      do {
        try identity.reload()
        Issue.record("the reload passed")
      } catch EngineError.unusableCertificate(let certificate, _, let reason) {
        #expect(certificate == files.certificateFile)
        #expect(reason.contains(expected), "\(reason)")
      }
      let client = try HTTPRawClient(port: server.boundPorts[0], tls: tls)
      #expect(client.serverCommonName == "first")
    }
    try Data(contentsOf: URL(fileURLWithPath: other.keyFile))
      .write(to: URL(fileURLWithPath: files.keyFile))
    try reloadFails("key values mismatch")
    try Data("no certificate".utf8).write(to: URL(fileURLWithPath: files.certificateFile))
    try reloadFails("no start line")
    try FileManager.default.removeItem(atPath: files.certificateFile)
    try reloadFails("No such file or directory")
  }

  @Test("a key with a passphrase is refused, and nobody is asked for it")
  func passphrase() throws {
    let authority = try TestAuthority()
    let files = try authority.issue()
    try authority.openssl([
      "pkey", "-in", files.keyFile, "-aes256", "-passout", "pass:secret", "-out",
      files.keyFile + ".sealed",
    ])
    #expect(throws: EngineError.self) {
      try TLSIdentity(certificateFile: files.certificateFile, keyFile: files.keyFile + ".sealed")
    }
  }

  @Test("clients refuse an expired certificate, a foreign one and one of another name")
  func badCertificates() throws {
    let authority = try TestAuthority()
    let foreign = try TestAuthority(name: "Foreign Authority")
    let tls = HTTPClientTLS(authorityFile: authority.certificateFile)
    let cases = [
      try authority.issue(validity: .expired), try foreign.issue(),
      try authority.issue(names: ["DNS:elsewhere.test"]),
    ]
    for certificate in cases {
      let server = try serve(identity(certificate))
      defer { server.stop() }
      #expect(throws: HTTPRawClient.Failure.handshake("certificate verify failed")) {
        try HTTPRawClient(port: server.boundPorts[0], tls: tls)
      }
      #expect(eventually { server.connections == 0 })
    }
  }

  @Test("plain HTTP on a TLS port and TLS on a plain port end at once")
  func mismatch() throws {
    let engine = try Wire.tls.engine()
    let plain = try HTTPRawClient(port: engine.port)
    try plain.send(Self.request)
    let (bytes, end) = plain.rest(within: .seconds(5))
    #expect(end != .nothing && !String(decoding: bytes, as: UTF8.self).contains("HTTP/1.1 200"))
    let other = try Wire.plain.engine()
    #expect(throws: HTTPRawClient.Failure.self) {
      try HTTPRawClient(port: other.port, tls: HTTPClientTLS())
    }
  }

  @Test("garbage and resets in handshakes leave no connection behind")
  func brokenHandshakes() throws {
    let engine = try Wire.tls.engine()
    for number in 0..<60 {
      let client = try HTTPRawClient(port: engine.port)
      switch number % 3 {
      case 0:
        try client.send([22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3] + Array(repeating: 7, count: 40))
      case 1: try client.send(Array(repeating: UInt8(number), count: 400))
      default: break
      }
      if number % 2 == 0 { client.reset() } else { client.close() }
    }
    #expect(eventually { engine.server.connections == 0 })
    #expect(try engine.client().exchange(Self.request).status == 200)
  }

  private func replace(
    _ old: TestAuthority.Certificate, with new: TestAuthority.Certificate
  ) throws {
    for (from, to) in [(new.certificateFile, old.certificateFile), (new.keyFile, old.keyFile)] {
      try Data(contentsOf: URL(fileURLWithPath: from)).write(to: URL(fileURLWithPath: to))
    }
  }
}
