internal import Glibc
import Identity
import Synchronization

/// The addresses of a host name, for one domain. `getaddrinfo` cannot be bounded, so a look-up runs on a
/// thread that is left behind when the deadline comes first. However many ask and however long the
/// system's resolver hangs, there are few such threads: one for each host, four at most.
final class NameLookup: Sendable {
  enum Answer: Sendable {
    case addresses([SocketAddress])
    case failed(String)
  }

  typealias Resolve = @Sendable (_ host: String, _ port: UInt16) -> Answer

  private struct Key: Hashable {
    let host: String
    let port: UInt16
  }

  /// A look-up under way, and then its answer for all who wait for it.
  private final class Flight: Sendable {
    let answer = Mutex<Answer?>(nil)
  }

  private struct Desk {
    var flights: [Key: Flight] = [:]
    var known: [Key: (addresses: [SocketAddress], until: ContinuousClock.Instant)] = [:]
  }

  private enum Step {
    case answer(Answer)
    case late
    case start(Flight)
  }

  private let desk = Monitor(Desk())
  private let most: Int
  private let keeps: Duration
  private let resolve: Resolve

  /// - Parameters:
  ///   - most: look-ups under way at the same time.
  ///   - keeps: how long addresses are used without asking again.
  init(
    most: Int = 4, keeps: Duration = .seconds(10),
    resolve: @escaping Resolve = { NameLookup.resolve($0, $1, 0) }
  ) {
    self.most = most
    self.keeps = keeps
    self.resolve = resolve
  }

  /// Blocks the calling thread. A written-out address needs no look-up.
  /// - Throws: `.unavailable`, `.silent` when there is none in time.
  func addresses(of host: String, port: UInt16, by deadline: Deadline)
    throws(ConnectionFailure) -> [SocketAddress]
  {
    if case .addresses(let found) = Self.resolve(host, port, AI_NUMERICHOST) { return found }
    let key = Key(host: host.lowercased(), port: port)
    var flight: Flight?
    while true {
      switch next(key, &flight, deadline) {
      case .start(let new): try start(new, key)
      case .answer(.addresses(let found)) where !found.isEmpty: return found
      case .answer(.addresses):
        throw ConnectionFailure(.notSent, .unavailable, "\(host): no address")
      case .answer(.failed(let reason)):
        throw ConnectionFailure(.notSent, .unavailable, "\(host): \(reason)")
      case .late: throw ConnectionFailure(.silent, .unavailable, "\(host): no answer in time")
      }
    }
  }

  /// Waits until there is an answer or room for a look-up.
  private func next(_ key: Key, _ flight: inout Flight?, _ deadline: Deadline) -> Step {
    var joined = flight
    defer { flight = joined }
    return desk.wait { desk in
      if let answer = joined?.answer.withLock({ $0 }) { return .done(.answer(answer)) }
      if deadline.isPast { return .done(.late) }
      if joined == nil {
        if let known = desk.known[key], .now < known.until {
          return .done(.answer(.addresses(known.addresses)))
        }
        joined = desk.flights[key]
        if joined == nil, desk.flights.count < most {
          let new = Flight()
          joined = new
          desk.flights[key] = new
          return .done(.start(new))
        }
      }
      return .sleep(until: deadline.instant)
    }
  }

  private func start(_ flight: Flight, _ key: Key) throws(ConnectionFailure) {
    do throws(DirectoryError) {
      try BlockingThread.start { [self] in land(flight, key, resolve(key.host, key.port)) }
    } catch {
      land(flight, key, .failed(error.detail))
      throw ConnectionFailure(.notSent, error)
    }
  }

  private func land(_ flight: Flight, _ key: Key, _ answer: Answer) {
    desk.update { desk in
      flight.answer.withLock { $0 = answer }
      desk.flights[key] = nil
      desk.known[key] = nil
      if case .addresses(let found) = answer, !found.isEmpty {
        desk.known[key] = (found, .now + keeps)
      }
      return ((), wake: true)
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
