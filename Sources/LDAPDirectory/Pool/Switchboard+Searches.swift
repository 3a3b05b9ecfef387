import Identity

/// Searches may be asked again elsewhere, as they change nothing.
extension Switchboard {
  func search(_ search: Search, by deadline: Deadline) async throws(DirectoryError) -> SearchAnswer
  {
    try await onService(by: deadline) { connection, deadline throws(ConnectionFailure) in
      try await connection.search(search, by: deadline)
    }
  }

  func read(_ names: [DN], _ filter: Filter, _ attributes: [AttributeName], by deadline: Deadline)
    async throws(DirectoryError) -> [Entry]
  {
    try await onService(by: deadline) { connection, deadline throws(ConnectionFailure) in
      try await connection.read(names, filter, attributes, by: deadline)
    }
  }

  /// The members that a group lists, added to the roll on the connection's thread.
  func collect(_ search: Search, into roll: GroupRoll, by deadline: Deadline)
    async throws(DirectoryError) -> GroupRoll
  {
    try await onService(by: deadline) { connection, deadline throws(ConnectionFailure) in
      try await connection.collect(search, into: roll, by: deadline)
    }
  }

  /// All pages of a search, on one connection that keeps its place in the pool meanwhile.
  /// - Parameter add: takes a page in; whether more are wanted. After a server failed the pages come
  ///   again from the first, and `start` is taken anew.
  func walk<Result: Sendable>(
    _ search: Search, pageSize: Int, from start: Result, by deadline: Deadline,
    _ add: @escaping @Sendable (inout Result, [Entry]) throws(DirectoryError) -> Bool
  ) async throws(DirectoryError) -> Result {
    let pageTime = limits.operationTimeout
    typealias Walked = (result: Result, problem: DirectoryError?, isLeft: Bool)
    let isLeft: @Sendable (Walked) -> Bool = { $0.isLeft }
    let walked: Walked = try await onService(by: deadline, keeps: isLeft) {
      connection, _ throws(ConnectionFailure) in
      var walked: Walked = (start, nil, false)
      var search = search
      var cookie: [UInt8] = []
      repeat {
        search.page = Search.Page(size: Int32(clamping: pageSize), cookie: cookie)
        let page = try await connection.search(search, by: deadline.earlier(of: pageTime))
        cookie = page.cookie
        do throws(DirectoryError) {
          walked.isLeft = try !add(&walked.result, page.entries) && !cookie.isEmpty
        } catch {
          walked.problem = error
          walked.isLeft = true
        }
      } while !cookie.isEmpty && !walked.isLeft
      // The server keeps a place in the listing for this connection, and nobody goes on with it.
      if walked.isLeft { await connection.closeIdle() }
      return walked
    }
    if let problem = walked.problem { throw problem }
    return walked.result
  }

  // MARK: Listings

  /// The first page; where there are more, the connection leaves the pool and comes with it.
  func openListing(_ search: Search, by deadline: Deadline)
    async throws(DirectoryError) -> (SearchAnswer, Connection?)
  {
    let hasMorePages: @Sendable ((SearchAnswer, Connection?)) -> Bool = { $0.1 != nil }
    return try await onService(by: deadline, keeps: hasMorePages) {
      connection, deadline throws(ConnectionFailure) in
      let answer = try await connection.search(search, by: deadline)
      return (answer, answer.cookie.isEmpty ? nil : connection)
    }
  }

  /// A later page, from the connection that has the earlier ones; after an error it is closed.
  /// - Throws: `.cursorExpired` when the server has closed the connection meanwhile.
  func nextPage(_ search: Search, on connection: Connection, by deadline: Deadline)
    async throws(DirectoryError) -> SearchAnswer
  {
    let start = ContinuousClock.now
    do throws(ConnectionFailure) {
      let answer = try await connection.search(
        search, by: deadline.earlier(of: limits.operationTimeout))
      report(.search, connection, start, "success")
      return answer
    } catch {
      report(.search, connection, start, error.error.code.rawValue)
      await connection.close()
      if error.kind == .silent { failed(connection, error, after: start) }
      if error.kind == .notSent {
        throw DirectoryError(.cursorExpired, detail: error.error.detail)
      }
      throw error.error
    }
  }

  /// After the last page: into the pool, or closed when that is full.
  func giveBack(_ connection: Connection) async {
    service.park(connection)
    service.closeSurplus()
  }
}
