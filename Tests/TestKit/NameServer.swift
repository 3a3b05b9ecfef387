import CLinux
import Foundation
import Glibc
import Synchronization

/// A stand-in for a DNS server on a UDP port of 127.0.0.1: it knows SRV records and nothing else. What it
/// knows, and how it behaves, may be changed while it runs.
public final class NameServer: Sendable {
  public struct Record: Sendable {
    public var priority: UInt16
    public var weight: UInt16
    public var port: UInt16
    public var target: String
    public var ttl: UInt32

    public init(
      _ target: String, port: UInt16, priority: UInt16 = 10, weight: UInt16 = 100,
      ttl: UInt32 = 60
    ) {
      self.priority = priority
      self.weight = weight
      self.port = port
      self.target = target
      self.ttl = ttl
    }
  }

  public enum Behaviour: Sendable {
    /// Answers; names without records are NXDOMAIN.
    case answers
    /// Never says anything.
    case silent
    /// SERVFAIL to everything.
    case fails
    /// Bytes that are no DNS message, under the right id.
    case garbage
  }

  public let port: UInt16
  private let socket: Int32
  private struct State {
    var records: [String: [Record]] = [:]
    var behaviour = Behaviour.answers
    var asked: [String] = []
  }
  private let state = Mutex(State())

  public init(_ records: [String: [Record]] = [:]) throws {
    (socket, port) = try Self.bound()
    state.withLock { $0.records = records }
    Thread.detachNewThread { [self] in serve() }
  }

  /// Names that were asked for, in order.
  public var asked: [String] { state.withLock { $0.asked } }

  public func set(_ name: String, _ records: [Record]?) {
    state.withLock { $0.records[name] = records }
  }

  public func behave(_ behaviour: Behaviour) { state.withLock { $0.behaviour = behaviour } }

  /// Its thread ends.
  public func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

  private static func bound() throws -> (Int32, UInt16) {
    let fd = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(fd, raw, size) == 0 && getsockname(fd, raw, &size) == 0
      }
    }
    guard fd >= 0, isBound else {
      throw SlapdProgram.Failure(description: "no UDP port: \(String(cString: strerror(errno)))")
    }
    return (fd, UInt16(bigEndian: address.sin_port))
  }

  private func serve() {
    defer { close(socket) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      var peer = sockaddr_in()
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let count = withUnsafeMutablePointer(to: &peer) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          recvfrom(socket, &buffer, buffer.count, 0, $0, &size)
        }
      }
      // A socket that was shut down reads as empty.
      guard count > 0 else { return }
      guard count >= 17, let reply = reply(to: Array(buffer[..<count])) else { continue }
      _ = withUnsafePointer(to: &peer) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(socket, reply, reply.count, 0, $0, size)
        }
      }
    }
  }

  /// RFC 1035, 4.1.
  private func reply(to query: [UInt8]) -> [UInt8]? {
    var name: [String] = []
    var index = 12
    while index < query.count, query[index] > 0, index + 1 + Int(query[index]) <= query.count {
      let length = Int(query[index])
      name.append(String(decoding: query[(index + 1)..<(index + 1 + length)], as: UTF8.self))
      index += 1 + length
    }
    let question = Array(query[12..<min(query.count, index + 5)])
    let asked = name.joined(separator: ".").lowercased()
    let (behaviour, records) = state.withLock { state in
      state.asked.append(asked)
      return (state.behaviour, state.records[asked])
    }
    func header(_ code: UInt8, answers: Int) -> [UInt8] {
      query[0...1] + [
        0x81, 0x80 | code, 0, 1, UInt8(answers >> 8), UInt8(answers & 255), 0, 0, 0, 0,
      ]
    }
    switch behaviour {
    case .silent: return nil
    case .fails: return header(2, answers: 0) + question
    case .garbage: return query[0...1] + [0x81, 0x80, 0, 1, 0, 9, 0, 0, 0, 0] + question + [0xc0]
    case .answers: break
    }
    guard let records else { return header(3, answers: 0) + question }
    var reply = header(0, answers: records.count) + question
    for record in records { reply += bytes(record) }
    return reply
  }

  private func bytes(_ record: Record) -> [UInt8] {
    var data = bytes(record.priority) + bytes(record.weight) + bytes(record.port)
    for label in record.target.split(separator: ".") {
      data += [UInt8(label.utf8.count)] + label.utf8
    }
    data.append(0)
    // The name is the question's; type SRV, class IN.
    var out: [UInt8] = [0xc0, 12, 0, 33, 0, 1]
    out += bytes(UInt16(record.ttl >> 16)) + bytes(UInt16(truncatingIfNeeded: record.ttl))
    out += bytes(UInt16(data.count)) + data
    return out
  }

  private func bytes(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }
}
