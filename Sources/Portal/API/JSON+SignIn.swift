import Identity

extension JSON {
  /// What came of a step of a sign-in that was not refused.
  init(_ outcome: SignInOutcome) {
    switch outcome {
    case .signedIn(let issued):
      self = [
        "state": "signed-in",
        "session": ["token": .text(of: issued.token), "expiresAt": .moment(issued.expiresAt)],
        "employee": JSON(issued.person),
      ]
      add(recoveryCodes: issued.recoveryCodes)
    case .passwordChange(let ticket, let reason, let isInDomain, let recoveryCodes):
      self = [
        "state": "password-change", "ticket": .text(of: ticket),
        "reason": .string(reason.rawValue), "domainSignIn": .bool(isInDomain),
      ]
      add(recoveryCodes: recoveryCodes)
    case .secondFactor(let ticket):
      self = ["state": "second-factor", "ticket": .text(of: ticket)]
    case .enrolment(let ticket):
      self = ["state": "enrolment", "ticket": .text(of: ticket)]
    case .signedInElsewhere(let ticket, let clients, let recoveryCodes):
      self = [
        "state": "signed-in-elsewhere", "ticket": .text(of: ticket),
        "clients": .list(clients.map(\.rawValue).sorted(), JSON.string),
      ]
      add(recoveryCodes: recoveryCodes)
    case .notSignedIn, .refused:
      self = ["state": "not-signed-in"]
    }
  }

  private mutating func add(recoveryCodes: [String]) {
    guard !recoveryCodes.isEmpty else { return }
    self = adding(["recoveryCodes": .list(recoveryCodes, JSON.string)])
  }

  init(_ person: Person) {
    self = [
      "id": .string("\(person.employee)"), "login": .string(person.login),
      "name": .string(person.name), "email": .optional(person.email),
      "role": .string(person.role.rawValue), "domainSignIn": .bool(person.isDomainMember),
      "enrolled": .bool(person.isEnrolled),
    ]
  }

  init(_ offer: EnrolmentOffer) {
    self = [
      "secret": .text(of: offer.secret), "uri": .text(of: offer.uri), "qr": .string(offer.qr),
    ]
  }

  /// A secret in the clear: only for the one answer that hands it over.
  static func text(of secret: Secret) -> JSON { secret.withText(JSON.string) ?? .null }
}
