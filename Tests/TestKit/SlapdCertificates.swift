import Foundation

/// An authority of its own and certificates from it, made by `openssl` for one test server.
public struct SlapdCertificates: Sendable {
  public enum Fault: Sendable {
    /// Names only `elsewhere.example.test`.
    case wrongName
    /// Was good until yesterday.
    case expired
  }

  public let caFile: String
  public let certificateFile: String
  public let keyFile: String

  /// Authority, certificate and key, made once for all servers of a test run.
  private static let shared = Task {
    let folder = try TemporaryFolder()
    let made = try await make(in: folder)
    return try [made.caFile, made.certificateFile, made.keyFile].map {
      try String(contentsOfFile: $0, encoding: .utf8)
    }
  }

  /// The certificate that all servers of a test run share.
  static func shared(in folder: TemporaryFolder) async throws -> SlapdCertificates {
    let texts = try await shared.value
    return SlapdCertificates(
      caFile: try folder.write(texts[0], to: "ca.pem"),
      certificateFile: try folder.write(texts[1], to: "server.pem"),
      keyFile: try folder.write(texts[2], to: "server.key"))
  }

  /// A certificate for 127.0.0.1 and `localhost`, unless a fault is wanted.
  public static func make(in folder: TemporaryFolder, _ fault: Fault? = nil) async throws
    -> SlapdCertificates
  {
    let openssl = "/usr/bin/openssl"
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try await SlapdProgram.run(
      openssl,
      ["req", "-x509"] + key + [
        "-days", "30", "-subj", "/CN=Test CA \(UUID().uuidString.prefix(8))",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        "-keyout", folder.file("ca.key"), "-out", folder.file("ca.pem"),
      ])
    try await SlapdProgram.run(
      openssl,
      ["req", "-new"] + key + [
        "-subj", "/CN=directory", "-keyout", folder.file("server.key"),
        "-out", folder.file("server.csr"),
      ])
    let names = fault == .wrongName ? "DNS:elsewhere.example.test" : "IP:127.0.0.1,DNS:localhost"
    try folder.write(
      """
      subjectAltName=\(names)
      extendedKeyUsage=serverAuth
      keyUsage=digitalSignature
      """, to: "server.ext")
    try folder.write("", to: "index.txt")
    try folder.write("01\n", to: "serial")
    try folder.write(
      """
      [ca]
      default_ca = own
      [own]
      new_certs_dir = \(folder.path)
      database = \(folder.file("index.txt"))
      serial = \(folder.file("serial"))
      default_md = sha256
      policy = any
      [any]
      commonName = supplied
      """, to: "ca.cnf")
    let day = { (offset: Double) in
      let format = DateFormatter()
      format.locale = Locale(identifier: "en_US_POSIX")
      format.timeZone = TimeZone(identifier: "UTC")
      format.dateFormat = "yyMMddHHmmss'Z'"
      return format.string(from: Date(timeIntervalSinceNow: offset * 86400))
    }
    try await SlapdProgram.run(
      openssl,
      [
        "ca", "-batch", "-notext", "-config", folder.file("ca.cnf"), "-cert", folder.file("ca.pem"),
        "-keyfile", folder.file("ca.key"), "-in", folder.file("server.csr"),
        "-extfile", folder.file("server.ext"), "-startdate", day(-10),
        "-enddate", day(fault == .expired ? -1 : 20), "-out", folder.file("server.pem"),
      ])
    return SlapdCertificates(
      caFile: folder.file("ca.pem"), certificateFile: folder.file("server.pem"),
      keyFile: folder.file("server.key"))
  }
}
