import Foundation
import Identity

/// Things to store, each call a new one.
enum Sample {
  static func id<Named>() -> Identifier<Named> { Identifier(UUID()) }

  static func time(_ second: Int64) -> Timestamp { Timestamp(seconds: 1_700_000_000 + second) }

  static func digest() -> Digest { Digest(bytes: (0..<32).map { _ in UInt8.random(in: 0...255) }) }

  static func digest(_ byte: UInt8) -> Digest { Digest(bytes: [UInt8](repeating: byte, count: 32)) }

  static func company(_ name: String = "Alfa", id: CompanyID = id()) -> Company {
    Company(id: id, name: name, displayName: nil, kind: .standalone, domain: .off, version: 1)
  }

  static func employee(
    _ login: String, company: CompanyID = .home, name: String = "Jan Nowak", email: String? = nil,
    role: Employee.Role = .user, access: Employee.Access = .password(nil),
    state: Employee.State = .active, cooperating: Bool = false
  ) -> Employee {
    guard let login = Login(login) else { preconditionFailure("a sample needs a login") }
    return Employee(
      id: id(), company: company, login: login, name: name, email: email, role: role,
      access: access, state: state, isForCooperatingSystem: cooperating, createdAt: time(0))
  }

  static func link(_ member: String, domain: String = "kit") -> MemberLink {
    guard let domain = DomainName(domain), let member = StableID(member) else {
      preconditionFailure("a sample needs names")
    }
    return MemberLink(domain: domain, member: member)
  }

  static func session(
    of employee: EmployeeID = id(), company: CompanyID = .home, client: ClientKind = .web,
    at second: Int64 = 0, endsAt: Timestamp? = time(3600), remembered: Bool = false
  ) -> Session {
    Session(
      id: id(), token: digest(), employee: employee, company: company, client: client,
      isRemembered: remembered, origin: ClientOrigin(address: "192.0.2.7", userAgent: "curl/8"),
      createdAt: time(second), endsAt: endsAt, lastSeenAt: time(second))
  }

  static func ticket(of employee: EmployeeID = id(), expiresAt second: Int64 = 300) -> Ticket {
    Ticket(
      token: digest(), employee: employee, company: .home, client: .desktop, remember: true,
      stage: .enrolment, createdAt: time(second - 300), expiresAt: time(second))
  }

  static func failure(_ count: Int, at second: Int64, blockedUntil: Int64? = nil) -> FailureCount {
    FailureCount(
      failures: count, consecutive: count + 1, firstAt: time(second - 1), lastAt: time(second),
      blockedUntil: blockedUntil.map { time($0) })
  }

  static func sealed(_ byte: UInt8) -> SealedValue { SealedValue(bytes: [1, 2, byte]) }

  static func line(
    _ sequence: Int64, _ action: AuditAction = .signIn, subject: EmployeeID? = nil,
    reason: String? = nil, at second: Int64? = nil
  ) -> AuditRecord {
    AuditRecord(
      sequence: sequence, at: time(second ?? sequence), action: action.rawValue,
      callerKind: "anonymous", caller: "", subject: subject, company: .home, reason: reason,
      details: "{}", personal: [9, UInt8(truncatingIfNeeded: sequence)],
      previous: digest(UInt8(truncatingIfNeeded: sequence - 1)),
      hash: digest(UInt8(truncatingIfNeeded: sequence)))
  }
}

/// An error of a body's own.
struct BodyFailed: Error, Equatable {}
