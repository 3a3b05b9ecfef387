/// How the service account proves who it is.
public enum ServiceBind: Sendable, Equatable {
  /// Its DN and its password (RFC 4513, 5.1.3).
  case simple
  /// What the connection itself shows (RFC 4422, appendix A): the client certificate, or over `ldapi://`
  /// the user that Brama runs as.
  case external
  /// A user name of SASL and a password, which does not itself go over the connection.
  case password(PasswordMechanism, user: String)
  /// A ticket for the principal, got with the key in the keytab (RFC 4752).
  case kerberos(keytab: String, principal: String)

  /// Mechanisms that prove a password.
  public enum PasswordMechanism: String, Sendable, CaseIterable {
    case scramSHA1 = "SCRAM-SHA-1"
    case scramSHA256 = "SCRAM-SHA-256"
    case scramSHA512 = "SCRAM-SHA-512"
    /// RFC 6331 has declared it historic: for servers that offer nothing better.
    case digestMD5 = "DIGEST-MD5"
  }

  /// The name of the SASL mechanism; `nil`: a simple bind.
  public var mechanism: String? {
    switch self {
    case .simple: nil
    case .external: "EXTERNAL"
    case .password(let mechanism, _): mechanism.rawValue
    case .kerberos: "GSSAPI"
    }
  }

  /// The mechanism is one that this machine has: EXTERNAL needs nothing, the others are plugins of
  /// libsasl2.
  public var isInstalled: Bool {
    switch self {
    case .simple, .external: true
    case .password, .kerberos: SASLPlugins.names.contains(mechanism ?? "")
    }
  }

  /// Leaves out what only other ways than this one need, for a process that binds in no other way. To be
  /// called before the first connection.
  public func prepareAlone() { if case .simple = self { SASLPlugins.leaveOut() } }

  /// The Debian package that brings the mechanism.
  public var package: String {
    if case .kerberos = self { "libsasl2-modules-gssapi-mit" } else { "libsasl2-modules" }
  }
}

/// A certificate, with which Brama shows a server who it is, and its key; PEM files.
public struct ClientCertificate: Sendable, Equatable {
  public let file: String
  public let keyFile: String

  /// - Throws: `InvalidSetting` when one of the two is missing.
  public init(file: String, keyFile: String) throws(InvalidSetting) {
    guard !file.isEmpty, !keyFile.isEmpty else {
      throw InvalidSetting("a client certificate needs its key, and a key its certificate")
    }
    self.file = file
    self.keyFile = keyFile
  }
}
