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
  /// Of a client named `brama-client`.
  public let clientCertificateFile: String
  public let clientKeyFile: String
  /// Another server certificate for the same names from the same authority: who shows it is trusted.
  public let otherCertificateFile: String
  public let otherKeyFile: String

  /// Authority, certificate and key, made once for all servers of a test run.
  private static let shared = Task {
    let folder = try TemporaryFolder()
    _ = try await make(in: folder)
    return try names.map { try String(contentsOfFile: folder.file($0), encoding: .utf8) }
  }

  private static let names = [
    "ca.pem", "server.pem", "server.key", "client.pem", "client.key", "other.pem", "other.key",
  ]

  private init(in folder: TemporaryFolder) {
    let paths = Self.names.map { folder.file($0) }
    caFile = paths[0]
    certificateFile = paths[1]
    keyFile = paths[2]
    clientCertificateFile = paths[3]
    clientKeyFile = paths[4]
    otherCertificateFile = paths[5]
    otherKeyFile = paths[6]
  }

  /// The certificate that all servers of a test run share.
  static func shared(in folder: TemporaryFolder) async throws -> SlapdCertificates {
    for (name, text) in zip(names, try await shared.value) { try folder.write(text, to: name) }
    return SlapdCertificates(in: folder)
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
    let names = fault == .wrongName ? "DNS:elsewhere.example.test" : "IP:127.0.0.1,DNS:localhost"
    for (stem, subject) in [
      ("server", "/CN=directory"), ("client", "/CN=brama-client"), ("other", "/CN=other"),
    ] {
      try await SlapdProgram.run(
        openssl,
        ["req", "-new"] + key + [
          "-subj", subject, "-keyout", folder.file("\(stem).key"),
          "-out", folder.file("\(stem).csr"),
        ])
    }
    try folder.write(
      """
      extendedKeyUsage=clientAuth
      keyUsage=digitalSignature
      """, to: "client.ext")
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
    for stem in ["server", "client", "other"] {
      try await SlapdProgram.run(
        openssl,
        [
          "ca", "-batch", "-notext", "-config", folder.file("ca.cnf"), "-cert",
          folder.file("ca.pem"), "-keyfile", folder.file("ca.key"), "-in",
          folder.file("\(stem).csr"), "-extfile",
          folder.file(stem == "client" ? "client.ext" : "server.ext"), "-startdate", day(-10),
          "-enddate", day(fault == .expired && stem == "server" ? -1 : 20), "-out",
          folder.file("\(stem).pem"),
        ])
    }
    return SlapdCertificates(in: folder)
  }
}
