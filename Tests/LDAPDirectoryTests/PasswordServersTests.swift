import Foundation
import Identity
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("Changing passwords on 389 Directory Server and a domain controller")
struct PasswordServersTests {
  private func verify(_ name: String, _ password: String, _ directory: LDAPDirectory) async throws
    -> BindOutcome
  {
    let member = try #require(try await directory.member(login: login(name)))
    return try await directory.verify(member, password: Secret(password), group: .all)
  }

  private func change(
    _ name: String, _ old: String, _ new: String, _ directory: LDAPDirectory
  ) async throws -> PasswordChangeResult {
    let member = try #require(try await directory.member(login: login(name)))
    return try await directory.changePassword(of: member, from: Secret(old), to: Secret(new))
  }

  private func isRight(_ outcome: BindOutcome) -> Bool {
    if case .verified = outcome { return true }
    return false
  }

  private func fault(_ result: PasswordChangeResult) -> NewPasswordFault? {
    if case .refused(let fault, _) = result { return fault }
    return nil
  }

  @Test("389-DS: must change, too short, in history, expired, grace")
  func directoryServer389() async throws {
    let server = try await DirectoryServer389.start(
      options: .init(expiry: true, mustChange: true, minLength: 8, history: 3))
    let directory = LDAPDirectory(
      configuration: try domain([server.ldapsURL], caFile: server.caFile) {
        $0.kind = .directoryServer389
        $0.rules.changesPasswords = true
      }, random: TestRandom())
    try await server.resetPassword("u1", to: "Reset-secret1")
    #expect(try await verify("u1", "Reset-secret1", directory).changeReason == .mustChange)
    #expect(try await verify("u1", "wrong", directory) == .wrongPassword)
    let short = try await change("u1", "Reset-secret1", "aB3$", directory)
    // Its answer to RFC 3062 says "quality" of this too, and no more in words.
    #expect(fault(short) == .notComplex, "\(short)")
    #expect(try await change("u1", "wrong", "Fresh secret 1", directory) == .wrongOldPassword)
    #expect(try await change("u1", "Reset-secret1", "Fresh secret 1", directory) == .changed)
    #expect(isRight(try await verify("u1", "Fresh secret 1", directory)))
    #expect(try await verify("u1", "Reset-secret1", directory) == .wrongPassword)
    let again = try await change("u1", "Fresh secret 1", "Reset-secret1", directory)
    #expect(fault(again) == .inHistory, "\(again)")

    // Without a grace nobody is let in, and the service account may only read.
    try await server.expirePassword("u2")
    #expect(try await verify("u2", "Secret-u2", directory).changeReason == .expired)
    #expect(try await verify("u2", "wrong", directory) == .wrongPassword)
    guard case .notPermitted = try await change("u2", "Secret-u2", "Fresh secret 2", directory)
    else {
      Issue.record("the service account changed a password without the right to")
      return
    }
    try await server.modify(
      Slapd.change("cn=config", replace: "passwordGraceLimit", ["5"]))
    #expect(try await verify("u2", "Secret-u2", directory).changeReason == .expired)
    #expect(try await change("u2", "Secret-u2", "Fresh secret 2", directory) == .changed)
    #expect(isRight(try await verify("u2", "Fresh secret 2", directory)))
    await directory.close()
    await server.stop()
  }

  private func directory(
    _ samba: SambaDC, _ url: String? = nil,
    _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
  ) throws -> LDAPDirectory {
    LDAPDirectory(
      configuration: try domain([url ?? samba.ldapsURL], caFile: samba.caFile) {
        $0.kind = .activeDirectory
        $0.baseDN = try DN(SambaDC.baseDN)
        $0.peopleBase = nil
        $0.groupBase = nil
        $0.serviceAccount = try ServiceAccount(
          dn: DN(SambaDC.serviceDN), password: Secret(SambaDC.servicePassword))
        $0.rules.changesPasswords = true
        try change(&$0)
      }, random: TestRandom())
  }

