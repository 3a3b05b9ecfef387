import Foundation
import Glibc
import TestKit
import Testing

@Suite struct CommandServeTests {
  @Test("a new installation gets a key of mode 0600, and starts again with it")
  func firstStart() async throws {
    let installation = try CommandInstallation()
    let service = try await installation.serve()
    #expect(try mode(installation.key) == 0o600)
    #expect(try mode(installation.file("brama.sock")) == 0o600)
    #expect(try mode(installation.store) == 0o600)
    #expect(service.log.contains("version=") && service.log.contains(service.address))
    #expect(try await service.stop() == 0)
    let key = try Data(contentsOf: URL(fileURLWithPath: installation.key))
    let second = try await installation.serve()
    #expect(try await second.stop(SIGINT) == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: installation.key)) == key)
  }

  @Test("a missing key over a store with sealed data stops the start, and none is made")
  func missingKey() async throws {
    let installation = try await started()
    unlink(installation.key)
    let result = try await installation.brama("serve")
    #expect(result.code == 2)
    #expect(result.complaint?.contains("does not exist") == true, "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: installation.key))
    let command = try await installation.brama("employee", "list")
    #expect(command.code == 4 && command.complaint?.contains(installation.key) == true)
  }

  @Test("another installation's key stops the start and is called the wrong one")
  func wrongKey() async throws {
    let installation = try await started()
    unlink(installation.key)
    #expect(try await installation.brama("key", "create", installation.key).code == 0)
    let result = try await installation.brama("serve")
    #expect(result.code == 2 && result.complaint?.contains("wrong one") == true, "\(result.errors)")
    #expect(try await installation.brama("key", "create", installation.key).code == 5)
  }

  @Test("a key that the group can read stops the start and says so")
  func readableKey() async throws {
    let installation = try await started()
    chmod(installation.key, 0o640)
    let result = try await installation.brama("serve")
    #expect(result.code == 2 && result.complaint?.contains("0640") == true, "\(result.errors)")
  }

  @Test("a wrong value in the configuration stops the start with exit code 2 (CONF-04)")
  func wrongValue() async throws {
    let installation = try CommandInstallation(more: "multi_company = \"maybe\"")
    let result = try await installation.brama("serve")
    #expect(result.code == 2)
    for part in ["brama.toml", "multi_company", "maybe", "true, false"] {
      #expect(result.errors.contains(part), "\(result.errors)")
    }
    #expect(try await installation.brama("config", "check").code == 2)
  }

  @Test(
    "DOM-37: a SASL plugin that this machine lacks stops the start, and its package is named",
    arguments: [
      ("scram-sha-256", "SCRAM-SHA-256", "libsasl2-modules"),
      ("gssapi", "GSSAPI", "libsasl2-modules-gssapi-mit"),
    ])
  func missingPlugin(bind: String, mechanism: String, package: String) async throws {
    let installation = try CommandInstallation(
      more: """
        [domains.main]
        servers = ["ldaps://ldap.example.com"]
        base = "dc=example,dc=com"
        service_bind = "\(bind)"
        service_user = "brama"
        service_password = "secret"
        keytab = "/etc/brama/brama.keytab"
        service_principal = "brama@EXAMPLE.COM"

        """)
    // With the plugins of this machine the configuration is good; libsasl2 looks where SASL_PATH says.
    let usual = try await installation.brama("config", "check")
    #expect(usual.code == 0, "\(usual.errors)")
    for command in [["config", "check"], ["serve"]] {
      let result = try await installation.brama(
        command, environment: ["SASL_PATH": installation.file("no-plugins")])
      #expect(result.code == 2)
      for part in [
        "brama.toml:4:16: domains.main.service_bind",
        "needs the SASL plugin for \(mechanism), which this machine lacks (package \(package)); "
          + "allowed: simple, external.",
      ] {
        #expect(result.errors.contains(part), "\(result.errors)")
      }
    }
  }

  @Test("a certificate that cannot be used stops the start with exit code 2")
  func badCertificate() async throws {
    let installation = try CommandInstallation()
    try installation.write("no certificate", to: "server.crt")
    let result = try await installation.brama("serve")
    #expect(result.code == 2)
    #expect(result.errors.contains("server.crt"), "\(result.errors)")
    // What was opened meanwhile was let go.
    try installation.renewCertificate()
    try await installation.serve().stop()
  }

  @Test("a hanging client does not keep the service from ending")
  func hangingClient() async throws {
    let installation = try CommandInstallation()
    let service = try await installation.serve()
    let port = try #require(service.address.split(separator: ":").last)
    let client = try await CommandProgram.run(
      "/bin/bash",
      ["-c", "exec 3<>/dev/tcp/127.0.0.1/\(port); sleep 30 >/dev/null 2>&1 & echo $!"],
      environment: ["PATH": "/usr/bin:/bin"])
    let holder = pid_t(client.output.trimmingCharacters(in: .whitespacesAndNewlines))
    defer { if let holder { kill(holder, SIGKILL) } }
    let start = ContinuousClock.now
    #expect(try await service.stop() == 0)
    #expect(ContinuousClock.now - start < .seconds(12))
  }

