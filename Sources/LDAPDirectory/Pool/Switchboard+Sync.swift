import Identity

extension Switchboard {
  /// What changed since a cookie. The answer may be long: it has all the time until the deadline.
  func sync(_ search: Search, cookie: [UInt8]?, most: Int, by deadline: Deadline)
    async throws(DirectoryError) -> SyncAnswer
  {
    try await onService(by: deadline) { connection, _ throws(ConnectionFailure) in
      try await connection.sync(search, cookie: cookie, most: most, by: deadline)
    }
  }

  /// The same in the way of Active Directory.
  func dirSync(_ search: Search, cookie: [UInt8], most: Int, by deadline: Deadline)
    async throws(DirectoryError) -> DirSync
  {
    try await onService(by: deadline) { connection, _ throws(ConnectionFailure) in
      try await connection.dirSync(search, cookie: cookie, most: most, by: deadline)
    }
  }
}