  @Test(
    "a domain controller: old and new value in one modify, over the service account's connection")
  func activeDirectory() async throws {
    let samba = try await SambaDC.start(
      options: .init(policy: SambaDC.Policy(lockAfter: 5, minLength: 9)))
    let directory = try directory(samba)
    for (name, why) in [("mustchange", PasswordChangeReason.mustChange), ("oldpass", .expired)] {
      let old = "Secret-\(name)"
      #expect(try await verify(name, old, directory).changeReason == why)
      #expect(try await verify(name, "wrong", directory) == .wrongPassword)
      let short = try await change(name, old, "aB3$", directory)
      #expect(fault(short) == .tooShort(minimum: 9), "\(short)")
      let simple = try await change(name, old, "onlyletters", directory)
      #expect(fault(simple) == .notComplex, "\(simple)")
      #expect(try await verify(name, old, directory).changeReason == why)
      #expect(try await change(name, "wrong", "Świeże hasło 1", directory) == .wrongOldPassword)
      #expect(try await change(name, old, "Świeże hasło 1", directory) == .changed)
      #expect(isRight(try await verify(name, "Świeże hasło 1", directory)))
      #expect(try await verify(name, old, directory) == .wrongPassword)
      let again = try await change(name, "Świeże hasło 1", old, directory)
      #expect(fault(again) == .inHistory, "\(again)")
    }
    // What it does not say in words is read from the rules, those for one person too.
    let member = try #require(try await directory.member(login: login("u1")))
    func read(_ new: String) async -> NewPasswordFault {
      await directory.fault(in: Secret(new), of: member, by: .after(.seconds(30)))
    }
    #expect(await read("Short-1") == .tooShort(minimum: 9))
    #expect(await read("only letters") == .notComplex)
    #expect(await read("Fine secret 1") == .usedOrForbidden)
    await directory.close()

    // Never over a plain connection, whatever else is allowed there.
    let plain = try self.directory(samba, samba.ldapURL) {
      $0.startTLS = false
      $0.insecurePlainPasswords = true
    }
    await expectFailure {
      _ = try await change("mustchange", "Świeże hasło 1", "Another secret 1", plain)
    }
    await plain.close()
    await samba.stop()
  }

  /// A server may refuse even the plain bind; either way no password was sent.
  private func expectFailure(_ work: () async throws -> Void) async {
    do {
      try await work()
      Issue.record("a password was changed over a plain connection")
    } catch let error as DirectoryError {
      #expect([.unprotected, .serviceAccountRefused].contains(error.code), "\(error)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test("an account's state is revealed by a domain controller to the owner of the password alone")
  func revealed() async throws {
    let samba = try await SambaDC.start()
    for reveals in [false, true] {
      let directory = try directory(samba) { $0.rules.revealsAccountState = reveals }
      for (name, problem) in [("disabled", AccountProblem.disabled), ("gone", .expired)] {
        #expect(try await verify(name, "Secret-\(name)", directory) == .unusable(problem))
        let wrong = try await verify(name, "wrong", directory)
        #expect(wrong == (reveals ? .wrongPassword : .unusable(problem)))
      }
      await directory.close()
    }
    await samba.stop()
  }

  @Test("which rule a refused password breaks is worked out as a domain controller does")
  func settings() throws {
    let entry = Entry(
      dn: "DC=x",
      values: [
        "minpwdlength": ["8"], "pwdproperties": ["1"], "minpwdage": ["-864000000000"],
        "pwdhistorylength": ["24"],
      ].mapValues { $0.map { Array($0.utf8) } })
    let settings = try #require(PasswordSettings(entry))
    let now = Timestamp(seconds: 1_700_000_000)
    func fault(_ text: String, setBefore seconds: Int? = 200_000) -> NewPasswordFault {
      settings.fault(
        in: Secret(text), lastSet: seconds.map { now - .seconds($0) }, now: now, login: "anna",
        name: "Anna Nowak-Lis")
    }
    #expect(fault("aB3$") == .tooShort(minimum: 8))
    #expect(fault("all small letters") == .notComplex)
    #expect(fault("Small letters 1") == .usedOrForbidden)
    #expect(fault("xAnNa-12345") == .notComplex)
    #expect(fault("Nowak!12345") == .notComplex)
    #expect(fault("Small letters 1", setBefore: 3600) == .tooYoung)
    #expect(fault("Small letters 1", setBefore: nil) == .usedOrForbidden)
    #expect(PasswordSettings(Entry(dn: "DC=x", values: [:])) == nil)
  }

  @Test("what Active Directory answers to a change is told apart by the Windows error in its words")
  func recordedWords() throws {
    func result(_ code: Int32, _ message: String) throws -> PasswordChangeResult {
      try ChangeJudgement.result(
        ChangeAnswer(
          code: ResultCode(number: code), policy: PasswordPolicy(), message: message),
        isOwn: false)
    }
    let tail = "AtrErr: DSID-03190F80, #1:\n\t0: problem 1005 (CONSTRAINT_ATT_TYPE), data 0"
    #expect(try result(19, "00000056: \(tail)") == .wrongOldPassword)
    #expect(
      try result(19, "0000052D: \(tail)")
        == .refused(.other, words: "19 0000052D: \(tail)"))
    let will = "0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0"
    #expect(try result(53, will) == .refused(.other, words: "53 \(will)"))
    let noTLS = "0000001F: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0"
    #expect(try result(53, noTLS) == .notPermitted(words: "53 \(noTLS)"))
    let denied = "00002098: SecErr: DSID-03150BC1, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0"
    #expect(try result(50, denied) == .notPermitted(words: "50 \(denied)"))
    #expect(throws: DirectoryError.self) { _ = try result(51, "busy") }
  }
}
