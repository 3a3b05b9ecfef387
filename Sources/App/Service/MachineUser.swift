import Glibc
import Threads

/// The accounts of this machine.
enum MachineUser {
  /// The account's name, or its number where it has none. The name service may ask a network for it, so
  /// it has a thread of its own.
  static func name(of user: uid_t) async -> String {
    let name = try? await OwnThread.run(named: "user-name") { lookUp(user) }
    return (name ?? nil) ?? String(user)
  }

  private static func lookUp(_ user: uid_t) -> String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil,
      let name = entry.pw_name
    else { return nil }
    return String(cString: name)
  }
}
