/// Whose account a cooperating ERP is signed in to with, on behalf of one person (DOM-25, DOM-26).
///
/// Brama keeps no password of an ERP. This names the account; whoever calls the ERP holds what belongs
/// to it: the login and password that the person just gave, those of the company, or those of the
/// installation's configuration.
public enum ERPAccount: String, Sendable, CaseIterable {
  /// The domain account of the linked member.
  case domain
  /// The login and password that the person uses for Brama.
  case own
  /// The account in the definition of the company (multi-company mode).
  case company
  /// The account in the installation's configuration (single-company mode).
  case installation

  /// - Parameters:
  ///   - card: whose sign-in to the ERP it is.
  ///   - system: the ERP system that the card's company works with.
  public init(of card: Employee, system: Company.Kind, isMultiCompany: Bool) {
    switch card.erpLogin {
    case .own: self = .own
    // DOM-25: the setting gives way for people who came from ERP XL and sign in by the domain.
    case .fromConfiguration where system == .xl && card.origin == .erp && card.link != nil:
      self = .domain
    case .fromConfiguration: self = isMultiCompany ? .company : .installation
    }
  }
}
