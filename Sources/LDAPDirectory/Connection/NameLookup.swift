internal import Glibc
import Identity

/// The addresses of a host name. `getaddrinfo` cannot be bounded, so a real look-up runs on a thread that
/// is left behind when the deadline comes first; a written-out address needs no look-up.
enum NameLookup {
  private enum Answer {
    case addresses([SocketAddress])
    case failed(String)
  }

  /// - Throws: `.unavailable` when there is none in time.
  static func addresses(of host: String, port: UInt16, by deadline: Deadline)
    throws(DirectoryError) -> [SocketAddress]
  {
    if case .addresses(let found) = resolve(host, port, AI_NUMERICHOST) { return found }
    let waiting = Monitor<Answer?>(nil)
    BlockingThread.start {
      let answer = resolve(host, port, 0)
      waiting.update { slot in
        slot = answer
        return ((), wake: true)
      }
    }
    let answer: Answer = waiting.wait { slot in
      if let answer = slot { return .done(answer) }
      if deadline.isPast { return .done(.failed("no answer in time")) }
      return .sleep(until: deadline.instant)
    }
    switch answer {
    case .addresses(let found) where !found.isEmpty: return found
    case .addresses: throw DirectoryError(.unavailable, detail: "\(host): no address")
    case .failed(let reason): throw DirectoryError(.unavailable, detail: "\(host): \(reason)")
    }
  }

  private static func resolve(_ host: String, _ port: UInt16, _ flags: Int32) -> Answer {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = flags
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    guard code == 0 else { return .failed(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(list) }
    var found: [SocketAddress] = []
    var next = list
    while let info = next {
      if let address = info.pointee.ai_addr {
        found.append(
          SocketAddress(
            family: info.pointee.ai_family,
            bytes: UnsafeRawBufferPointer(start: address, count: Int(info.pointee.ai_addrlen))))
      }
      next = info.pointee.ai_next
    }
    return .addresses(found)
  }
}
