import Foundation

extension SambaDC {
  /// A person under `OU=People`.
  public struct Person: Sendable, Encodable {
    /// How the account stands in the directory.
    public enum State: String, Sendable, Encodable {
      case usual
      /// userAccountControl has ACCOUNTDISABLE.
      case disabled
      /// The password is older than the domain allows.
      case passwordExpired
      /// "User must change password at next logon": pwdLastSet is 0.
      case mustChange
      /// accountExpires lies in the past.
      case accountExpired
    }

    /// sAMAccountName; with `@kit.test` behind it the userPrincipalName.
    public var login: String
    public var password: String
    public var givenName: String
    public var surname: String
    public var mail: String?
    public var state: State
    /// The group that is not listed in `memberOf`; nil: `Domain Users`.
    public var primaryGroup: String?
    /// Further attributes and their values.
    public var more: [String: [String]]

    /// - Parameter password: nil: `Secret-` and the login.
    public init(
      _ login: String, password: String? = nil, givenName: String? = nil, surname: String? = nil,
      mail: String? = nil, state: State = .usual, primaryGroup: String? = nil,
      more: [String: [String]] = [:]
    ) {
      self.login = login
      self.password = password ?? "Secret-\(login)"
      self.givenName = givenName ?? "Given \(login)"
      self.surname = surname ?? "Surname \(login)"
      self.mail = mail
      self.state = state
      self.primaryGroup = primaryGroup
      self.more = more
    }

    public var name: String { "\(givenName) \(surname)" }
  }

  /// A global security group under `OU=Groups`.
  public struct Group: Sendable, Encodable {
    public var name: String
    public var people: [String]
    /// Names of groups that it holds.
    public var groups: [String]

    public init(_ name: String, people: [String] = [], groups: [String] = []) {
      self.name = name
      self.people = people
      self.groups = groups
    }
  }

  /// `u1` to `u6`, passwords `Secret-u1` and so on, with e-mail addresses; and one person for each state
  /// that keeps an account out: `disabled`, `oldpass`, `mustchange`, `gone`. The primary group of u5 is
  /// `drivers`.
  public static let usualPeople =
    (1...6).map { number in
      Person(
        "u\(number)",
        givenName: ["Anna", "Bartosz", "Celina", "Dorota", "Emil", "Feliks"][number - 1],
        surname: ["Nowak", "Kowalski", "Wójcik", "Lewandowska", "Zieliński", "Mazur"][number - 1],
        mail: "u\(number)@kit.test", primaryGroup: number == 5 ? "drivers" : nil)
    } + [
      Person("disabled", mail: "disabled@kit.test", state: .disabled),
      Person("oldpass", mail: "oldpass@kit.test", state: .passwordExpired),
      Person("mustchange", mail: "mustchange@kit.test", state: .mustChange),
      Person("gone", mail: "gone@kit.test", state: .accountExpired),
    ]

  /// `staff` holds u1, u2, those whose account keeps them out, and the group `warehouse`, which holds u3
  /// and the group `night`, which holds u6; u4 is in `accounting` alone; u5 has `drivers` for primary
  /// group, which `staff` does not hold.
  public static let usualGroups = [
    Group("night", people: ["u6"]),
    Group("warehouse", people: ["u3"], groups: ["night"]),
    Group("accounting", people: ["u4"]),
    Group("drivers", people: ["u5"]),
    Group(
      "staff", people: ["u1", "u2", "disabled", "oldpass", "mustchange", "gone"],
      groups: ["warehouse"]),
  ]

  /// The password and lock-out policy of the whole domain.
  public struct Policy: Sendable, Encodable {
    /// Wrong passwords that lock an account; 0: never.
    public var lockAfter: Int
    /// Seconds that a lock lasts.
    public var lockSeconds: Int
    /// Seconds after which wrong passwords are forgotten.
    public var observationSeconds: Int
    public var minLength: Int
    /// Old passwords that must not come back.
    public var history: Int
    /// Days; 0: a password never expires.
    public var maxAgeDays: Int
    /// Three of the four kinds of characters, and not the login.
    public var complexity: Bool

    public init(
      lockAfter: Int = 0, lockSeconds: Int = 1800, observationSeconds: Int = 1800,
      minLength: Int = 7, history: Int = 24, maxAgeDays: Int = 42, complexity: Bool = true
    ) {
      self.lockAfter = lockAfter
      self.lockSeconds = lockSeconds
      self.observationSeconds = observationSeconds
      self.minLength = minLength
      self.history = history
      self.maxAgeDays = maxAgeDays
      self.complexity = complexity
    }
  }

  /// What differs from test to test.
  public struct Options: Sendable {
    public var policy: Policy
    /// `ldap server require strong auth`: "yes" refuses simple binds without TLS and SASL binds that
    /// neither sign nor seal, "allow_sasl_over_tls" takes unsigned SASL over TLS, "no" takes all.
    public var strongAuth: String
    /// Further lines of the section `[global]` of smb.conf.
    public var more: [String]

    public init(policy: Policy = Policy(), strongAuth: String = "yes", more: [String] = []) {
      self.policy = policy
      self.strongAuth = strongAuth
      self.more = more
    }
  }

  /// What `SambaScript` puts into the directory.
  struct Contents: Encodable {
    var services: [String: String] = [:]
    var people: [Person] = []
    var groups: [Group] = []
    var policy: Policy?
    /// Logins whose password is to be made old.
    var aged: [String] = []

    func json() throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
