import Synchronization

@testable import Identity

/// A clock that is moved by hand.
final class ManualClock: WallClock {
  private let time: Mutex<Timestamp>

  init(_ start: Timestamp = Timestamp(seconds: 1_790_000_010)) { time = Mutex(start) }

  var now: Timestamp { time.withLock { $0 } }

  func advance(_ interval: Interval) { time.withLock { $0 = $0 + interval } }
}

/// Codes that a test can compute: six digits of the keyed hash of the step. The real ones (RFC 6238)
/// have their own tests beside their adapter.
struct HashedCodes: OneTimeCodes {
  let hashing: any Hashing

  func code(_ step: Int64, _ secret: Secret) -> String {
    let digest = hashing.keyed(secret, Array(String(step).utf8))
    let number = digest.bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) } % 1_000_000
    let digits = String(number)
    return String(repeating: "0", count: 6 - digits.utf8.count) + digits
  }

  func step(of code: String, secret: Secret, among steps: ClosedRange<Int64>) -> Int64? {
    steps.last { self.code($0, secret) == code }
  }
}
