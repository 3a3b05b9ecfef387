public import Identity

/// The account that searches; people's passwords are never tried with it.
public struct ServiceAccount: Sendable {
  /// Empty where the way of binding names nobody (`ServiceBind.external`, and SASL's own names).
  public let dn: DN
  /// Empty where there is none.
  public let password: Secret
  public let bind: ServiceBind

  /// A simple bind.
  /// - Throws: `InvalidSetting` when name or password is empty.
  public init(dn: DN, password: Secret) throws(InvalidSetting) {
    guard !dn.description.isEmpty, !password.isEmpty else {
      throw InvalidSetting("the service account needs a name and a password")
    }
    self.dn = dn
    self.password = password
    self.bind = .simple
  }

  /// Another way.
  /// - Parameter password: for mechanisms that prove one; otherwise it is not looked at.
  /// - Throws: `InvalidSetting` when something that the way needs is empty, or the machine lacks it.
  public init(_ bind: ServiceBind, password: Secret = Secret("")) throws(InvalidSetting) {
    switch bind {
    case .simple: throw InvalidSetting("a simple bind needs a name and a password")
    case .external: break
    case .password(_, let user):
      guard !user.isEmpty, !password.isEmpty else {
        throw InvalidSetting("the service account needs a user name and a password")
      }
    case .kerberos(let keytab, let principal):
      guard !keytab.isEmpty, !principal.isEmpty else {
        throw InvalidSetting("the service account needs a keytab and a principal")
      }
    }
    guard bind.isInstalled else {
      throw InvalidSetting(
        "this machine has no SASL plugin for \(bind.mechanism ?? ""): install \(bind.package)")
    }
    self.dn = DN(parts: [])
    self.password = password
    self.bind = bind
  }
}
