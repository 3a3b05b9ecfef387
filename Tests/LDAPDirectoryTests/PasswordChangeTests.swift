import Identity
import LDAPDirectory
import TestKit
import Testing

/// Changing passwords that have expired or must be changed, against OpenLDAP with its policy overlay.
@Suite("Passwords that have to be changed")
struct PasswordChangeTests {
  static let passwordModify = "1.3.6.1.4.1.4203.1.11.1"

  static func start(
    _ policy: [String: String] = [:], writers: [String] = ["self"]
  ) async throws -> Slapd {
    let usual = [
      "pwdMinLength": "8", "pwdCheckQuality": "2", "pwdInHistory": "3",
      "pwdSafeModify": "TRUE", "pwdAllowUserChange": "TRUE",
    ]
    return try await Slapd.start(
      options: Slapd.Options(lockAfter: 5) {
        $0.policy = usual.merging(policy) { $1 }
        $0.passwordWriters = writers
      })
  }

  static func changing(_ slapd: Slapd, _ url: String? = nil) throws -> LDAPDirectory {
    LDAPDirectory(
      configuration: try domain([url ?? slapd.ldapURL], caFile: slapd.caFile) {
        $0.rules.changesPasswords = true
      }, random: TestRandom())
  }

  static func expire(_ name: String, in slapd: Slapd) async throws {
    try await slapd.modifyRelaxed(
      Slapd.change(Slapd.dn(person: name), replace: "pwdChangedTime", ["20200101000000Z"]))
  }

  static func reset(_ name: String, in slapd: Slapd) async throws {
    try await slapd.modify(Slapd.change(Slapd.dn(person: name), replace: "pwdReset", ["TRUE"]))
  }

  private func member(_ name: String, _ directory: LDAPDirectory) async throws -> Member {
    try #require(try await directory.member(login: login(name)))
  }

  private func verify(
    _ member: Member, _ password: String, _ directory: LDAPDirectory, in group: GroupChoice = .all
  ) async throws -> BindOutcome {
    try await directory.verify(member, password: Secret(password), group: group)
  }

  private func change(
    _ member: Member, _ old: String, _ new: String, _ directory: LDAPDirectory
  ) async throws -> PasswordChangeResult {
    try await directory.changePassword(of: member, from: Secret(old), to: Secret(new))
  }

