import Foundation
import TestKit
import Testing

/// A TLS server that is nothing but a certificate (`openssl s_server`), for certificates that no
/// directory server needs to be started with: the examination ends at them.
final class TLSStand: Sendable {
  let port: UInt16
  private let process: ChildProcess
  private let folder: TemporaryFolder

  struct CannotStart: Error { let said: String }

  var ldapsURL: String { "ldaps://127.0.0.1:\(port)" }

  init(_ pair: DoctorCertificates.Pair, _ more: [String] = []) async throws {
    folder = try TemporaryFolder()
    let output = folder.path + "/out"
    try Data().write(to: URL(fileURLWithPath: output))
    process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    // The port is the kernel's choice: it is told in the first line.
    process.arguments =
      ["s_server", "-accept", "127.0.0.1:0", "-cert", pair.certificate, "-key", pair.key]
      + more
    process.standardInput = Pipe()
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    let end = ContinuousClock.now + .seconds(20)
    while true {
      let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      if let line = lines.first(where: { $0.hasPrefix("ACCEPT ") }),
        let port = line.split(separator: ":").last.flatMap({ UInt16($0) })
      {
        self.port = port
        return
      }
      guard ContinuousClock.now < end, process.isRunning else {
        process.terminate()
        throw CannotStart(said: text)
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  deinit { process.terminate() }
}

/// Certificates with one fault each, made once.
struct DoctorCertificates: Sendable {
  struct Pair: Sendable {
    let certificate: String
    let key: String
  }

  static let shared = Task { try DoctorCertificates() }

  let root: TestAuthority
  let other: TestAuthority
  let notYetValid: Pair
  let expiresSoon: Pair
  let selfSigned: Pair
  let belowIntermediate: Pair
  let forClients: Pair
  let weak: Pair
  let good: Pair
  let belowExpiredRoot: Pair
  let expiredRoot: String

  private init() throws {
    root = try TestAuthority(name: "Firma Root/O=Firma")
    other = try TestAuthority(name: "Somebody Else")
    let maker = Maker(root: root)
    good = try maker.issue("good")
    notYetValid = try maker.issue("notyet", days: (2, 9))
    expiresSoon = try maker.issue("soon", days: (-9, 3))
    forClients = try maker.issue("clients", usage: "clientAuth")
    weak = try maker.issue("weak", key: ["rsa:768"])
    selfSigned = try maker.selfSigned("self")
    let between = try maker.authority("between", "/CN=Firma Issuing/O=Firma")
    belowIntermediate = try maker.issue("leaf", below: between)
    let old = try maker.expiredRoot("old")
    expiredRoot = old.certificate
    belowExpiredRoot = try maker.issue("below-old", below: old)
  }

  private struct Maker {
    let root: TestAuthority

    private func file(_ name: String) -> String { "\(root.directory)/\(name)" }

    private static let elliptic = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]

    private func request(_ name: String, _ subject: String, _ key: [String]) throws {
      try root.openssl(
        ["req", "-newkey"] + key + [
          "-nodes", "-subj", subject, "-keyout", file("\(name).key"), "-out", file("\(name).csr"),
        ])
    }

    private func extensions(_ name: String, _ lines: [String]) throws -> String {
      let path = file("\(name).ext")
      try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
      return path
    }

    private func pair(_ name: String) -> Pair {
      Pair(certificate: file("\(name).crt"), key: file("\(name).key"))
    }

    private func stamp(_ days: Double) -> String {
      let form = DateFormatter()
      form.locale = Locale(identifier: "en_US_POSIX")
      form.timeZone = TimeZone(identifier: "UTC")
      form.dateFormat = "yyyyMMddHHmmss'Z'"
      return form.string(from: Date().addingTimeInterval(days * 86400))
    }

    private func leafExtensions(_ name: String, _ usage: String) throws -> String {
      try extensions(
        name,
        [
          "basicConstraints=CA:FALSE", "extendedKeyUsage=\(usage)",
          "subjectAltName=IP:127.0.0.1",
        ])
    }

    func issue(
      _ name: String, days: (Double, Double) = (-1, 30), usage: String = "serverAuth",
      key: [String] = Maker.elliptic
    ) throws -> Pair {
      try request(name, "/CN=\(name)", key)
      try root.openssl([
        "ca", "-batch", "-notext", "-config", file("ca.cnf"), "-in", file("\(name).csr"), "-out",
        file("\(name).crt"), "-extfile", try leafExtensions(name, usage), "-startdate",
        stamp(days.0), "-enddate", stamp(days.1),
      ])
      return pair(name)
    }

    func issue(_ name: String, below authority: Pair) throws -> Pair {
      try request(name, "/CN=\(name)", Self.elliptic)
      try root.openssl([
        "x509", "-req", "-in", file("\(name).csr"), "-CA", authority.certificate, "-CAkey",
        authority.key, "-set_serial", "7", "-days", "30", "-extfile",
        try leafExtensions(name, "serverAuth"), "-out", file("\(name).crt"),
      ])
      return pair(name)
    }

    func authority(_ name: String, _ subject: String) throws -> Pair {
      try request(name, subject, Self.elliptic)
      let path = try extensions(
        name, ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"])
      try root.openssl([
        "x509", "-req", "-in", file("\(name).csr"), "-CA", root.certificateFile, "-CAkey",
        file("ca.key"), "-set_serial", "5", "-days", "30", "-extfile", path, "-out",
        file("\(name).crt"),
      ])
      return pair(name)
    }

    func selfSigned(_ name: String) throws -> Pair {
      try root.openssl(
        ["req", "-x509", "-newkey"] + Self.elliptic + [
          "-nodes", "-days", "30", "-subj", "/CN=127.0.0.1", "-addext",
          "subjectAltName=IP:127.0.0.1", "-keyout", file("\(name).key"), "-out",
          file("\(name).crt"),
        ])
      return pair(name)
    }

    func expiredRoot(_ name: String) throws -> Pair {
      try request(name, "/CN=Old Root", Self.elliptic)
      let path = try extensions(
        name, ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"])
      try root.openssl([
        "ca", "-batch", "-notext", "-selfsign", "-config", file("ca.cnf"), "-keyfile",
        file("\(name).key"), "-in", file("\(name).csr"), "-out", file("\(name).crt"), "-extfile",
        path, "-startdate", stamp(-9), "-enddate", stamp(-2),
      ])
      return pair(name)
    }
  }
}
