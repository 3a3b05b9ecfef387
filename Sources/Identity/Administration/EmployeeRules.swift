import Text

/// What a card becomes by a draft, with every field at fault found at once (GEN-11).
struct EmployeeRules: Sendable {
  /// The longest first and last name, in Unicode scalars.
  static let nameLimit = 200

  /// States that a draft gives; anonymising is more than a state: `EmployeeAdministration.anonymise`.
  static let states: [Employee.State] = [.active, .archived]

  /// A new card, without the checks that need the store.
  /// - Returns: `nil` where not even the login will do; with faults it is not to be used.
  static func card(
    _ draft: EmployeeDraft, id: EmployeeID, in company: CompanyID, at now: Timestamp,
    _ faults: inout [FieldFault]
  ) -> Employee? {
    let login = login(draft.login, &faults)
    let name = draft.name.flatMap { self.name($0, &faults) }
    let email = email(draft.email, &faults)
    let role = word(draft.role, "role", Employee.Role.allCases, &faults)
    let state = word(draft.state, "state", states, &faults)
    let origin = word(draft.origin, "origin", Employee.Origin.allCases, &faults)
    let erpLogin = word(draft.erpLogin, "erpLogin", Employee.ERPLogin.allCases, &faults)
    guard let login else { return nil }
    // Without a name the card goes by its login: a link fills the name in later (DOM-19).
    return Employee(
      id: id, company: company, login: login, name: name ?? login.text, email: email,
      role: role ?? .user, origin: origin ?? .native, access: .password(nil),
      state: state ?? .active, mustChangePassword: draft.mustChangePassword ?? false,
      erpLogin: erpLogin ?? .fromConfiguration, createdAt: now)
  }

  /// - Returns: the card as changed; with faults it is not to be used.
  static func applying(
    _ draft: EmployeeDraft, to stored: Employee, _ faults: inout [FieldFault]
  ) throws(Rejection) -> Employee {
    guard stored.state != .anonymised else { throw .notForThisCard }
    var card = stored
    if let typed = draft.login, let login = login(typed, &faults) { card.login = login }
    if let typed = draft.name, let name = name(typed, &faults) { card.name = name }
    if draft.email != nil { card.email = email(draft.email, &faults) }
    card.role = word(draft.role, "role", Employee.Role.allCases, &faults) ?? card.role
    card.state = word(draft.state, "state", states, &faults) ?? card.state
    card.mustChangePassword = draft.mustChangePassword ?? card.mustChangePassword
    card.erpLogin =
      word(draft.erpLogin, "erpLogin", Employee.ERPLogin.allCases, &faults) ?? card.erpLogin
    // A card stays in its company, and what it came from is a fact.
    if draft.origin != nil {
      _ = word(draft.origin, "origin", [stored.origin], &faults)
    }
    if let company = draft.company, company != stored.company {
      faults.append(FieldFault("company", .notOneOf([stored.company.description])))
    }
    if stored.link != nil {
      // DOM-21: locked until the mark is removed; the same value again is no edit.
      if card.login.text != stored.login.text { lock("login", &faults) }
      if card.name != stored.name { lock("name", &faults) }
      if card.email != stored.email { lock("email", &faults) }
      // DOM-20: the password of a linked card is the directory's.
      if card.mustChangePassword != stored.mustChangePassword {
        lock("mustChangePassword", &faults)
      }
    }
    if stored.origin == .erp,
      card.login.text != stored.login.text || card.role != stored.role
        || card.state != stored.state || card.mustChangePassword != stored.mustChangePassword
    {
      // DOM-27: of an ERP user's general data only name and e-mail are changed here.
      throw .notForThisCard
    }
    return card
  }

