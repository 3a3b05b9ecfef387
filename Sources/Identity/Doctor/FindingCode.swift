/// What the examination of a domain can find. The raw values are what `brama doctor --json` calls `id`;
/// scripts rely on them (docs/commands.md lists them).
public enum FindingCode: String, Sendable, CaseIterable {
  // The configuration itself.
  case plainPasswordsAllowed = "plain-passwords-allowed"
  case plainConnection = "plain-connection"
  case caFileRead = "ca-file-read"
  case caFileMissing = "ca-file-missing"
  case caFileUnreadable = "ca-file-unreadable"
  case caFileEmpty = "ca-file-empty"
  case caFileGarbage = "ca-file-garbage"
  case caFileExpired = "ca-file-expired"

  // Name resolution.
  case discoveryGood = "discovery-good"
  case discoveryFailed = "discovery-failed"
  case nameResolved = "name-resolved"
  case nameLiteral = "name-literal"
  case nameNotFound = "name-not-found"
  case nameLookupFailed = "name-lookup-failed"

  // TCP, or a Unix socket.
  case connected
  case someAddressesFail = "some-addresses-fail"
  case connectionRefused = "connection-refused"
  case connectionTimeout = "connection-timeout"
  case connectionFailed = "connection-failed"
  case socketMissing = "socket-missing"

  // TLS.
  case tlsGood = "tls-good"
  case tlsNotUsed = "tls-not-used"
  case tlsExpiresSoon = "tls-expires-soon"
  case tlsExpired = "tls-expired"
  case tlsNotYetValid = "tls-not-yet-valid"
  case tlsAuthorityExpired = "tls-authority-expired"
  case tlsForeignAuthority = "tls-foreign-authority"
  case tlsSelfSigned = "tls-self-signed"
  case tlsIntermediateMissing = "tls-intermediate-missing"
  case tlsWrongName = "tls-wrong-name"
  case tlsLocalhost = "tls-localhost"
  case tlsWrongPurpose = "tls-wrong-purpose"
  case tlsCertificateRejected = "tls-certificate-rejected"
  case tlsOldProtocol = "tls-old-protocol"
  case tlsPlainServer = "tls-plain-server"
  case tlsNotSpoken = "tls-not-spoken"
  case tlsTimeout = "tls-timeout"
  case tlsClosed = "tls-closed"
  case tlsRefusedByLibrary = "tls-refused-by-library"
  case startTLSRefused = "starttls-refused"
  case startTLSOnTLSPort = "starttls-on-tls-port"
  case startTLSOffered = "starttls-offered"

  // What the server says of itself.
  case rootDSERead = "root-dse-read"
  case rootDSEHidden = "root-dse-hidden"
  case notLDAP = "not-ldap"
  case noAnswer = "no-answer"
  case connectionLost = "connection-lost"

  // The kind of server.
  case kindFits = "kind-fits"
  case kindDiffers = "kind-differs"
  case kindNotTold = "kind-not-told"

  // The clock.
  case clockGood = "clock-good"
  case clockDrifts = "clock-drifts"
  case clockWrong = "clock-wrong"
  case clockNotTold = "clock-not-told"

  // The service account.
  case bindGood = "bind-good"
  case bindRefused = "bind-refused"
  case bindDisabled = "bind-disabled"
  case bindLocked = "bind-locked"
  case bindExpired = "bind-expired"
  case bindPasswordExpired = "bind-password-expired"
  case bindPasswordMustChange = "bind-password-must-change"
  case bindNotAllowedHere = "bind-not-allowed-here"
  case bindNeedsTLS = "bind-needs-tls"
  case bindNotOverTLS = "bind-not-over-tls"
  case bindChannelDiffers = "bind-channel-differs"
  case bindBadName = "bind-bad-name"
  case bindFailed = "bind-failed"
  case bindNotTried = "bind-not-tried"
  case domainUnconfirmed = "domain-unconfirmed"

  // Where the tree, people and groups lie.
  case baseFound = "base-found"
  case baseMissing = "base-missing"
  case baseNotHeld = "base-not-held"
  case baseElsewhere = "base-elsewhere"
  case peopleBaseFound = "people-base-found"
  case peopleBaseMissing = "people-base-missing"
  case groupBaseFound = "group-base-found"
  case groupBaseMissing = "group-base-missing"

  // People.
  case peopleFound = "people-found"
  case peopleHidden = "people-hidden"
  case peopleFilterFindsNobody = "people-filter-finds-nobody"
  case peopleFilterFindsComputers = "people-filter-finds-computers"
  case peopleFilterFindsGroups = "people-filter-finds-groups"
  case peopleWithoutLogin = "people-without-login"
  case duplicateLogins = "duplicate-logins"
  case referralsMet = "referrals-met"

  // Attributes.
  case attributeRead = "attribute-read"
  case attributeMissing = "attribute-missing"
  case attributeUnreadable = "attribute-unreadable"
  case loginMissing = "login-missing"
  case loginUnreadable = "login-unreadable"
  case idMissing = "id-missing"
  case idUnreadable = "id-unreadable"
  case idNotUnique = "id-not-unique"
  case idWrongForm = "id-wrong-form"
  case idMayChange = "id-may-change"

  // Groups.
  case groupsFound = "groups-found"
  case groupsNone = "groups-none"
  case groupMembersElsewhere = "group-members-elsewhere"
  case groupMembersUnreadable = "group-members-unreadable"
  case chosenGroupFound = "chosen-group-found"
  case chosenGroupMissing = "chosen-group-missing"
  case chosenGroupEmpty = "chosen-group-empty"
  case chosenGroupsUnknown = "chosen-groups-unknown"

  // memberOf.
  case memberOfKept = "member-of-kept"
  case memberOfNotKept = "member-of-not-kept"
  case memberOfNotTold = "member-of-not-told"

  // Answers of many entries.
  case pagingGood = "paging-good"
  case pagingNotOffered = "paging-not-offered"
  case pagingBroken = "paging-broken"
  case sizeLimitMet = "size-limit-met"
  case timeLimitMet = "time-limit-met"

  // Rights of the service account.
  case accountStateReadable = "account-state-readable"
  case accountStateHidden = "account-state-hidden"
  case passwordsReadable = "passwords-readable"

  // The directory's own lock-out.
  case lockoutFits = "lockout-fits"
  case lockoutNone = "lockout-none"
  case lockoutTooHigh = "lockout-too-high"
  case lockoutOff = "lockout-off"
  case lockoutWindowShort = "lockout-window-short"
  case lockoutNotTold = "lockout-not-told"

  // The servers side by side.
  case serversAgree = "servers-agree"
  case serversDiffer = "servers-differ"
  case contentsPassedOver = "contents-passed-over"
}
