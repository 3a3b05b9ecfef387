import Synchronization

/// The roster behind its lock: the switchboard and the look-up in DNS share it.
final class ServerList: Sendable {
  private let roster: Mutex<ServerRoster>

  init(_ configuration: DirectoryConfiguration) {
    roster = Mutex(
      ServerRoster(
        configuration.servers, downTime: configuration.limits.downTime,
        longestDownTime: configuration.limits.longestDownTime))
  }

  func withLock<Value: Sendable>(_ body: (inout ServerRoster) -> Value) -> Value {
    roster.withLock { roster in body(&roster) }
  }
}