  @Test("a command waits for a store that another command holds")
  func contention() async throws {
    let installation = try await started()
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for number in 1...4 {
        group.addTask {
          try await installation.brama("employee", "add", "p\(number)", "--name", "P").code
        }
      }
      for try await code in group { #expect(code == 0) }
    }
    let cards = try await installation.json("employee", "list")["employees"].list
    #expect(cards.count { $0["name"].string == "P" } == 4)
  }

  @Test("a second server on the same store is refused with exit code 4")
  func twice() async throws {
    let installation = try CommandInstallation()
    let service = try await installation.serve()
    let second = try await installation.brama("serve")
    #expect(second.code == 4 && second.complaint != nil, "\(second.errors)")
    #expect(try await service.call("GET", "/readyz").status == 200)
    try await service.stop()
  }

  @Test("SIGHUP shows a new certificate at the next handshake; a bad one leaves the old")
  func reload() async throws {
    let installation = try CommandInstallation()
    let service = try await installation.serve()
    let before = try await fingerprint(service)
    try installation.renewCertificate()
    service.signal(SIGHUP)
    try await eventually("the certificate was read") {
      service.log.contains("certificate was read again")
    }
    let after = try await fingerprint(service)
    #expect(before != after)
    try installation.write("no certificate", to: "server.crt")
    service.signal(SIGHUP)
    try await eventually("the bad certificate was told of") {
      service.log.contains("the old one stays")
    }
    #expect(try await fingerprint(service) == after)
    try await service.stop()
  }

  @Test("systemd is told of readiness and of the end (sd_notify)")
  func notify() async throws {
    let installation = try CommandInstallation()
    let socket = try NotifySocket(installation.file("notify"))
    let service = try await installation.serve(environment: ["NOTIFY_SOCKET": socket.path])
    #expect(socket.next()?.hasPrefix("READY=1\nSTATUS=listening on https://127.0.0.1:") == true)
    try await service.stop()
    #expect(socket.next() == "STOPPING=1")
  }

  @Test("metrics are told at their own address and nowhere else")
  func metrics() async throws {
    let installation = try CommandInstallation()
    let service = try await installation.serve()
    _ = try await service.signIn("nobody", "wrong password")
    let metrics = try await service.call("GET", "\(service.metrics)/metrics")
    #expect(metrics.status == 200)
    for name in [
      "brama_sign_ins_total", "brama_request_seconds_bucket", "brama_store_seconds_bucket",
      "brama_sessions", "brama_store_waiting",
    ] {
      #expect(metrics.text.contains(name), "\(name)")
    }
    #expect(try await service.call("GET", "\(service.metrics)/api/v1/session").status == 404)
    #expect(try await service.call("GET", "/metrics").status == 404)
    try await service.stop()
  }

  @Test("metrics tell the time of binds and the use of connections by domain")
  func directoryMetrics() async throws {
    let slapd = try await Slapd.start()
    let installation = try CommandInstallation(slapd)
    let service = try await installation.serve()
    try await installation.done("company", "set", "home", "--domain", "main", "--group", "all")
    try await installation.done("employee", "add", "u1", "--name", "Anna")
    try await installation.done("employee", "link", "u1", "main", "u1")
    #expect(try await service.signIn("u1", "Secret-u1").status == 200)
    let metrics = try await service.call("GET", "\(service.metrics)/metrics").text
    #expect(metrics.contains("brama_bind_seconds_count{domain=\"main\"} 1"))
    #expect(metrics.contains("brama_directory_connections{domain=\"main\",kind=\"service\""))
    #expect(metrics.contains("brama_sign_ins_total{outcome=\"signed-in\"} 1"))
    #expect(metrics.contains("brama_sessions 1"))
    try await service.stop()
    await slapd.stop()
  }

  private func started() async throws -> CommandInstallation {
    let installation = try CommandInstallation()
    let service = try await installation.serve()
    #expect(try await service.stop() == 0)
    return installation
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  private func fingerprint(_ service: CommandService) async throws -> String {
    let address = service.address.replacingOccurrences(of: "https://", with: "")
    let shown = try await CommandProgram.run(
      "/bin/sh",
      [
        "-c",
        "openssl s_client -connect \(address) </dev/null 2>/dev/null | openssl x509 -noout -fingerprint",
      ], environment: ["PATH": "/usr/bin:/bin"])
    return try #require(shown.output.isEmpty ? nil : shown.output)
  }
}

/// The socket that systemd would listen on.
private final class NotifySocket {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    try #require(bytes.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(code == 0)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  func next() -> String? {
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
