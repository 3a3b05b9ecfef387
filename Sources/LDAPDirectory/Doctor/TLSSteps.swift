internal import COpenSSL
import FoundationEssentials
import Identity

/// TLS on one server: what it shows, and which of the many things that can be wrong with it is.
enum TLSSteps {
  struct Outcome {
    var findings: [Finding]
    /// A password may go over such a connection.
    var isTrusted: Bool
  }

  /// A certificate that ends within this is told of.
  static let soon: TimeInterval = 14 * 86400

  static func run(_ probe: RawProbe, by deadline: Deadline, now: Date) -> Outcome {
    let usesStartTLS = probe.terms.usesStartTLS(probe.server)
    if case .tls = probe.server.transport {
    } else if !usesStartTLS {
      return Outcome(findings: [probe.finding(.tlsNotUsed)], isTrusted: true)
    }
    // Without authorities nothing can be trusted; the configuration's own finding says so.
    guard let trust = probe.terms.authorities else {
      return Outcome(findings: [], isTrusted: false)
    }
    let attempt: Attempt? = probe.overSocket(by: deadline) { socket in
      if usesStartTLS {
        switch RawLDAP.ask(RawLDAP.startTLS, over: socket) {
        case .message(_, result: 0, _): break
        case .message(_, let result, let text): return .refused(result, text)
        case let other: return .notLDAP(other)
        }
      }
      return .look(TLSLook.take(socket, host: probe.host, trust: trust))
    }
    let findings: [Finding] =
      switch attempt {
      case nil: [probe.finding(.tlsTimeout, [Fact(.took, RawProbe.text(probe.terms.reachTime))])]
      case .refused(let result, let text):
        [
          probe.finding(
            .startTLSRefused,
            [Fact(.result, LDAPHandle.text(result ?? -1)), Fact(.message, text)])
        ]
      case .notLDAP(let reply): [notLDAP(probe, reply, trust, by: deadline)]
      case .look(.seen(let sight)): judge(probe, sight, trust, now: now)
      case .look(.closed):
        [noHandshake(probe, usesStartTLS, reason: "", isAlert: false, by: deadline)]
      case .look(.failed(let reason, let isAlert)):
        [noHandshake(probe, usesStartTLS, reason: reason, isAlert: isAlert, by: deadline)]
      }
    return Outcome(
      findings: findings, isTrusted: findings.allSatisfy { $0.code.verdict != .problem })
  }

  private enum Attempt {
    case refused(Int32?, String)
    case notLDAP(RawLDAP.Reply)
    case look(TLSLook.Outcome)
  }

  // MARK: Ports that speak something else

  /// What came back for StartTLS is no LDAP: perhaps the port of `ldaps`.
  private static func notLDAP(
    _ probe: RawProbe, _ reply: RawLDAP.Reply, _ trust: TrustedAuthorities, by deadline: Deadline
  ) -> Finding {
    let look = probe.overSocket(by: deadline) {
      TLSLook.take($0, host: probe.host, trust: trust)
    }
    if reply == .tls { return probe.finding(.startTLSOnTLSPort) }
    if case .seen = look { return probe.finding(.startTLSOnTLSPort) }
    return probe.finding(reply == .closed ? .connectionLost : .notLDAP)
  }

  /// No handshake came about: perhaps the server speaks LDAP without TLS there.
  private static func noHandshake(
    _ probe: RawProbe, _ usesStartTLS: Bool, reason: String, isAlert: Bool, by deadline: Deadline
  ) -> Finding {
    let facts = reason.isEmpty ? [] : [Fact(.reason, reason)]
    if isAlert {
      return probe.finding(
        reason.contains("version") ? .tlsOldProtocol : .tlsClosed, facts)
    }
    guard !usesStartTLS else { return probe.finding(.tlsClosed, facts) }
    let reply = probe.overSocket(by: deadline) { RawLDAP.ask(RawLDAP.rootDSE, over: $0) }
    switch reply {
    case .message: return probe.finding(.tlsPlainServer, facts)
    case .closed, .tls, nil: return probe.finding(.tlsClosed, facts)
    case .otherBytes: return probe.finding(.tlsNotSpoken, facts)
    }
  }

  // MARK: Certificates