  /// Name and e-mail of the domain go into the card (DOM-19), by the one rule for linking, refreshing
  /// and a first sign-in: for reading, within the limits. A member without a name keeps the card's, or
  /// the login; one without a usable e-mail address has none. The login is not taken over here.
  static func takeOver(_ member: Member, into card: inout Employee) {
    let name = shortened(member.name)
    if !name.isEmpty { card.name = name }
    if card.name.isEmpty { card.name = card.login.text }
    card.email = member.email
      .map { $0.trimmed() }
      .flatMap { EmailAddress($0)?.text }
  }

  /// A name fit for reading, cut at the limit.
  private static func shortened(_ name: String) -> String {
    let name = displayable(name)
    guard name.utf8.count > nameLimit else { return name }
    return String(String.UnicodeScalarView(name.unicodeScalars.prefix(nameLimit))).trimmed()
  }

  private static func lock(_ field: String, _ faults: inout [FieldFault]) {
    faults.removeAll { $0.field == field }
    faults.append(FieldFault(field, .comesFromDomain))
  }

  private static func login(_ typed: String?, _ faults: inout [FieldFault]) -> Login? {
    guard let typed, !typed.allSatisfy(\.isWhitespace) else {
      faults.append(FieldFault("login", .required))
      return nil
    }
    guard typed.utf8.count <= Login.limit else {
      faults.append(FieldFault("login", .tooLong(limit: Login.limit)))
      return nil
    }
    // `DOMAIN\name` always means a member of a domain; no card of our own is called that.
    guard let login = Login(typed), login.qualifier == nil else {
      faults.append(FieldFault("login", .loginNotAllowed))
      return nil
    }
    return login
  }

  /// White space and control characters count as one space: a name is for reading.
  private static func name(_ typed: String, _ faults: inout [FieldFault]) -> String? {
    let name = displayable(typed)
    if name.isEmpty {
      faults.append(FieldFault("name", .required))
      return nil
    }
    if name.unicodeScalars.count > nameLimit {
      faults.append(FieldFault("name", .tooLong(limit: nameLimit)))
      return nil
    }
    return name
  }

  static func displayable(_ text: String) -> String {
    if isPlain(text) { return text }
    return text.split { character in
      character.isWhitespace
        || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }.joined(separator: " ")
  }

  /// Printable ASCII, single spaces and Latin letters with their marks, which a name is made of as a rule:
  /// nothing in it is white space or control but the single spaces.
  private static func isPlain(_ text: String) -> Bool {
    var before: UInt32 = 0x20
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20: if before == 0x20 { return false }
      case 0x21...0x7e, 0xc0...0x24f: break
      default: return false
      }
      before = scalar.value
    }
    return before != 0x20
  }

  private static func email(_ typed: String?, _ faults: inout [FieldFault]) -> String? {
    guard let trimmed = typed?.trimmed(), !trimmed.isEmpty
    else { return nil }
    guard let address = EmailAddress(trimmed) else {
      faults.append(FieldFault("email", .emailNotAllowed))
      return nil
    }
    return address.text
  }

  private static func word<Word: RawRepresentable<String>>(
    _ typed: String?, _ field: String, _ allowed: [Word], _ faults: inout [FieldFault]
  ) -> Word? {
    guard let typed else { return nil }
    if let word = allowed.first(where: { $0.rawValue == typed }) { return word }
    faults.append(FieldFault(field, .notOneOf(allowed.map(\.rawValue))))
    return nil
  }
}

extension Employee {
  /// Names of the fields that differ, as on the wire (GEN-13).
  func changedFields(from old: Employee) -> [String] {
    var fields: [String] = []
    if login.text != old.login.text { fields.append("login") }
    if name != old.name { fields.append("name") }
    if email != old.email { fields.append("email") }
    if role != old.role { fields.append("role") }
    if state != old.state { fields.append("state") }
    if mustChangePassword != old.mustChangePassword { fields.append("mustChangePassword") }
    if erpLogin != old.erpLogin { fields.append("erpLogin") }
    if memberNotFound != old.memberNotFound { fields.append("memberNotFound") }
    return fields
  }
}
