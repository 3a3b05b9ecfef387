import FoundationEssentials
import Identity

/// The server's clock beside this machine's.
enum ClockStep {
  /// More than this is told; TOTP codes are good for half a minute before and after.
  static let drift = 30
  /// Kerberos refuses more (RFC 4120, 1.6).
  static let limit = 300

  static func run(_ probe: RawProbe, _ rootDSE: RootDSE?) throws(RawProbe.Lost) -> Finding {
    let (server, here) = try time(probe, rootDSE)
    guard let server else { return probe.finding(.clockNotTold) }
    let difference = Int(server.date.timeIntervalSince(here).rounded())
    let facts = [Fact(.difference, "\(difference) s"), Fact(.found, server.rfc3339)]
    let code: FindingCode =
      abs(difference) > limit ? .clockWrong : abs(difference) > drift ? .clockDrifts : .clockGood
    return probe.finding(code, facts)
  }

  /// Active Directory tells it in the root DSE, 389 Directory Server in `cn=monitor`, OpenLDAP in its
  /// monitor database where there is one and it may be read.
  private static func time(_ probe: RawProbe, _ rootDSE: RootDSE?) throws(RawProbe.Lost) -> (
    server: Timestamp?, here: Date
  ) {
    // Read again: the one at hand may be seconds old.
    let places: [(DN, AttributeName)] = [
      (DN(parts: []), "currentTime"),
      (DN(parts: []).child("cn", "monitor"), "currentTime"),
      (
        DN(parts: []).child("cn", "Monitor").child("cn", "Time").child("cn", "Current"),
        "monitorTimestamp"
      ),
    ]
    let place: Int? =
      switch rootDSE?.kind() {
      case .activeDirectory: 0
      case .directoryServer389, .freeIPA: 1
      case .openLDAP: rootDSE?.entry.first("monitorContext") == nil ? nil : 2
      case .custom, nil: nil
      }
    let chosen = place ?? (rootDSE?.currentTime == nil ? nil : 0)
    guard let chosen else { return (nil, Date()) }
    let (name, attribute) = places[chosen]
    let start = Date()
    let answer = try probe.search(Search(name, .base, .everything, [attribute]))
    let end = Date()
    return (
      answer.entries.first?.first(attribute).flatMap(DirectoryTime.generalized),
      start.addingTimeInterval(end.timeIntervalSince(start) / 2)
    )
  }
}
