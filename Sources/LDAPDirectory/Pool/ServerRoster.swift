/// Which servers are in use and in which order: those that work first, in the configured order; those
/// that failed last, until a probe in the background has found them well again.
struct ServerRoster {
  private struct Standing {
    var isDown = false
    var failures = 0
  }

  private let downTime: Duration
  private let longestDownTime: Duration
  private var standings: [Standing]

  init(count: Int, downTime: Duration, longestDownTime: Duration) {
    self.standings = Array(repeating: Standing(), count: count)
    self.downTime = downTime
    self.longestDownTime = longestDownTime
  }

  var order: [Int] {
    standings.indices.filter { !standings[$0].isDown }
      + standings.indices.filter { standings[$0].isDown }
  }

  func isDown(_ server: Int) -> Bool { standings[server].isDown }

  /// - Returns: how long until it is to be probed, when it was up until now.
  mutating func failed(_ server: Int) -> Duration? {
    guard !standings[server].isDown else { return nil }
    standings[server].isDown = true
    standings[server].failures = 1
    return downTime
  }

  /// - Returns: how long until the next probe.
  mutating func probeFailed(_ server: Int) -> Duration {
    standings[server].failures += 1
    let doublings = min(standings[server].failures - 1, 16)
    return min(longestDownTime, downTime * (1 << doublings))
  }

  /// - Returns: whether it was down until now.
  mutating func worked(_ server: Int) -> Bool {
    defer { standings[server] = Standing() }
    return standings[server].isDown
  }
}
