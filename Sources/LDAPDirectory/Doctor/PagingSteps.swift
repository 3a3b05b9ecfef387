import Identity

/// Long answers: paged results, limits, references elsewhere, and what only all people together show:
/// logins and ids that are there twice.
enum PagingSteps {
  static let control = "1.2.840.113556.1.4.319"
  /// People who are read at most, and how long.
  private static let people = 5000
  private static let patience: Duration = .seconds(3)

  static func run(_ seen: inout ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    guard !seen.people.isEmpty else { return [] }
    if let rootDSE = seen.rootDSE, rootDSE.tellsControls, !rootDSE.has(control: control) {
      return [seen.finding(.pagingNotOffered, [Fact(.wanted, control)])] + (try references(seen))
    }
    if let broken = try pagesOfTwo(seen) { return [broken] }
    let references = try references(seen)
    return references + (try walk(seen))
  }

  private static func search(_ seen: ContentSteps.Seen, page size: Int32, _ cookie: [UInt8])
    -> Search
  {
    var search = Search(
      seen.configuration.people, .subtree, seen.preset.memberFilter,
      [seen.preset.login, seen.preset.stableID])
    search.page = Search.Page(size: size, cookie: cookie)
    return search
  }

  /// Two pages of two: does the server keep to the size, and is the second page another one?
  private static func pagesOfTwo(_ seen: ContentSteps.Seen) throws(RawProbe.Lost) -> Finding? {
    var search = search(seen, page: 2, [])
    // A server that does not keep to the size of a page is to be heard out.
    search.firstEntries = 10_000
    let first = try seen.probe.search(search)
    // The walk tells of the limit.
    if first.result == .sizeLimitExceeded || first.result == .timeLimitExceeded { return nil }
    guard first.isGood, !first.lacksPage else {
      if first.metLimit, try !getsTwoWithoutPages(seen) { return nil }
      let result = Fact(.result, LDAPHandle.text(first.result.number))
      return seen.finding(.pagingBroken, [result, Fact(.message, first.message)])
    }
    guard first.entries.count <= 2 else {
      return seen.finding(
        .pagingBroken, [Fact(.expected, 2), Fact(.entries, first.entries.count)])
    }
    guard !first.cookie.isEmpty else {
      guard seen.people.count > 2 else { return nil }
      return seen.finding(.pagingBroken, [Fact(.entries, first.entries.count)])
    }
    let second = try seen.probe.search(self.search(seen, page: 2, first.cookie))
    let repeats = Set(first.entries.map(\.dn)).intersection(second.entries.map(\.dn))
    if let dn = repeats.first { return seen.finding(.pagingBroken, [Fact(.first, dn)]) }
    return nil
  }

  private static func getsTwoWithoutPages(_ seen: ContentSteps.Seen) throws(RawProbe.Lost) -> Bool {
    var search = search(seen, page: 2, [])
    search.page = nil
    search.firstEntries = 2
    return try seen.probe.search(search).isGood
  }

  /// References that signing in would meet (RFC 4511, 4.5.3).
  private static func references(_ seen: ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    for base in Set([seen.configuration.people, seen.configuration.groups]) {
      // A reference comes whatever the filter says; this one finds no person and costs no scan.
      let filter = Filter.equal("objectClass", "referral")
      let answer = try seen.probe.searchMindingReferences(Search(base, .subtree, filter, []))
      if let url = answer.elsewhere {
        return [
          seen.finding(.referralsMet, [Fact(.base, base.description), Fact(.url, url)])
        ]
      }
    }
    return []
  }

  // MARK: All people

  private struct Roll {
    var logins: [String: String] = [:]
    var ids: [[UInt8]: String] = [:]
    var sameLogin: (login: String, first: String, second: String)?
    var sameID: (first: String, second: String)?
    var count = 0

    mutating func add(_ entries: [Entry], _ preset: ServerPreset) {
      for entry in entries {
        count += 1
        if let login = entry.first(preset.login) {
          let key = Login(login)?.key ?? login.lowercased()
          if let other = logins[key], sameLogin == nil { sameLogin = (login, other, entry.dn) }
          logins[key] = entry.dn
        }
        if let id = entry.bytes(preset.stableID).first {
          if let other = ids[id], sameID == nil { sameID = (other, entry.dn) }
          ids[id] = entry.dn
        }
      }
    }
  }

  private static func walk(_ seen: ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    let deadline = Deadline.after(patience)
    var roll = Roll()
    var cookie: [UInt8] = []
    var limit: Finding?
    let size = Int32(clamping: seen.configuration.limits.pageSize)
    repeat {
      let page = try seen.probe.search(search(seen, page: size, cookie))
      if page.metLimit {
        limit = seen.finding(.sizeLimitMet, facts(page, roll.count))
      } else if page.result == .timeLimitExceeded {
        limit = seen.finding(.timeLimitMet, facts(page, roll.count))
      } else if !page.isGood || page.lacksPage {
        limit = seen.finding(.pagingBroken, facts(page, roll.count))
      }
      roll.add(page.entries, seen.preset)
      cookie = page.cookie
    } while limit == nil && !cookie.isEmpty && roll.count < people && !deadline.isPast
    var findings: [Finding] = []
    let count = cookie.isEmpty ? "\(roll.count)" : "> \(roll.count - 1)"
    findings.append(limit ?? seen.finding(.pagingGood, [Fact(.people, count)]))
    if let same = roll.sameLogin {
      findings.append(
        seen.finding(
          .duplicateLogins,
          [Fact(.name, same.login), Fact(.first, same.first), Fact(.second, same.second)]))
    }
    if let same = roll.sameID {
      findings.append(
        seen.finding(
          .idNotUnique,
          [
            Fact(.attribute, seen.preset.stableID.text), Fact(.first, same.first),
            Fact(.second, same.second),
          ]))
    }
    return findings
  }

  private static func facts(_ page: RawProbe.Answer, _ count: Int) -> [Fact] {
    [
      Fact(.result, LDAPHandle.text(page.result.number)), Fact(.people, count),
      Fact(.message, page.message),
    ]
  }
}
