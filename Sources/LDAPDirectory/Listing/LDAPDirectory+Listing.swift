public import Identity

extension LDAPDirectory {
  public func groups(search phrase: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Group>
  {
    let deadline = totalDeadline
    if let phrase {
      guard cursor == nil else { throw DirectoryError(.cursorExpired) }
      guard !phrase.isEmpty else { return DirectoryPage(elements: [], next: nil, more: false) }
      var search = groupSearch([groupReader.holding(phrase)])
      search.firstEntries = configuration.limits.searchSize + 1
      let entries = try await switchboard.search(search, by: deadline).entries
      return firstPage(try groups(entries))
    }
    return try await list(.groups, cursor, reader, deadline) { () async throws(DirectoryError) in
      try await openSearch(groupSearch([]), by: deadline)
    } page: { listing throws(DirectoryError) in
      try await searchPage(listing, by: deadline) { entries throws(DirectoryError) in
        try groups(entries)
      }
    }
  }

  public func members(
    of group: GroupChoice, search phrase: String?, cursor: DirectoryCursor?, for reader: String
  ) async throws(DirectoryError) -> DirectoryPage<Member> {
    let deadline = totalDeadline
    if let phrase {
      guard cursor == nil else { throw DirectoryError(.cursorExpired) }
      // Too short to be looked for (DOM-30).
      guard phrase.count >= 2 else { return DirectoryPage(elements: [], next: nil, more: false) }
      return try await members(holding: phrase, in: group, by: deadline)
    }
    return try await list(.members(group), cursor, reader, deadline) {
      () async throws(DirectoryError) in
      switch try await scope(group, by: deadline) {
      case .roll(let roll): (.roll(roll, next: 0), nil)
      case let scope: try await openSearch(memberSearch(scope.filters), by: deadline)
      }
    } page: { listing throws(DirectoryError) in
      if case .roll(let roll, let next) = listing.0 {
        return try await rollPage(roll, from: next, by: deadline)
      }
      return try await searchPage(listing, by: deadline) { entries throws(DirectoryError) in
        try await members(entries, by: deadline)
      }
    }
  }

  /// One page of a listing, the first or a later one, and the cursor for the next.
  private func list<Element>(
    _ query: Cursors.Query, _ cursor: DirectoryCursor?, _ reader: String, _ deadline: Deadline,
    open: () async throws(DirectoryError) -> OpenListing,
    page: (OpenListing) async throws(DirectoryError) -> ([Element], Listing?)
  ) async throws(DirectoryError) -> DirectoryPage<Element> {
    let listing: OpenListing
    if let cursor {
      listing = (try cursors.take(cursor, reader: reader, query: query), nil)
    } else {
      try cursors.begin()
      do throws(DirectoryError) { listing = try await open() } catch {
        cursors.end()
        throw error
      }
    }
    do throws(DirectoryError) {
      let (elements, rest) = try await page(listing)
      guard let rest else {
        cursors.end()
        return DirectoryPage(elements: elements, next: nil, more: false)
      }
      return DirectoryPage(
        elements: elements, next: cursors.hold(rest, reader: reader, query: query), more: false)
    } catch {
      // What came of it cannot be told: the listing has to be begun again.
      listing.0?.close()
      cursors.end()
      throw error
    }
  }

  /// A place in a listing, `nil` when it ended with the first answer, and that answer.
  typealias OpenListing = (Listing?, SearchAnswer?)

  private func openSearch(_ search: Search, by deadline: Deadline)
    async throws(DirectoryError) -> OpenListing
  {
    var search = search
    search.page = Search.Page(size: Int32(configuration.limits.pageSize), cookie: [])
    let (answer, connection) = try await switchboard.openListing(search, by: deadline)
    return (connection.map { .search($0, search) }, answer)
  }

  /// A page of entries; a server may send empty ones in between (RFC 2696, 3).
  private func searchPage<Element>(
    _ listing: OpenListing, by deadline: Deadline,
    _ make: ([Entry]) async throws(DirectoryError) -> [Element]
  ) async throws(DirectoryError) -> ([Element], Listing?) {
    guard case .search(let connection, var search) = listing.0 else {
      return (try await make(listing.1?.entries ?? []), nil)
    }
    var answer = listing.1
    for _ in 0..<100 {
      if let answer {
        search.page = Search.Page(
          size: Int32(configuration.limits.pageSize), cookie: answer.cookie)
        let isLast = answer.cookie.isEmpty
        if isLast || !answer.entries.isEmpty {
          let elements = try await make(answer.entries)
          if isLast { await switchboard.giveBack(connection) }
          return (elements, isLast ? nil : .search(connection, search))
        }
      }
      answer = try await switchboard.nextPage(search, on: connection, by: deadline)
    }
    throw DirectoryError(.badAnswer, detail: "empty pages without end")
  }

  private func groupSearch(_ more: [Filter]) -> Search {
    Search(
      configuration.groups, .subtree, .all([groupReader.filter] + more), groupReader.attributes)
  }

  func memberSearch(_ more: [Filter]) -> Search {
    Search(configuration.people, .subtree, .all([reader.filter] + more), reader.attributes)
  }

  private func groups(_ entries: [Entry]) throws(DirectoryError) -> [Group] {
    try readable(entries) { entry throws(DirectoryError) in try groupReader.group(entry) }
  }

  /// What was found for a phrase, with one more than is shown asked for.
  func firstPage<Element>(_ elements: [Element]) -> DirectoryPage<Element> {
    let size = configuration.limits.searchSize
    return DirectoryPage(
      elements: Array(elements.prefix(size)), next: nil, more: elements.count > size)
  }
}
