import Synchronization

/// How many connections there are, in all and by address; shared by the loops of a server.
final class ConnectionQuota: Sendable {
  private struct State: Sendable {
    var total = 0
    var byAddress: [AddressKey: Int] = [:]
  }

  private let most: Int
  private let mostPerAddress: Int
  private let state = Mutex(State())

  init(_ limits: Limits) {
    most = limits.connections
    mostPerAddress = limits.connectionsPerAddress
  }

  var total: Int { state.withLock { $0.total } }

  enum Admission {
    case admitted
    /// There are as many as may be.
    case full
    /// This address has its share.
    case addressFull
  }

  /// Counts a connection in, or says why not.
  func admit(_ key: AddressKey?) -> Admission {
    state.withLock { state in
      if let key, state.byAddress[key, default: 0] >= mostPerAddress { return .addressFull }
      guard state.total < most else { return .full }
      if let key { state.byAddress[key, default: 0] += 1 }
      state.total += 1
      return .admitted
    }
  }

  func release(_ key: AddressKey?) {
    state.withLock { state in
      state.total -= 1
      guard let key, let count = state.byAddress[key] else { return }
      // An address without connections is forgotten, so the table is never larger than `most`.
      state.byAddress[key] = count > 1 ? count - 1 : nil
    }
  }
}
