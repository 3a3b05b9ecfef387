import Identity

/// Which servers are in use and in which order: those that work first, in the listed order; those that
/// failed last, until a probe in the background has found them well again. One that failed by letting its
/// client wait is not tried on a person's time at all.
///
/// Servers are told by number: one is given out once and never again, so that word of a server that has
/// left the list means nothing to those on it.
struct ServerRoster {
  private struct Standing {
    let address: ServerAddress
    var isDown = false
    var isSlow = false
    var failures = 0
    var failure: DirectoryError?
  }

  private let downTime: Duration
  private let longestDownTime: Duration
  private var listed: [Int] = []
  private var standings: [Int: Standing] = [:]
  private var next = 0

  init(_ addresses: [ServerAddress], downTime: Duration, longestDownTime: Duration) {
    self.downTime = downTime
    self.longestDownTime = longestDownTime
    _ = list(addresses)
  }

  /// A new list; what is known of servers that stay on it is kept.
  /// - Returns: the numbers of those that have left it.
  mutating func list(_ addresses: [ServerAddress]) -> [Int] {
    let old = standings
    standings = [:]
    listed = addresses.map { address in
      if let known = old.first(where: { $0.value.address == address }) {
        standings[known.key] = known.value
        return known.key
      }
      defer { next += 1 }
      standings[next] = Standing(address: address)
      return next
    }
    return old.keys.filter { standings[$0] == nil }
  }

  /// Those that may be tried, in this order.
  var order: [Int] {
    listed.filter { !isDown($0) }
      + listed.filter { isDown($0) && standings[$0]?.isSlow == false }
  }

  var addresses: [ServerAddress] { listed.compactMap { address($0) } }
  var hasServerUp: Bool { listed.contains { !isDown($0) } }
  /// Why those that may not be tried are down.
  var failure: DirectoryError? { listed.lazy.compactMap { standings[$0]?.failure }.first }

  func address(_ server: Int) -> ServerAddress? { standings[server]?.address }
  func isDown(_ server: Int) -> Bool { standings[server]?.isDown ?? false }

  /// - Parameters:
  ///   - isSlow: it let its client wait for a connection until the time was over, or nearly so.
  ///   - isSilent: it did not answer a request: with no other server up it is probed at once, because
  ///     one request may have been too hard for it.
  /// - Returns: how long until it is to be probed, when it was up until now.
  mutating func failed(
    _ server: Int, _ error: DirectoryError, isSlow: Bool = false, isSilent: Bool = false
  ) -> Duration? {
    guard var standing = standings[server] else { return nil }
    let wasDown = standing.isDown
    standing.isDown = true
    standing.isSlow = standing.isSlow || isSlow
    standing.failure = error
    if !wasDown { standing.failures = 1 }
    standings[server] = standing
    if wasDown { return nil }
    return isSilent && !hasServerUp ? .zero : downTime
  }

  /// - Returns: how long until the next probe; `nil` for a server that has left the list.
  mutating func probeFailed(_ server: Int, _ error: DirectoryError, isSlow: Bool = false)
    -> Duration?
  {
    guard var standing = standings[server] else { return nil }
    standing.failures += 1
    standing.isSlow = isSlow
    standing.failure = error
    standings[server] = standing
    // With no server to go to, everybody waits for this one.
    guard hasServerUp else { return downTime }
    return min(longestDownTime, downTime * (1 << min(standing.failures - 1, 16)))
  }

  /// - Returns: whether it was down until now.
  mutating func worked(_ server: Int) -> Bool {
    guard let standing = standings[server] else { return false }
    standings[server] = Standing(address: standing.address)
    return standing.isDown
  }
}
