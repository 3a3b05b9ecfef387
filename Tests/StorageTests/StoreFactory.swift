import Identity
import Storage
import TestKit
import Testing

/// A kind of store that the conformance suite runs against. A second store is one more line in `all`;
/// the suite itself stays as it is.
struct StoreFactory: Sendable, CustomTestStringConvertible {
  let name: String
  /// Runs `body` with a new, empty store, and closes it afterwards.
  let withStore: @Sendable (_ body: @Sendable (any Store) async throws -> Void) async throws -> Void

  var testDescription: String { name }

  static let all = [sqlite]

  static let sqlite = StoreFactory(name: "SQLite") { body in
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    do {
      try await body(store)
    } catch {
      await store.close()
      throw error
    }
    await store.close()
  }
}
