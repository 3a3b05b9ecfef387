import Testing

@testable import Identity

extension House {
  /// One first step from `home`.
  func signIn(
    _ login: String, _ password: String = House.password, company: CompanyID? = nil,
    client: ClientKind = .api, remember: Bool = false, from address: String = "192.0.2.7",
    device: DeviceCookie? = nil
  ) async -> SignInOutcome {
    await gate.signIn.begin(
      SignInAttempt(
        login: login, password: Secret(password), company: company, client: client,
        remember: remember, origin: ClientOrigin(address: address, userAgent: "test"),
        device: device))
  }

  func enforce() async throws {
    try await store.write { tx in
      _ = try TwoStepSetting.save(true, expected: 0, in: tx)
      gate.sessions.enforcementChanged(true, in: tx)
    }
  }

  /// The code that a base32 secret gives at this moment, or some steps off it.
  func code(base32 secret: Secret, stepsOff: Int64 = 0) throws -> String {
    let text = try #require(secret.withText { $0 })
    let codes = HashedCodes(hashing: environment.hashing)
    return codes.code(clock.now.seconds / 30 + stepsOff, Secret(try #require(Base32.decoded(text))))
  }
}

extension Base32 {
  /// Only tests read base32 back.
  static func decoded(_ text: String) -> [UInt8]? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var out: [UInt8] = []
    var buffer = 0
    var bits = 0
    for character in text {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      buffer = buffer << 5 | value
      bits += 5
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(buffer >> bits & 0xff))
        buffer &= (1 << bits) - 1
      }
    }
    return out
  }
}

extension SignInOutcome {
  var issued: IssuedSession? {
    if case .signedIn(let issued) = self { return issued }
    return nil
  }

  var refusal: Refusal? {
    if case .refused(let refusal) = self { return refusal }
    return nil
  }

  /// The ticket of whatever stage.
  var ticket: Secret? {
    switch self {
    case .passwordChange(let ticket, _, _, _), .secondFactor(let ticket), .enrolment(let ticket),
      .signedInElsewhere(let ticket, _, _):
      ticket
    default: nil
    }
  }

  var state: String {
    switch self {
    case .signedIn: "signed-in"
    case .passwordChange: "password-change"
    case .secondFactor: "second-factor"
    case .enrolment: "enrolment"
    case .signedInElsewhere: "signed-in-elsewhere"
    case .notSignedIn: "not-signed-in"
    case .refused: "refused"
    }
  }
}

extension EnrolmentOutcome {
  var offer: EnrolmentOffer? {
    if case .pending(let offer) = self { return offer }
    return nil
  }
}
