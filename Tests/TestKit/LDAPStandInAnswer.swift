import Glibc

extension LDAPStandIn {
  /// One thing that the server does; several make up an answer.
  public enum Answer: Sendable {
    /// A SearchResultEntry.
    case entry(dn: String, _ attributes: [(String, [[UInt8]])])
    /// A SearchResultReference: a part of the answer lies elsewhere (RFC 4511, 4.5.3).
    case reference([String])
    /// The result that ends the operation.
    case done(Result)
    /// A result of 14 with a challenge (RFC 4511, 4.2.1: serverSaslCreds).
    case challenge([UInt8])
    /// These bytes as they are.
    case bytes([UInt8])
    /// Waits before it goes on.
    case pause(Duration)
    /// Says nothing more on this connection, but keeps it open.
    case hang
    /// Ends the connection.
    case disconnect

    /// An entry whose values are text.
    public static func entry(_ dn: String, _ attributes: [String: [String]]) -> Answer {
      .entry(
        dn: dn,
        attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value.map { Array($0.utf8) }) })
    }

    /// - Returns: whether the connection goes on.
    func give(to request: Request, on wire: inout LDAPStandInWire) -> Bool {
      switch self {
      case .entry(let dn, let attributes):
        let list = attributes.flatMap { name, values in
          BER.sequence(
            BER.text(name), BER.element(0x31, values.flatMap { BER.octets($0) }))
        }
        return wire.send(
          BER.sequence(
            BER.number(request.id),
            BER.sequence(BER.text(dn), BER.element(0x30, list), tag: 0x64)))
      case .reference(let urls):
        return wire.send(
          BER.sequence(
            BER.number(request.id), BER.element(0x73, urls.flatMap { BER.text($0) })))
      case .done(let result):
        return wire.send(result.encoded(id: request.id, as: request))
      case .challenge(let bytes):
        return wire.send(
          Result(14).encoded(id: request.id, as: request, more: BER.octets(bytes, tag: 0x87)))
      case .bytes(let bytes): return wire.send(bytes)
      case .pause(let duration):
        let (seconds, attoseconds) = duration.components
        usleep(UInt32(seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
        return true
      case .hang:
        wire.fallSilent()
        return false
      case .disconnect: return false
      }
    }
  }

  /// How an operation ended (RFC 4511, 4.1.9).
  public struct Result: Sendable {
    public var code: Int
    public var matchedDN: String
    public var text: String
    /// URLs, with code 10.
    public var referrals: [String]
    public var controls: [Request.Control]

    public init(
      _ code: Int, text: String = "", matchedDN: String = "", referrals: [String] = [],
      controls: [Request.Control] = []
    ) {
      self.code = code
      self.text = text
      self.matchedDN = matchedDN
      self.referrals = referrals
      self.controls = controls
    }

    public static let success = Result(0)
    /// As Active Directory answers a bind: 49 and the code of the reason, `532` for one.
    public static func activeDirectory(_ data: String) -> Result {
      Result(
        49,
        text:
          "80090308: LdapErr: DSID-0C09041C, comment: AcceptSecurityContext error, data \(data), "
          + "v4563\0")
    }

    /// As a bind with the password policy control is answered (draft-behera-ldap-password-policy 10,
    /// section 6.2).
    /// - Parameters:
    ///   - error: 0 expired, 1 locked, 2 must change, and so on.
    ///   - secondsLeft: before the password expires.
    public static func passwordPolicy(
      _ code: Int, error: Int? = nil, secondsLeft: Int? = nil, graceLeft: Int? = nil
    ) -> Result {
      var warning: [UInt8] = []
      if let secondsLeft { warning = BER.element(0xa0, BER.number(secondsLeft, tag: 0x80)) }
      if let graceLeft { warning = BER.element(0xa0, BER.number(graceLeft, tag: 0x81)) }
      let value = BER.sequence(warning, error.map { BER.number($0, tag: 0x81) } ?? [])
      return Result(
        code,
        controls: [Request.Control(oid: "1.3.6.1.4.1.42.2.27.8.5.1", value: value)])
    }

    func encoded(id: Int, as request: Request, more: [UInt8] = []) -> [UInt8] {
      // Answers have the tag one above their request's, those of a search two; all are constructed.
      let tag: UInt8 =
        switch request.tag {
        case 0x63: 0x65
        case 0x4a: 0x6b
        default: request.tag + 1
        }
      let links = referrals.isEmpty ? [] : BER.element(0xa3, referrals.flatMap { BER.text($0) })
      let list = controls.flatMap { control in
        BER.sequence(BER.text(control.oid), BER.octets(control.value))
      }
      return BER.sequence(
        BER.number(id),
        BER.sequence(
          BER.number(code, tag: 0x0a), BER.text(matchedDN), BER.text(text), links, more, tag: tag),
        list.isEmpty ? [] : BER.element(0xa0, list))
    }
  }
}
