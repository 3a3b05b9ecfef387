import Identity

extension JSON {
  /// A session without its token, of which only the hash is kept (SIGN-05).
  init(_ checked: CheckedSession) {
    let session = checked.session
    self = [
      "id": .string("\(session.id)"), "company": .string("\(session.company)"),
      "client": .string(session.client.rawValue), "address": .string(session.origin.address),
      "userAgent": .optional(session.origin.userAgent), "remembered": .bool(session.isRemembered),
      "createdAt": .moment(session.createdAt), "lastSeenAt": .moment(session.lastSeenAt),
      "expiresAt": .moment(checked.expiresAt),
    ]
  }

  /// A session with its owner, as administrators and the command list it.
  init(withOwner checked: CheckedSession) {
    self = JSON(checked).adding(["employee": JSON(checked.person)])
  }
}
