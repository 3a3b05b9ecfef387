import Foundation

extension Slapd {
  /// A person under `ou=people`.
  public struct Person: Sendable {
    public var login: String
    public var password: String
    public var givenName: String
    public var surname: String
    public var mail: String?
    /// Further attributes and their values, as in LDIF.
    public var more: [String: [String]]

    public init(
      _ login: String, password: String? = nil, givenName: String? = nil, surname: String? = nil,
      mail: String? = nil, more: [String: [String]] = [:]
    ) {
      self.login = login
      self.password = password ?? "Secret-\(login)"
      self.givenName = givenName ?? "Given \(login)"
      self.surname = surname ?? "Surname \(login)"
      self.mail = mail
      self.more = more
    }

    public var name: String { "\(givenName) \(surname)" }
  }

  /// A group under `ou=groups`.
  public struct Group: Sendable {
    public enum Kind: String, Sendable {
      case groupOfNames, groupOfUniqueNames, posixGroup
    }

    public var name: String
    public var people: [String]
    /// Names of groups that it holds.
    public var groups: [String]
    public var kind: Kind

    public init(
      _ name: String, people: [String] = [], groups: [String] = [], kind: Kind = .groupOfNames
    ) {
      self.name = name
      self.people = people
      self.groups = groups
      self.kind = kind
    }
  }

  /// `u1` to `u5`, passwords `Secret-u1` and so on, with e-mail addresses.
  public static let usualPeople = (1...5).map { number in
    Person(
      "u\(number)", givenName: ["Anna", "Bartosz", "Celina", "Dorota", "Emil"][number - 1],
      surname: ["Nowak", "Kowalski", "Wójcik", "Lewandowska", "Zieliński"][number - 1],
      mail: "u\(number)@example.test")
  }

  /// `staff` holds u1, u2 and the group `warehouse`, which holds u3; u4 is in `accounting` alone, u5 in
  /// none.
  public static let usualGroups = [
    Group("warehouse", people: ["u3"]),
    Group("accounting", people: ["u4"]),
    Group("staff", people: ["u1", "u2"], groups: ["warehouse"]),
  ]

  static let suffix = "dc=example,dc=test"

  public static func dn(person login: String) -> String {
    "uid=\(escaped(login)),ou=people,\(suffix)"
  }

  public static func dn(group name: String) -> String {
    "cn=\(escaped(name)),ou=groups,\(suffix)"
  }

  private static func escaped(_ value: String) -> String {
    value.map { ",+\"\\<>;=#".contains($0) ? "\\\($0)" : String($0) }.joined()
  }

  /// One LDIF record; values are base64 so that any text may stand in them.
  public static func record(_ dn: String, _ attributes: [(String, [String])]) -> String {
    let line = { (name: String, value: String) in
      "\(name):: \(Data(value.utf8).base64EncodedString())"
    }
    return ([line("dn", dn)] + attributes.flatMap { name, values in values.map { line(name, $0) } })
      .joined(separator: "\n") + "\n\n"
  }

  /// Where people, groups and services are.
  static let units = ["people", "groups", "services"].map {
    record("ou=\($0),\(suffix)", [("objectClass", ["organizationalUnit"])])
  }.joined()

  static let serviceRecord = record(
    serviceDN,
    [
      ("objectClass", ["organizationalRole", "simpleSecurityObject"]),
      ("userPassword", [servicePassword]),
    ])

  static func record(_ person: Person) -> String {
    record(
      dn(person: person.login),
      [
        ("objectClass", ["inetOrgPerson"]), ("uid", [person.login]), ("cn", [person.name]),
        ("displayName", [person.name]), ("givenName", [person.givenName]), ("sn", [person.surname]),
        ("userPassword", person.password.isEmpty ? [] : [person.password]),
        ("mail", person.mail.map { [$0] } ?? []),
      ] + person.more.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  static func record(_ group: Group, number: Int) -> String {
    let names = group.people.map { dn(person: $0) }
    let kind = group.kind
    var attributes = [("objectClass", [kind.rawValue]), ("cn", [group.name])]
    switch kind {
    // The class asks for one member at least.
    case .groupOfNames: attributes.append(("member", names.isEmpty ? ["cn=nobody"] : names))
    case .groupOfUniqueNames:
      attributes.append(("uniqueMember", names.isEmpty ? ["cn=nobody"] : names))
    case .posixGroup:
      attributes += [("memberUid", group.people), ("gidNumber", ["\(5000 + number)"])]
    }
    return record(dn(group: group.name), attributes)
  }

  /// Puts the groups into the group.
  static func nestingRecord(_ group: Group) -> String {
    guard !group.groups.isEmpty else { return "" }
    let attribute = group.kind == .groupOfUniqueNames ? "uniqueMember" : "member"
    return change(dn(group: group.name), add: attribute, group.groups.map { dn(group: $0) })
  }

  /// One LDIF change record.
  public static func change(_ dn: String, add attribute: String, _ values: [String]) -> String {
    changeRecord(dn, "add", attribute, values)
  }

  public static func change(_ dn: String, replace attribute: String, _ values: [String]) -> String {
    changeRecord(dn, "replace", attribute, values)
  }

  private static func changeRecord(
    _ dn: String, _ verb: String, _ attribute: String, _ values: [String]
  ) -> String {
    let base64 = { (text: String) in Data(text.utf8).base64EncodedString() }
    return """
      dn:: \(base64(dn))
      changetype: modify
      \(verb): \(attribute)
      \(values.map { "\(attribute):: \(base64($0))" }.joined(separator: "\n"))


      """
  }
}
