import Foundation
import Glibc
import HTTPEngine
import Portal

/// Who may use the Unix socket: root and the user the service runs as, by what the kernel says of the
/// peer. The file's mode says the same; this holds where the mode was changed or the folder is shared.
struct LocalUsers: Sendable {
  private let own = geteuid()

  func respond(to request: DetachedRequest, _ portal: Portal) async -> Response {
    guard case .local(let user, _) = request.peer, user == 0 || user == own else {
      return Response(status: 403, closes: true)
    }
    return await portal.respondLocally(to: request, user: Self.name(of: user))
  }

  /// The account's name, or its number where it has none.
  static func name(of user: uid_t) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 4096)
    guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil,
      let name = entry.pw_name
    else { return String(user) }
    return String(cString: name)
  }
}