  @Test("who must change the password changes it as themselves, on a connection for that alone")
  func mustChange() async throws {
    let slapd = try await Self.start()
    let directory = try Self.changing(slapd)
    try await Self.reset("u1", in: slapd)
    let member = try await member("u1", directory)
    #expect(
      try await verify(member, "Secret-u1", directory)
        == .mustChangePassword(VerifiedBind(member: member), .mustChange))
    #expect(try await change(member, "Secret-u1", "Fresh secret 1", directory) == .changed)
    #expect(
      try await verify(member, "Fresh secret 1", directory)
        == .verified(VerifiedBind(member: member)))
    #expect(try await verify(member, "Secret-u1", directory) == .wrongPassword)
    await directory.close()

    // Before it the person's bind, after it the end: neither the pool nor the service was there.
    let lines = try slapd.log().split(separator: "\n")
    let request = try #require(lines.first { $0.contains("EXT oid=\(Self.passwordModify)") })
    let connection = try #require(request.split(separator: " ").first { $0.hasPrefix("conn=") })
    let binds = lines.filter { $0.contains(" \(connection) ") && $0.contains(" BIND dn=") }
    #expect(binds.allSatisfy { $0.contains(Slapd.dn(person: "u1")) } && !binds.isEmpty)
    #expect(!lines.contains { $0.contains(" \(connection) ") && $0.contains(" SRCH ") })
    #expect(lines.contains { $0.contains(" \(connection) ") && $0.contains("UNBIND") })
    await slapd.stop()
  }

  @Test(
    "the directory's own policy says why a new password was refused, and the old one stays good")
  func refusals() async throws {
    let slapd = try await Self.start()
    let directory = try Self.changing(slapd)
    try await Self.reset("u1", in: slapd)
    let member = try await member("u1", directory)
    func fault(_ new: String) async throws -> NewPasswordFault? {
      guard
        case .refused(let fault, let words) = try await change(
          member, "Secret-u1", new, directory)
      else { return nil }
      #expect(!words.contains(new))
      return fault
    }
    #expect(try await fault("short") == .tooShort(minimum: nil))
    #expect(try await fault("Secret-u1") == .inHistory)
    #expect(
      try await verify(member, "Secret-u1", directory)
        == .mustChangePassword(VerifiedBind(member: member), .mustChange))
    #expect(try await change(member, "Secret-u1", "Fresh secret 1", directory) == .changed)
    // The new one is good at once, and the old one is remembered.
    #expect(
      try await change(member, "Fresh secret 1", "Secret-u1", directory)
        == .refused(.inHistory, words: "19 Password is in history of old passwords"))
    await directory.close()
    await slapd.stop()
  }

  @Test("a password that was changed a short while ago is said to be too young")
  func tooYoung() async throws {
    let slapd = try await Self.start(["pwdMinAge": "3600"])
    let directory = try Self.changing(slapd)
    let member = try await member("u1", directory)
    #expect(try await change(member, "Secret-u1", "Fresh secret 1", directory) == .changed)
    #expect(
      try await change(member, "Fresh secret 1", "Fresh secret 2", directory)
        == .refused(.tooYoung, words: "19 Password is too young to change"))
    await directory.close()
    await slapd.stop()
  }

  @Test("a wrong old password is one bind and no request to change")
  func wrongOldPassword() async throws {
    let slapd = try await Self.start()
    let directory = try Self.changing(slapd)
    let member = try await member("u1", directory)
    #expect(try await change(member, "wrong", "Fresh secret 1", directory) == .wrongOldPassword)
    #expect(try await change(member, "", "Fresh secret 1", directory) == .wrongOldPassword)
    #expect(try slapd.bindCount(Slapd.dn(person: "u1")) == 1)
    #expect(try !slapd.log().contains(Self.passwordModify))
    // An empty new password would let the server make one up (RFC 3062).
    #expect(
      try await change(member, "Secret-u1", "", directory)
        == .refused(.tooShort(minimum: 1), words: "empty"))
    #expect(try !slapd.log().contains(Self.passwordModify))
    await directory.close()
    await slapd.stop()
  }

  @Test("a grace of one more sign-in is used for the change, not used up by signing in")
  func grace() async throws {
    let slapd = try await Self.start(["pwdGraceAuthNLimit": "3"])
    let directory = try Self.changing(slapd)
    for name in ["u1", "u2"] { try await Self.expire(name, in: slapd) }
    let member = try await member("u1", directory)
    #expect(
      try await verify(member, "Secret-u1", directory)
        == .mustChangePassword(VerifiedBind(member: member), .expired))
    #expect(try await change(member, "Secret-u1", "Fresh secret 1", directory) == .changed)
    #expect(
      try await verify(member, "Fresh secret 1", directory)
        == .verified(VerifiedBind(member: member)))
    // Where Brama changes none, the directory's grace is the person's.
    let plain = try LDAPDirectoryTests.directory(slapd)
    let second = try await self.member("u2", plain)
    #expect(
      try await verify(second, "Secret-u2", plain) == .verified(VerifiedBind(member: second)))
    await plain.close()
    await directory.close()
    await slapd.stop()
  }

  @Test(
    "expired without a grace: the service account changes it if it may, else it is refused clearly")
  func expired() async throws {
    let slapd = try await Self.start(writers: ["self", Slapd.serviceDN])
    let directory = try Self.changing(slapd)
    try await Self.expire("u1", in: slapd)
    let member = try await member("u1", directory)
    #expect(
      try await verify(member, "Secret-u1", directory)
        == .mustChangePassword(VerifiedBind(member: member), .expired))
    #expect(
      try await change(member, "Secret-u1", "short", directory)
        == .refused(
          .tooShort(minimum: nil), words: "19 Password fails quality checking policy"))
    // The service account proves nothing: the old password does.
    #expect(try await change(member, "wrong", "Fresh secret 1", directory) == .wrongOldPassword)
    #expect(try await change(member, "Secret-u1", "Fresh secret 1", directory) == .changed)
    #expect(
      try await verify(member, "Fresh secret 1", directory)
        == .verified(VerifiedBind(member: member)))
    await directory.close()
    await slapd.stop()
  }

  @Test("expired, and the service account may only read: ask the administrator")
  func expiredWithoutRight() async throws {
    let slapd = try await Self.start()
    let directory = try Self.changing(slapd)
    try await Self.expire("u1", in: slapd)
    let member = try await member("u1", directory)
    #expect(
      try await change(member, "Secret-u1", "Fresh secret 1", directory)
        == .notPermitted(words: "53 unwilling to verify old password"))
    #expect(
      try await verify(member, "Secret-u1", directory)
        == .mustChangePassword(VerifiedBind(member: member), .expired))
    await directory.close()
    await slapd.stop()
  }

  @Test("a policy that lets nobody change their own password is told as such")
  func userMayNot() async throws {
    let slapd = try await Self.start(["pwdAllowUserChange": "FALSE"])
    let directory = try Self.changing(slapd)
    let member = try await member("u1", directory)
    #expect(
      try await change(member, "Secret-u1", "Fresh secret 1", directory)
        == .notPermitted(words: "50 User alteration of password is not allowed"))
    await directory.close()
    await slapd.stop()
  }

  @Test("nobody but a member of the group learns that a password has expired (DOM-42)")
  func group() async throws {
    let slapd = try await Self.start()
    let directory = try Self.changing(slapd)
    for name in ["u1", "u4"] { try await Self.expire(name, in: slapd) }
    let staff = try await slapd.stableID(Slapd.dn(group: "staff"))
    let group = GroupChoice.group(try #require(StableID(staff)), name: "staff")
    let inside = try await member("u1", directory)
    #expect(
      try await verify(inside, "Secret-u1", directory, in: group)
        == .mustChangePassword(VerifiedBind(member: inside), .expired))
    let outside = try await member("u4", directory)
    #expect(try await verify(outside, "Secret-u4", directory, in: group) == .notInGroup)
    #expect(try await verify(outside, "wrong", directory, in: group) == .wrongPassword)
    await directory.close()
    await slapd.stop()
  }
}
