import Identity
import Messages

/// `brama company`: companies, and which domain and group each of them uses.
enum CompanyCommands {
  static let all = Command.group(
    "company", "Companies, and the domain and group that each uses", [add, list, set, remove])

  private static let company = Command.Argument(
    name: "COMPANY", summary: "its name or id; “home” is the installation's own")

  private static let changes: [Command.Option] = [
    .text("display-name", "NAME", "the name shown at sign-in (kind optima only); empty removes it"),
    .init(
      name: "kind", value: "KIND", summary: "the ERP system (default standalone)",
      values: .oneOf(Company.Kind.allCases.map(\.rawValue))),
    .init(
      name: "use-domain", value: "WISH", summary: "whether its people sign in through a domain",
      values: .oneOf(["on", "off"])),
    .text("domain", "DOMAIN", "the domain's name"),
    .text(
      "group", "GROUP", "“all”, or the name or stable id of the group whose members may sign in"),
  ]

  private static let add = Command.command(
    "add", "Add a company", arguments: [.init(name: "NAME", summary: "the company's name")],
    options: changes
  ) { context in
    let name = try context.invocation.required("NAME")
    try await context.withAPI { api in
      let usual: [String: JSON] = [
        "name": .string(name), "kind": .string(Company.Kind.standalone.rawValue),
      ]
      let fields = try await body(of: context, api, domain: nil)
      let added = try await api.post(
        "/settings/companies", .object(usual.merging(fields) { $1 }))
      try context.report(added.json, .companyAdded(name))
    }
  }

  private static let list = Command.command("list", "List the companies") { context in
    try await context.withAPI { api in
      let companies = try await api.companies()
      let titles: [Label] = [.name, .displayName, .erpSystem, .domain, .group]
      var table = Table(titles.map { context.catalogue.text($0) } + ["Id"])
      for company in companies {
        let uses = company["useDomain"].bool == true
        table.add([
          company["name"].shown, company["displayName"].shown, company["kind"].shown,
          uses ? company["domain"].shown : "",
          uses ? company["groupName"].string ?? company["group"].shown : "", company["id"].shown,
        ])
      }
      try context.show(["companies": .array(companies)], table: table)
    }
  }

  private static let set = Command.command(
    "set", "Change a company, or which domain and group it uses", arguments: [company],
    options: [.text("name", "NAME", "the company's name")] + changes
  ) { context in
    let name = try context.invocation.required("COMPANY")
    try await context.withAPI { api in
      let place = try await path(name, api)
      let present = try await api.get(place)
      var fields = try await body(of: context, api, domain: present.json["domain"].string)
      if let name = context.invocation.value("name") { fields["name"] = .string(name) }
      guard !fields.isEmpty else { throw CommandFailure.usage("nothing to change is given") }
      let changed =
        place == home
        ? try await api.put(place, .object(fields), ifMatch: present.etag)
        : try await api.patch(place, .object(fields), ifMatch: present.etag)
      try context.report(changed.json, .companyChanged(changed.json["name"].string ?? name))
    }
  }

  private static let remove = Command.command(
    "remove", "Delete a company that nothing refers to", arguments: [company]
  ) { context in
    let name = try context.invocation.required("COMPANY")
    try await context.withAPI { api in
      let place = "/settings/companies/\(try await api.company(name))"
      let present = try await api.get(place)
      try await api.delete(place, ifMatch: present.etag)
      try context.report(present.json, .companyRemoved(present.json["name"].string ?? name))
    }
  }

  /// The tab Domain of the installation's own company.
  private static let home = "/settings/domain"

  private static func path(_ name: String, _ api: API) async throws -> String {
    let id = try await api.company(name)
    return id == CompanyID.home.description ? home : "/settings/companies/\(id)"
  }

  private static func body(of context: CommandContext, _ api: API, domain present: String?)
    async throws -> [String: JSON]
  {
    let words = context.invocation
    var fields: [String: JSON] = [:]
    for (option, field) in [
      ("display-name", "displayName"), ("kind", "kind"), ("domain", "domain"),
    ] {
      if let value = words.value(option) { fields[field] = .string(value) }
    }
    if let wish = words.value("use-domain") {
      fields["useDomain"] = .bool(wish == "on")
    } else if words.has("domain") || words.has("group") {
      // Naming a domain without using it is seldom what is meant.
      fields["useDomain"] = true
    }
    if let group = words.value("group") {
      guard let domain = words.value("domain") ?? present else {
        throw CommandFailure.usage("--group needs --domain")
      }
      fields["group"] = .string(try await api.group(group, of: domain))
    }
    return fields
  }
}

extension API {
  /// The companies of multi-company mode, or the installation's own one of single-company mode.
  func companies() async throws -> [JSON] {
    let companies = try await get("/settings/companies").json["companies"].array
    guard companies.isEmpty else { return companies }
    do {
      return [
        try await get("/settings/domain").json.adding(["id": .string(CompanyID.home.description)])
      ]
    } catch let failure as CommandFailure where failure.code == .notFound {
      return []
    }
  }

  /// A group's stable id by its name or id; `all` stands for itself.
  func group(_ name: String, of domain: String) async throws -> String {
    // As `domain groups` shows it, in either language.
    if ["all", "wszystkie"].contains(name.lowercased()) { return "all" }
    let place = "/domains/\(encoded(domain))/groups"
    let found = try await get(target(place, [("search", name)])).json["groups"].array
    let folded = name.lowercased()
    if let id = found.first(where: { $0["name"].string?.lowercased() == folded })?["id"].string {
      return id
    }
    // Not a name, so it must be an id; the server judges it.
    return name
  }
}
