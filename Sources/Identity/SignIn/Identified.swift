/// Whom a presented login means, before any password is judged.
enum Identified: Sendable {
  /// A native card: its hash judges, never a directory (DOM-48).
  case native(Employee, PasswordHash?)
  /// A domain card; its member is looked up by stable id.
  case domainCard(Employee, MemberLink)
  /// Nobody of the company so far; the company's directory may know the login.
  case perhapsMember(DomainName)
  /// Nobody at all.
  case nobody(reason: String)
}

/// What one read of the store tells about an attempt.
struct Standpoint: Sendable {
  let company: Company?
  let identified: Identified
  let login: Login?
}

extension SignIn {
  /// Reads company and card (issue "Who is it?"): the company's own card first, then a native card of
  /// the whole installation, then perhaps a member of the company's domain.
  func standpoint(of attempt: SignInAttempt, in tx: any Transaction) throws -> Standpoint {
    let policy = core.policy
    let companyID = policy.isMultiCompany ? attempt.company : .home
    let login = Login(attempt.login)
    guard let companyID, !attempt.companyIsUnknown,
      let company = try tx.companies.find(companyID),
      !(policy.isMultiCompany && company.id == .home)
    else {
      return Standpoint(company: nil, identified: .nobody(reason: "no-company"), login: login)
    }
    guard let login else {
      return Standpoint(
        company: company, identified: .nobody(reason: "unknown-login"), login: nil)
    }
    let identified = try identify(login, in: company, tx)
    return Standpoint(company: company, identified: identified, login: login)
  }

  private func identify(_ login: Login, in company: Company, _ tx: any Transaction) throws
    -> Identified
  {
    let directory = company.domain.domain.flatMap { core.environment.directories[$0] }
    let namesDomain = directory.map { login.belongs(to: $0.name, $0.rules) } ?? false
    // `DOMAIN\name` never reaches a native card; `name@domain` only one that is called just so.
    if login.qualifier == nil, let card = try tx.employees.find(login: login.key, in: company.id) {
      return identified(card)
    }
    if login.qualifier == nil, company.id != .home,
      let card = try tx.employees.find(login: login.key, in: .home), card.link == nil
    {
      return identified(card)
    }
    if login.name != login.key, namesDomain,
      let card = try tx.employees.find(login: login.name, in: company.id), card.link != nil
    {
      return identified(card)
    }
    let mayBeEmail = directory?.rules.loginByEmail == true && login.suffix != nil
    guard company.domain.isOn, let name = company.domain.domain else {
      return .nobody(reason: "unknown-login")
    }
    // A domain that the configuration does not know is unavailable, which is nobody's wrong login.
    if directory != nil, !namesDomain, !mayBeEmail { return .nobody(reason: "unknown-login") }
    return .perhapsMember(name)
  }

  private func identified(_ card: Employee) -> Identified {
    switch card.access {
    case .password(let hash): .native(card, hash)
    case .domain(let link): .domainCard(card, link)
    }
  }
}
