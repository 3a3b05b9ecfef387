internal import CLDAP
import Identity

extension LDAPHandle {
  /// Binds as the service account, once, in the way that its configuration names.
  ///
  /// Under TLS a mechanism that can be bound to the channel is (RFC 5929, tls-server-end-point), which
  /// Active Directory may demand; it lays no layer of its own over TLS, which Active Directory refuses.
  /// Without TLS Kerberos and DIGEST-MD5 must at least sign.
  /// - Parameter tickets: where Kerberos tickets come from; `nil` with every other way.
  func bind(
    as account: ServiceAccount, to server: ServerAddress, isProtected: Bool,
    _ tickets: KerberosTickets?, by deadline: Deadline
  ) throws(ConnectionFailure) -> BindAnswer {
    guard let mechanism = account.bind.mechanism else {
      return try simpleBind(account.dn.description, account.password, by: deadline)
    }
    let offered = try offeredMechanisms(by: deadline)
    // A server that hides its list from strangers may know it all the same.
    guard offered.isEmpty || offered.contains(mechanism) else {
      throw ConnectionFailure(
        .answered, .serviceAccountRefused,
        "\(server): the server does not offer \(mechanism); it offers "
          + offered.sorted().joined(separator: ", "))
    }
    switch account.bind {
    case .simple, .external: return try externalBind(by: deadline)
    case .password(let kind, let user):
      // libldap calls the binding "ldap", and the mechanism by its name without -PLUS. So does slapd; a
      // server that goes by RFC 5929 and RFC 5802 refuses both.
      let isBound = isProtected && offered.contains(mechanism + "-PLUS")
      let asked = SASLQuestions(user: user, password: account.password, credential: nil)
      // SCRAM gets the channel even where the server does not offer to be bound to it, and then says that
      // it could have been ("y", RFC 5802, 6): a server that did offer sees that somebody in the middle
      // has taken the offer out of its list, and refuses.
      // libsasl2 says "y" only where it may choose among several, so it gets the one twice.
      return try saslBind(
        isBound ? mechanism + "-PLUS" : "\(mechanism) \(mechanism)", asked,
        bindsChannel: isProtected && kind != .digestMD5,
        security(isProtected, canSign: kind == .digestMD5), server, by: deadline)
    case .kerberos:
      guard let tickets, let host = server.host else {
        throw ConnectionFailure(
          .notSent, .serviceAccountRefused, "\(server): Kerberos needs a server with a name")
      }
      let credential = try tickets.credential(for: host, by: deadline)
      let asked = SASLQuestions(user: "", password: Secret(""), credential: credential)
      do throws(ConnectionFailure) {
        let answer = try saslBind(
          mechanism, asked, bindsChannel: isProtected, security(isProtected, canSign: true), server,
          by: deadline)
        // The server may have a new key since: the next attempt asks for new tickets.
        if answer.code != .success { tickets.forget() }
        return answer
      } catch {
        tickets.forget()
        throw error
      }
    }
  }

  /// Why a bind was refused, for the log; with the remedy where the server's own words name none.
  static func refusal(
    of answer: BindAnswer, _ account: ServiceAccount, _ server: ServerAddress, isProtected: Bool
  ) -> ConnectionFailure {
    let said = "\(server): \(text(answer.code.number)) \(answer.message)"
    guard !answer.wantsSigning(account.bind, isProtected: isProtected) else {
      return ConnectionFailure(
        .answered, .serviceAccountRefused,
        said
          + "; it takes \(account.bind.mechanism ?? "") only signed, which over TLS it never is: "
          + "allow it there (Samba: ldap server require strong auth = allow_sasl_over_tls), sign "
          + "without TLS, or use service_bind = \"simple\"")
    }
    let code: DirectoryError.Code =
      switch answer.code.error {
      case .badAnswer, .noSuchObject: .serviceAccountRefused
      case let code: code
      }
    if isProtected, case .kerberos = account.bind, answer.message.contains("gss_accept_sec_context")
    {
      // The server does not say which: both are a token that it cannot use.
      return ConnectionFailure(
        .answered, code,
        said
          + "; its key is another than the ticket's, or the certificate that Brama sees is not its own"
      )
    }
    guard !answer.seesAnotherChannel else {
      return ConnectionFailure(
        .answered, code,
        said + "; the certificate that Brama sees is not the server's: somebody, or a device that "
          + "ends TLS, stands between")
    }
    return ConnectionFailure(.answered, code, said)
  }

