import CSodium
import FoundationEssentials
public import Identity

/// Argon2id (RFC 9106) through libsodium: 19 MiB, two passes, one lane.
///
/// A hash keeps a core busy for about 20 ms, so it runs on threads of its own, one a core by default. What
/// waits is bounded: a flood of sign-ins is answered "try again" at once rather than late (503 with
/// Retry-After), and holds at most `workers` times 19 MiB.
public final class Argon2Hashing: PasswordHashing {
  /// Bytes of memory a hash fills.
  static let memory = 19 * 1024 * 1024
  /// Passes over that memory.
  static let passes: UInt64 = 2
  /// Room of the text form with its final NUL (`crypto_pwhash_STRBYTES`).
  private static let textLength = Int(crypto_pwhash_STRBYTES)

  private let queue: HashingQueue
  /// Verified for a person without a hash, so that the same work is done (SIGN-16).
  private let decoy: PasswordHash

  /// - Parameters:
  ///   - workers: threads that hash; one for each core when absent.
  ///   - waiting: calls that may wait for a thread; the next one is refused.
  public init(workers: Int? = nil, waiting: Int = 64) {
    Sodium.start()
    let random = SystemRandom()
    guard let decoy = Self.hashNow(Secret(random.bytes(16))) else {
      // Without it an unknown user would be answered faster: better not to start at all.
      preconditionFailure("no memory for one Argon2id hash (19 MiB)")
    }
    self.decoy = decoy
    let workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
    queue = HashingQueue(workers: max(1, workers), limit: max(0, waiting))
  }

  deinit { queue.close() }

  /// Calls that wait for a thread at this moment.
  public var waiting: Int { queue.length }

  public func hash(_ password: Secret) async throws(HashingError) -> PasswordHash {
    let answer = try await queue.run { Self.hashNow(password) }
    guard let answer else { throw .overloaded(retryAfter: 1) }
    return answer
  }

  public func verify(
    _ password: Secret, against hash: PasswordHash?
  ) async throws(HashingError) -> Bool {
    let judged = hash ?? decoy
    switch try await queue.run({ Self.verifyNow(password, against: judged) }) {
    case .right: return hash != nil
    case .wrong: return false
    case .noMemory: throw .overloaded(retryAfter: 1)
    }
  }

  private enum Verdict { case right, wrong, noMemory }

  /// `nil` when there is no memory for it.
  private static func hashNow(_ password: Secret) -> PasswordHash? {
    var text = [CChar](repeating: 0, count: textLength)
    let status = password.withPointer(to: CChar.self) {
      crypto_pwhash_str(&text, $0, UInt64($1), passes, memory)
    }
    guard status == 0 else { return nil }
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return PasswordHash(phc: String(decoding: bytes, as: UTF8.self))
  }

  /// Not `crypto_pwhash_str_verify`: it answers alike, errno included, for a wrong password and for memory
  /// that it did not get.
  private static func verifyNow(_ password: Secret, against hash: PasswordHash) -> Verdict {
    guard let known = Argon2Text(hash.phc) else { return .wrong }
    var made = [UInt8](repeating: 0, count: known.digest.count)
    let status = password.withPointer(to: CChar.self) {
      crypto_pwhash(
        &made, UInt64(made.count), $0, UInt64($1), known.salt, known.passes, known.memory,
        crypto_pwhash_ALG_ARGON2ID13)
    }
    guard status == 0 else { return .noMemory }
    return sodium_memcmp(made, known.digest, made.count) == 0 ? .right : .wrong
  }
}
