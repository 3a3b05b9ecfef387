import Identity
import Synchronization

/// Companies as the newest commit left them, for those who read: each sign-in asks for its company, which
/// hardly ever changes, and a connection that reads has lost its pages with every commit.
///
/// Each commit that changes a company makes a new edition. A reader that took a company from here learns with
/// its first statement whether its snapshot holds the same edition (`SQLiteTransaction`); where it does not,
/// the body runs once more without the shelf. So what a body sees is one state, as the port says.
final class CompanyShelf: Sendable {
  /// Past it the shelf is filled anew.
  private static let limit = 1_000

  private struct State {
    var edition = 0
    /// A commit that makes a new one is under way: nobody can tell which one a snapshot holds.
    var isChanging = false
    var companies: [CompanyID: Company] = [:]
  }

  private let state = Mutex(State())

  /// `nil` while it changes.
  var edition: Int? { state.withLock { $0.isChanging ? nil : $0.edition } }

  func find(_ id: CompanyID) -> (company: Company, edition: Int)? {
    state.withLock { state in
      guard !state.isChanging, let company = state.companies[id] else { return nil }
      return (company, state.edition)
    }
  }

  /// - Parameter edition: that of the snapshot which it was read from.
  func keep(_ company: Company, of edition: Int) {
    state.withLock { state in
      guard !state.isChanging, state.edition == edition else { return }
      if state.companies.count >= Self.limit { state.companies.removeAll() }
      state.companies[company.id] = company
    }
  }

  /// Before a commit that changes companies.
  func beginChange() { state.withLock { $0.isChanging = true } }

  /// After it, whatever became of it.
  func endChange() {
    state.withLock { state in
      state.isChanging = false
      state.edition += 1
      state.companies.removeAll()
    }
  }
}
