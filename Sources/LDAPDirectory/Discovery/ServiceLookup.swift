internal import CLinux
internal import Glibc

/// Asks DNS for SRV records. Blocks the calling thread, for some seconds at most.
enum ServiceLookup {
  enum Answer: Sendable, Equatable {
    /// `ttl` is the shortest of the records', in seconds.
    case records([ServiceRecord], ttl: Int)
    /// The name servers say that there are none.
    case nothing
    /// No answer, or none that can be used.
    case failed(String)
  }

  /// Seconds for one try at one name server, and how many there are.
  private static let patience: (seconds: Int32, tries: Int32) = (2, 2)
  /// More are not looked at.
  private static let mostRecords = 64

  /// - Parameter loopbackPort: of the only name server that is asked; `nil`: the system's.
  static func ask(_ name: String, loopbackPort: UInt16?) -> Answer {
    var answer = [UInt8](repeating: 0, count: 65536)
    var length: Int32
    if let loopbackPort {
      var server = sockaddr_in()
      server.sin_family = sa_family_t(AF_INET)
      server.sin_port = loopbackPort.bigEndian
      server.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      length = clinux_srv_query(
        name, &server, patience.seconds, patience.tries, &answer, Int32(answer.count))
    } else {
      length = clinux_srv_query(
        name, nil, patience.seconds, patience.tries, &answer, Int32(answer.count))
    }
    switch length {
    case 0...: return read(answer, length)
    // NXDOMAIN and an answer without such a record.
    case -1, -4: return .nothing
    case -3: return .failed("\(name): the name server refuses to answer")
    default: return .failed("\(name): no name server answers")
    }
  }

  private static func read(_ answer: [UInt8], _ length: Int32) -> Answer {
    var records: [ServiceRecord] = []
    var ttl = UInt32.max
    var index: Int32 = 0
    var record = clinux_srv()
    while records.count < mostRecords {
      let found = clinux_srv_record(answer, length, index, &record)
      guard found >= 0 else { break }
      index += 1
      guard found == 1 else { continue }
      let name = withUnsafeBytes(of: record.target) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }.lowercased()
      ttl = min(ttl, record.ttl)
      records.append(
        ServiceRecord(
          priority: record.priority, weight: record.weight, port: record.port,
          target: name.count > 1 && name.hasSuffix(".") ? String(name.dropLast()) : name))
    }
    return records.isEmpty ? .nothing : .records(records, ttl: Int(ttl))
  }
}
