extension Slapd {
  /// What differs from test to test.
  public struct Options: Sendable {
    /// The memberOf overlay keeps `memberOf`.
    public var memberOf: Bool
    /// The password policy overlay; `lockAfter` wrong passwords lock.
    public var lockAfter: Int?
    /// Further attributes of the password policy, which there is then: `pwdGraceAuthNLimit`,
    /// `pwdExpireWarning`, `pwdInHistory`, `pwdMinLength` with `pwdCheckQuality`,
    /// `pwdFailureCountInterval` and so on. People loaded at the start have no `pwdChangedTime` and never
    /// expire: set it with `modifyRelaxed`.
    public var policy: [String: String] = [:]
    /// Who may write passwords: `self`, or a name in the directory.
    public var passwordWriters: [String] = ["self"]
    /// Entries that the service account may get in one answer.
    public var sizeLimit: Int?
    /// What is wrong with the certificate.
    public var fault: SlapdCertificates.Fault?
    /// A certificate from an authority of its own and not from the one that the others share.
    public var ownAuthority: Bool

    /// SASL binds count as the service account for: the certificate `SlapdCertificates.client` (with
    /// `clientCertificates`), this process over `ldapi://`, the user `brama` with the service's password,
    /// the Kerberos principal `brama` or `brama/...`. Other users are people. Passwords are in clear.
    public var sasl = false
    /// Asks clients for a certificate from its own authority.
    public var clientCertificates = false
    /// Takes Kerberos tickets for `ldap/127.0.0.1` of this realm.
    public var kerberos: KerberosRealm?
    /// The channel that SASL is bound to: `tls-endpoint`, `tls-unique`.
    public var channelBinding: String?

    /// The dynlist overlay: entries of `groupOfURLs` have the `member`s that their `memberURL` finds.
    public var dynamicGroups = false
    /// The sssvlv overlay: sorted answers and virtual list views (RFC 2891).
    public var sorting = false
    /// The syncprov overlay, the provider's side of content synchronisation (RFC 4533), with a log of so
    /// many changes; `nil`: without the overlay, 0: without a log.
    public var syncLog: Int?
    /// Indexes for parts of names and addresses.
    public var phraseIndexes = false
    /// Further lines of cn=config and of the database's entry; an `olcAccess` here comes first.
    public var global: [String] = []
    public var database: [String] = []
    /// `olcAccess` of the frontend, which holds for the root DSE too; empty: everybody may read.
    public var frontend: [String] = []

    var hasPolicy: Bool { lockAfter != nil || !policy.isEmpty }

    public init(
      memberOf: Bool = false, lockAfter: Int? = nil, sizeLimit: Int? = nil,
      fault: SlapdCertificates.Fault? = nil, ownAuthority: Bool = false,
      _ more: (inout Options) -> Void = { _ in }
    ) {
      self.memberOf = memberOf
      self.lockAfter = lockAfter
      self.sizeLimit = sizeLimit
      self.fault = fault
      self.ownAuthority = ownAuthority
      more(&self)
    }
  }
}
