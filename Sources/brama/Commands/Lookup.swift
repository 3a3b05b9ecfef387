import Identity
import Messages

/// Finding what a command names: cards by login or id, companies by name or id.
extension API {
  /// The id of a company that is called so, or has this id.
  func company(_ name: String) async throws -> String {
    if name == "home" { return CompanyID.home.description }
    let companies = try await get("/settings/companies").json["companies"].array
    let folded = name.lowercased()
    for key in ["id", "name", "displayName"] {
      let found = companies.filter { $0[key].string?.lowercased() == folded }
      if found.count == 1, let id = found[0]["id"].string { return id }
      if found.count > 1 { throw CommandFailure.usage("several companies are called “\(name)”") }
    }
    throw CommandFailure(.notFound, catalogue.text(.noSuchCompany(name)))
  }

  /// The company that an option names, as an id; `nil` where it is not given.
  func company(of context: CommandContext) async throws -> String? {
    guard let name = context.invocation.value("company") else { return nil }
    return try await company(name)
  }

  /// The card with this login, or this id, with its ETag.
  func employee(_ name: String, in company: String? = nil) async throws -> Document {
    if EmployeeID(name) != nil {
      return try await get("/employees/\(name.lowercased())")
    }
    guard let login = Login(name) else {
      throw CommandFailure(.notFound, catalogue.text(.noSuchEmployee(name)))
    }
    let found = try await employees([("search", name), ("company", company)]).filter {
      $0["login"].string.flatMap(Login.init)?.key == login.key
    }
    guard let id = found.first?["id"].string else {
      throw CommandFailure(.notFound, catalogue.text(.noSuchEmployee(name)))
    }
    guard found.count == 1 else {
      throw CommandFailure.usage(
        "several companies have a card “\(name)”: give --company or the id")
    }
    return try await get("/employees/\(id)")
  }

  /// A member's stable id by their login or id.
  func member(_ name: String, of domain: String) async throws -> String {
    let place = "/domains/\(encoded(domain))/members"
    guard let key = Login(name)?.key, key.count >= 2 else { return name }
    let found = try await get(target(place, [("search", name)])).json["members"].array.filter {
      $0["login"].string.flatMap(Login.init)?.key == key
    }
    // Not a login, so it must be an id; the server judges it.
    return found.count == 1 ? found[0]["id"].shown : name
  }

  /// All cards that a query finds, page after page.
  func employees(_ query: [(String, String?)]) async throws -> [JSON] {
    var all: [JSON] = []
    var cursor: String?
    repeat {
      let page = try await get(
        target("/employees", query + [("limit", "200"), ("cursor", cursor)])
      ).json
      all += page["employees"].array
      cursor = page["next"].string
    } while cursor != nil
    return all
  }
}
