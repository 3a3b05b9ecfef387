/// One thing that the examination of a domain (`brama doctor`) found out.
///
/// What it is, how grave it is and what is to be done follow from `code` alone; the facts say what was
/// seen this time. Holds no password.
public struct Finding: Sendable, Equatable {
  public let code: FindingCode
  /// The address that was examined; `nil` where it is about the domain as a whole.
  public let server: String?
  public let facts: [Fact]

  public init(_ code: FindingCode, server: String? = nil, _ facts: [Fact] = []) {
    self.code = code
    self.server = server
    self.facts = facts
  }
}

/// How a step of the examination ended.
public enum Verdict: String, Sendable, CaseIterable {
  case ok
  /// Signing in works, but something is not as it should be.
  case warning
  /// Signing in does not work, not for everybody, or not safely.
  case problem
  /// Not looked at, or the server does not tell.
  case passedOver = "passed-over"
}

/// Something that was seen, as the directory, the system or the configuration spells it.
public struct Fact: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case address, took, path, reason, result, message
    case `protocol`, cipher, subject, issuer, names, wanted, notBefore, notAfter, authorities
    case vendor, kind, expected, found, difference
    case name, base, attribute, filter, entries, people, groups, having, first, second, values
    case limit, threshold, window, setting, url, days
  }

  public let kind: Kind
  public let value: String

  public init(_ kind: Kind, _ value: String) {
    self.kind = kind
    self.value = value
  }

  public init(_ kind: Kind, _ value: Int) { self.init(kind, String(value)) }
}

/// The parts of an examination, in the order in which they are told.
public enum ExaminationStep: String, Sendable, CaseIterable {
  case configuration, name, connection, tls
  case rootDSE = "root-dse"
  case kind, clock, bind, base, people, attributes, groups
  case memberOf = "member-of"
  case paging, rights, lockout, servers
}