  private static func judge(
    _ probe: RawProbe, _ sight: TLSSight, _ trust: TrustedAuthorities, now: Date
  ) -> [Finding] {
    let leaf = sight.sent[0]
    var findings: [Finding] = []
    if sight.isOldVersion {
      findings.append(
        probe.finding(.tlsOldProtocol, [Fact(.protocol, sight.version)]))
    }
    if !sight.hasRightName {
      findings.append(
        probe.finding(
          .tlsWrongName,
          [Fact(.wanted, probe.host), Fact(.names, leaf.names.joined(separator: ", "))]))
    }
    for finding in sight.problems.map({ chain(probe, $0, sight, trust) })
    where !findings.contains(where: { $0.code == finding.code }) {
      findings.append(finding)
    }
    // One cause shows as several errors of the chain: the first that is about trust is the one.
    let ofTrust: Set<FindingCode> = [
      .tlsSelfSigned, .tlsForeignAuthority, .tlsIntermediateMissing, .tlsCertificateRejected,
    ]
    if let first = findings.first(where: { ofTrust.contains($0.code) }) {
      findings.removeAll { ofTrust.contains($0.code) && $0.code != first.code }
    }
    let seen = [
      Fact(.protocol, sight.version), Fact(.cipher, sight.cipher), Fact(.subject, leaf.subject),
      Fact(.issuer, leaf.issuer), Fact(.names, leaf.names.joined(separator: ", ")),
      Fact(.notAfter, moment(leaf.notAfter)),
    ]
    guard findings.isEmpty else { return findings }
    let left = leaf.notAfter.timeIntervalSince(now)
    if left < soon {
      return [
        probe.finding(
          .tlsExpiresSoon, seen + [Fact(.days, Int(max(0, left / 86400).rounded(.down)))])
      ]
    }
    return [probe.finding(.tlsGood, seen)]
  }

  private static func chain(
    _ probe: RawProbe, _ problem: TLSSight.Problem, _ sight: TLSSight, _ trust: TrustedAuthorities
  ) -> Finding {
    let leaf = sight.sent[0]
    let about = problem.certificate ?? leaf
    switch problem.code {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return probe.finding(
        problem.depth == 0 ? .tlsExpired : .tlsAuthorityExpired,
        [Fact(.subject, about.subject), Fact(.notAfter, moment(about.notAfter))])
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return probe.finding(
        .tlsNotYetValid,
        [Fact(.subject, about.subject), Fact(.notBefore, moment(about.notBefore))])
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return probe.finding(.tlsSelfSigned, [Fact(.subject, leaf.subject)])
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
      X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_CERT_UNTRUSTED:
      return untrusted(probe, sight, trust)
    case X509_V_ERR_INVALID_PURPOSE:
      return probe.finding(.tlsWrongPurpose, [Fact(.subject, about.subject)])
    default:
      return probe.finding(
        .tlsCertificateRejected,
        [Fact(.subject, about.subject), Fact(.reason, problem.text)])
    }
  }

  /// Nobody whom Brama trusts vouches for the certificate. Whether that is a foreign authority or one in
  /// between that the server ought to have sent can be told where a trusted authority of the same
  /// organisation is there, where the certificate names its issuer's issuer, or where what the server
  /// sent has a gap.
  private static func untrusted(
    _ probe: RawProbe, _ sight: TLSSight, _ trust: TrustedAuthorities
  ) -> Finding {
    var top = sight.sent[0]
    for _ in sight.sent {
      guard top.subject != top.issuer,
        let next = sight.sent.first(where: { $0.subject == top.issuer })
      else { break }
      top = next
    }
    let isKnown = trust.certificates.contains { $0.subject == top.issuer }
    let hasGap =
      !isKnown && top.subject != top.issuer
      && (trust.certificates.contains { authority in
        !top.issuerOrganisation.isEmpty && authority.subjectOrganisation == top.issuerOrganisation
          || top.issuersIssuers.contains { $0.contains(commonName(authority.subject)) }
      } || sight.sent.contains { sent in trust.certificates.contains { $0 == sent } })
    let authorities = trust.certificates.prefix(3).map(\.subject).joined(separator: "; ")
    return probe.finding(
      hasGap ? .tlsIntermediateMissing : .tlsForeignAuthority,
      [
        Fact(.subject, sight.sent[0].subject), Fact(.issuer, top.issuer),
        Fact(.authorities, trust.certificates.count > 3 ? authorities + "; …" : authorities),
      ])
  }

  private static func commonName(_ subject: String) -> String {
    subject.split(separator: ",").first { $0.hasPrefix("CN=") }.map(String.init) ?? subject
  }

  static func moment(_ date: Date) -> String { Timestamp(date).rfc3339 }
}
