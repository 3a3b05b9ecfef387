/// What kind of program a person signs in from. Only the first three exclude one another (SIGN-08).
public enum ClientKind: String, Sendable, CaseIterable {
  case web, desktop, mobile, api

  public var isExclusive: Bool { self != .api }
}

/// Where a request came from, as far as it is kept with a session and in the audit log.
public struct ClientOrigin: Sendable, Equatable {
  /// The textual IP address, or `local` for the Unix socket.
  public var address: String
  /// At most 256 characters are kept.
  public var userAgent: String?

  /// What was kept once has the right length already.
  init(kept address: String, _ userAgent: String?) {
    self.address = address
    self.userAgent = userAgent
  }

  public init(address: String, userAgent: String?) {
    self.address = address
    self.userAgent = userAgent.map {
      String(String.UnicodeScalarView($0.unicodeScalars.prefix(256)))
    }
  }
}

/// One signed-in presence of one person.
public struct Session: Sendable, Equatable, Identifiable {
  public let id: SessionID
  /// What the store keeps of the token (SIGN-05).
  public let token: Digest
  public let employee: EmployeeID
  /// The company that was signed in to; for an installation-wide card it may differ from the card's.
  public let company: CompanyID
  public let client: ClientKind
  public let isRemembered: Bool
  public let origin: ClientOrigin
  public let createdAt: Timestamp
  /// `nil`: no absolute limit (a remembered session with the limit set to 0).
  public let endsAt: Timestamp?
  /// May lag behind the truth by 60 seconds in the store.
  public var lastSeenAt: Timestamp

  public init(
    id: SessionID, token: Digest, employee: EmployeeID, company: CompanyID, client: ClientKind,
    isRemembered: Bool, origin: ClientOrigin, createdAt: Timestamp, endsAt: Timestamp?,
    lastSeenAt: Timestamp
  ) {
    self.id = id
    self.token = token
    self.employee = employee
    self.company = company
    self.client = client
    self.isRemembered = isRemembered
    self.origin = origin
    self.createdAt = createdAt
    self.endsAt = endsAt
    self.lastSeenAt = lastSeenAt
  }
}

extension Session {
  /// A remembered session has no idle limit (SIGN-11), nor has one of a mobile client, which asks its
  /// user by itself (SIGN-22); both have an absolute one.
  public var hasIdleLimit: Bool { !isRemembered && client != .mobile }
}

/// Which sessions a change ends.
public enum SessionSelection: Sendable, Equatable {
  case one(SessionID)
  case ofEmployee(EmployeeID)
  case ofEmployeeExcept(EmployeeID, SessionID)
  /// `end-other` (SIGN-09): the sessions of these client kinds.
  case ofEmployeeWithClients(EmployeeID, Set<ClientKind>)
  /// Sessions of domain cards of a company: its domain was switched off or its group changed (DOM-13).
  case ofDomainCards(CompanyID)
  case all
}
