public import Identity

/// The account that searches; people's passwords are never tried with it.
public struct ServiceAccount: Sendable {
  public let dn: DN
  public let password: Secret

  /// - Throws: `InvalidSetting` when name or password is empty.
  public init(dn: DN, password: Secret) throws(InvalidSetting) {
    guard !dn.description.isEmpty, !password.isEmpty else {
      throw InvalidSetting("the service account needs a name and a password")
    }
    self.dn = dn
    self.password = password
  }
}
