import CLinux
import Glibc

/// An address of the loopback network for one server whose ports are fixed, held until the last
/// reference goes.
final class LoopbackAddress: Sendable {
  let text: String
  private let lock: FileLock

  /// - Parameter ports: nobody may listen there.
  init(ports: [UInt16]) throws {
    for number in (20...250).shuffled() {
      let text = "127.0.0.\(number)"
      guard let lock = try FileLock(text), ports.allSatisfy({ Self.isFree(number, $0) }) else {
        continue
      }
      self.text = text
      self.lock = lock
      return
    }
    throw SlapdProgram.Failure(
      description: "no address of 127.0.0.20 to .250 has the ports \(ports) free (this takes root)")
  }

  private static func isFree(_ number: Int, _ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = loopback(port)
    address.sin_addr.s_addr = UInt32(0x7f00_0000 + UInt32(number)).bigEndian
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
