import Foundation
import Glibc
import TestKit
import Testing

/// What a process holds, as the kernel counts it (proc(5)).
struct FaultResources: Sendable, CustomStringConvertible {
  var descriptors: Int
  var threads: Int
  /// MiB.
  var memory: Double

  init(_ pid: pid_t) throws {
    descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    threads = try #require(Self.field("Threads", status))
    memory = Double(try #require(Self.field("VmRSS", status))) / 1024
  }

  /// KiB of address space.
  static func addressSpace(_ pid: pid_t) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    return try #require(field("VmSize", status))
  }

  private static func field(_ name: String, _ status: String) -> Int? {
    status.split(separator: "\n").first { $0.hasPrefix("\(name):") }?
      .split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
  }

  var description: String { "\(descriptors) descriptors, \(threads) threads, \(memory) MiB" }
}

/// Compares what the service holds after the first rounds of a fault with what it holds after the last.
struct FaultLeak {
  private let warm: Int
  private var before: FaultResources?

  /// Rounds in which pools, caches and the allocator find their size.
  init(rounds: Int) { warm = max(1, rounds / 10) }

  mutating func ended(round: Int, _ pid: pid_t) throws {
    if round == warm { before = try FaultResources(pid) }
  }

  /// Idle connections to a directory, and threads of Swift's pool, come and go: twenty of each are no leak.
  func check(_ fault: String, _ pid: pid_t) async throws {
    guard let before else { return }
    let after = try await settled(pid, before)
    FaultReport.add(
      fault, "descriptors gained", Double(after.descriptors - before.descriptors), least: 20)
    FaultReport.add(fault, "threads gained", Double(after.threads - before.threads), least: 20)
    FaultReport.add(fault, "memory gained, MiB", after.memory - before.memory, least: 48)
    #expect(after.descriptors - before.descriptors <= 20, "\(before) \(after)")
    #expect(after.threads - before.threads <= 20, "\(before) \(after)")
    #expect(after.memory - before.memory <= 48, "\(before) \(after)")
  }

  private func settled(_ pid: pid_t, _ before: FaultResources) async throws -> FaultResources {
    let end = ContinuousClock.now + .seconds(20)
    while true {
      let now = try FaultResources(pid)
      let isGood =
        now.descriptors <= before.descriptors + 20 && now.threads <= before.threads + 20
      if isGood || ContinuousClock.now > end { return now }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