  private func security(_ isProtected: Bool, canSign: Bool) -> String {
    "noanonymous,noplain," + (isProtected ? "maxssf=0" : canSign ? "minssf=1" : "minssf=0")
  }

  /// `supportedSASLMechanisms` of the root DSE (RFC 4512, 5.1).
  private func offeredMechanisms(by deadline: Deadline) throws(ConnectionFailure) -> Set<String> {
    let attribute: AttributeName = "supportedSASLMechanisms"
    let search = Search(DN(parts: []), .base, .has("objectClass"), [attribute])
    let answer: SearchAnswer
    do throws(ConnectionFailure) {
      answer = try self.search(search, by: deadline)
    } catch {
      guard error.kind == .answered else { throw error }
      return []
    }
    return Set(answer.entries.flatMap { $0.texts(attribute) }.map { $0.uppercased() })
  }

  /// RFC 4422, appendix A: credentials that are there and empty ask for nobody else's rights.
  private func externalBind(by deadline: Deadline) throws(ConnectionFailure) -> BindAnswer {
    var nothing = berval(bv_len: 0, bv_val: nil)
    var id: Int32 = 0
    var empty: CChar = 0
    let code = withUnsafeMutablePointer(to: &empty) { pointer in
      nothing.bv_val = pointer
      return ldap_sasl_bind(ld, "", "EXTERNAL", &nothing, nil, nil, &id)
    }
    guard code == 0 else { throw sendFailure(code) }
    let result = try parse(try nextMessage(id, by: deadline))
    return BindAnswer(code: result.code, policy: PasswordPolicy(), message: result.message)
  }

  private func saslBind(
    _ mechanism: String, _ questions: SASLQuestions, bindsChannel: Bool, _ security: String,
    _ server: ServerAddress, by deadline: Deadline
  ) throws(ConnectionFailure) -> BindAnswer {
    // The name in the configuration is the name that counts: what an address is called elsewhere would
    // be asked of a name server that nobody has vouched for.
    try set(LDAP_OPT_X_SASL_NOCANON, 1, "names as they are")
    try set(LDAP_OPT_X_SASL_SECPROPS, security, "SASL security")
    try set(
      LDAP_OPT_X_SASL_CBINDING, bindsChannel ? LDAP_OPT_X_SASL_CBINDING_TLS_ENDPOINT : 0,
      "channel binding")
    try limitMessages(to: 64 << 10)
    let defaults = Unmanaged.passUnretained(questions).toOpaque()
    var chosen: UnsafePointer<CChar>?
    var id: Int32 = 0
    func step(_ message: OpaquePointer?) -> Int32 {
      ldap_sasl_interactive_bind(
        ld, nil, mechanism, nil, nil, LDAP_SASL_QUIET, answerQuestions, defaults, message, &chosen,
        &id)
    }
    var code = withExtendedLifetime(questions) { step(nil) }
    var rounds = 0
    while code == LDAP_SASL_BIND_IN_PROGRESS {
      rounds += 1
      guard rounds <= 20 else {
        throw ConnectionFailure(.lost, .badAnswer, "\(server): \(mechanism) finds no end")
      }
      let message = try nextMessage(id, by: deadline)
      guard message.kind == .result else {
        throw ConnectionFailure(.lost, .badAnswer, "an answer of type \(message.type)")
      }
      code = withExtendedLifetime(questions) { step(message.pointer) }
    }
    // -1 and -5: the connection; other negative codes are of this side, its plugin for the mechanism
    // most of all.
    if code == -1 || code == -5 { throw sendFailure(code) }
    guard code >= 0 else {
      throw ConnectionFailure(
        .lost, .serviceAccountRefused,
        "\(server): \(mechanism): \(Self.text(code)) \(diagnostic)")
    }
    return BindAnswer(
      code: ResultCode(number: code), policy: PasswordPolicy(), message: code == 0 ? "" : diagnostic
    )
  }
}
