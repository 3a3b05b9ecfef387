import Foundation
import Synchronization
import TestKit
import Testing

/// The second factor of a person of the load: makes right, wrong and used codes, each right one for once.
final class FaultFactor: Sendable {
  struct Attempt {
    let code: String
    let isRight: Bool
  }

  private struct State {
    var recovery: [String]
    var used: [String] = []
    /// Of the newest code that was sent.
    var step: Int64
  }

  let login: String
  private let secret: String
  private let state: Mutex<State>

  /// Enrols a person who is signed in.
  init(_ login: String, _ client: FaultClient, token: String) throws {
    self.login = login
    let begun = try client.call(
      "POST", "/api/v1/me/second-factor", json: "{\"password\": \"Secret-\(login)\"}", token: token)
    secret = try #require(try begun.json()["secret"].string, "\(begun.text)")
    // The step before this one is accepted too, and leaves this one for a sign-in.
    let now = Int64(Date().timeIntervalSince1970) - 30
    let confirmed = try client.call(
      "POST", "/api/v1/me/second-factor/confirm",
      json: "{\"code\": \"\(try Oathtool.code(secret, at: now))\"}", token: token)
    let codes = try confirmed.json()["recoveryCodes"].list.compactMap(\.string)
    try #require(codes.count == 10, "\(confirmed.text)")
    state = Mutex(State(recovery: codes, step: now / 30))
  }

  /// A wrong code, one that was used before, or a right one.
  func next(at now: Int64, _ turn: Int) -> Attempt {
    let (used, isDue) = state.withLock { ($0.used.randomElement(), now / 30 > $0.step) }
    switch turn % 4 {
    case 0: return Attempt(code: String(format: "%06d", (turn * 7919) % 1_000_000), isRight: false)
    case 1 where used != nil: return Attempt(code: used ?? "", isRight: false)
    default: break
    }
    if isDue, let code = try? Oathtool.code(secret, at: now) {
      state.withLock { $0.step = now / 30 }
      return Attempt(code: code, isRight: true)
    }
    let code = state.withLock { $0.recovery.popLast() }
    return code.map { Attempt(code: $0, isRight: true) }
      ?? Attempt(code: used ?? "000000", isRight: false)
  }

  func accepted(_ attempt: Attempt) { state.withLock { $0.used.append(attempt.code) } }

  /// A recovery code that nobody judged (503) is good still. One that got no answer may have been used or
  /// not, and is not tried again.
  func refused(_ attempt: Attempt, _ status: Int) {
    guard attempt.isRight, status == 503, attempt.code.count > 6 else { return }
    state.withLock { $0.recovery.insert(attempt.code, at: 0) }
  }
}
