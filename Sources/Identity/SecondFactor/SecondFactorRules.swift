import Text

/// Making and confirming second factors: what sign-in and the own-account page share (TFA-14 to 18, 27).
struct SecondFactorRules: Sendable {
  static let recoveryCodeCount = 10
  /// 160 bits (TFA-16).
  static let secretBytes = 20

  let core: Core

  init(_ core: Core) { self.core = core }

  /// The pending secret under `name`, made if there is none or it is older than `lifetime`.
  func pending(_ name: SealedName, lifetime: Interval, in tx: any Transaction) throws -> Secret {
    if let secret = try openPending(name, lifetime: lifetime, in: tx) { return secret }
    return try freshPending(name, in: tx)
  }

  func freshPending(_ name: SealedName, in tx: any Transaction) throws -> Secret {
    let secret = Secret(core.environment.random.bytes(Self.secretBytes))
    try tx.sealed.save(
      core.environment.sealing.seal(secret, as: name.text), as: name, at: core.now)
    return secret
  }

  /// - Returns: `nil` when there is none, or it has been forgotten (TFA-18).
  func openPending(_ name: SealedName, lifetime: Interval, in tx: any Transaction) throws -> Secret?
  {
    guard let sealed = try tx.sealed.find(name), let savedAt = try tx.sealed.savedAt(name),
      core.now - savedAt < lifetime
    else { return nil }
    return try core.environment.sealing.open(sealed, as: name.text)
  }

  /// The secret as text, as URI and as picture (TFA-14).
  func offer(_ secret: Secret, for employee: Employee, company: Company?) -> EnrolmentOffer {
    let text = secret.withBytes { Base32.encode(Array($0)) }
    let owner = company.flatMap { $0.id == .home ? nil : $0.shownName + " " } ?? ""
    let uri = Self.address(of: owner + employee.login.text, secret: text)
    return EnrolmentOffer(
      secret: Secret(text), uri: Secret(uri), qr: core.environment.pictures.svg(uri))
  }

  /// The enrolment address of an account (Key URI Format of Google Authenticator).
  /// - Parameters:
  ///   - account: any text; nothing in it ends the name that the address gives it.
  ///   - secret: in base32.
  static func address(of account: String, secret: String) -> String {
    let name = account.percentEncoded(keeping: Set("-._~@".utf8))
    return
      "otpauth://totp/Brama:\(name)?secret=\(secret)&issuer=Brama&algorithm=SHA1&digits=6&period=30"
  }

  /// Makes a confirmed secret the person's second factor and voids every ticket and pending secret.
  /// - Returns: the ten recovery codes, shown once.
  func enrol(
    _ employee: Employee, secret: Secret, step: Int64, by caller: Caller, in tx: any Transaction
  ) throws -> [String] {
    let name = SealedName.secondFactor(employee.id)
    try tx.sealed.save(
      core.environment.sealing.seal(secret, as: name.text), as: name, at: core.now)
    let codes = recoveryCodes()
    try tx.secondFactors.save(
      SecondFactor(
        employee: employee.id, enrolledAt: core.now, lastStep: step, recoveryCodes: codes.digests))
    try voidPending(of: employee.id, in: tx)
    core.sessions.personChanged(employee, isEnrolled: true, in: tx)
    try core.audit.append(
      AuditEvent(.secondFactorEnrolled, by: caller, subject: employee.id), in: tx)
    return codes.texts
  }

  /// New recovery codes in place of the old ones.
  func recoveryCodes() -> (texts: [String], digests: [Digest]) {
    let codes = (0..<Self.recoveryCodeCount).map { _ in
      AccessCodeText.fresh(groups: 4, random: core.environment.random)
    }
    return (codes.map(\.text), codes.map { core.environment.hashing.digest($0.canonical) })
  }

  /// Voids tickets and pending secrets (a reset, an unlink, a changed password, a first enrolment).
  func voidPending(of employee: EmployeeID, in tx: any Transaction) throws {
    try tx.tickets.deleteAll(of: employee)
    try tx.sealed.delete(.pendingOfEmployee(employee))
  }

  /// Removes the second factor with everything that belongs to it.
  func remove(from employee: Employee, in tx: any Transaction) throws {
    try tx.secondFactors.delete(employee.id)
    try tx.sealed.delete(.secondFactor(employee.id))
    try tx.failures.delete(.code(employee.id))
    try voidPending(of: employee.id, in: tx)
    core.sessions.personChanged(employee, isEnrolled: false, in: tx)
  }
}
