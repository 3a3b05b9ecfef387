import Foundation
import Glibc
import TestKit

/// One client of the steady load, on a thread of its own: asks one thing after the other and writes down
/// what it was told.
final class FaultWorker {
  enum Role: Sendable {
    /// People of the directory with their right passwords, and their sign-outs.
    case domain
    /// The native administrator.
    case native
    /// Wrong passwords: never a session.
    case wrong
    /// People with a second step: wrong, used and right codes.
    case secondStep
    /// Sessions that are owed, and sessions that were ended.
    case check
  }

  static let calls = [
    ("POST", "/api/v1/sign-in"), ("POST", "/api/v1/sign-in/second-factor"),
    ("GET", "/api/v1/session"), ("DELETE", "/api/v1/session"),
  ]
  /// Sessions that are kept, so that checks have some and the store does not fill up.
  private static let most = 200

  private let scene: FaultScene
  private let role: Role
  private var client: FaultClient?
  private var isFresh = true
  private var turn = 0

  init(_ scene: FaultScene, _ role: Role) {
    self.scene = scene
    self.role = role
  }

  private var journal: FaultJournal { scene.journal }

  func run() {
    while !scene.isOver {
      turn += 1
      switch role {
      case .domain: domain()
      case .native: native()
      case .wrong: wrong()
      case .secondStep: secondStep()
      case .check: check()
      }
      let (seconds, attoseconds) = pace.components
      usleep(UInt32(seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
    }
  }

  /// Wrong codes in a row lock a second factor, and wrong passwords block a person.
  private var pace: Duration {
    switch role {
    case .domain, .native, .check: FaultScale.pace
    case .wrong: max(.milliseconds(100), FaultScale.pace)
    case .secondStep: .milliseconds(250)
    }
  }

  // MARK: What is asked

  private func domain() {
    let person = FaultScene.people[Int.random(in: 0..<FaultScene.people.count)]
    let start = ContinuousClock.now
    guard let answer = signIn("domain", person, "Secret-\(person)") else { return }
    guard let token = answer.token else {
      if answer.status == 401 { journal.breach("\(person)'s right password was called wrong") }
      return
    }
    let isMany = journal.withLock { book in
      book.live[token] = person
      book.goodSince = max(start, book.goodSince ?? start)
      return book.live.count > Self.most
    }
    if isMany || turn % 3 == 0 { signOut(token, of: person) }
  }

  private func signOut(_ token: String, of login: String) {
    // Before it is sent: a check under way may then be refused.
    journal.withLock { book in
      book.live[token] = nil
      book.doubtful[token] = login
    }
    guard let answer = ask("sign-out", "DELETE", "/api/v1/session", token: token) else { return }
    journal.withLock { book in
      book.doubtful[token] = nil
      switch answer.status {
      case 204: book.ended.append(token)
      case 401: book.breaches.append("\(login) could not sign out: the session was not known")
      default: book.live[token] = login
      }
    }
  }

  private func native() {
    let login = FaultHouse.administrator
    guard let answer = signIn("native", login, FaultHouse.password) else { return }
    if let token = answer.token {
      journal.withLock { $0.live[token] = login }
      signOut(token, of: login)
    } else if answer.status == 401 {
      journal.breach("the administrator's right password was called wrong")
    }
  }

  private func wrong() {
    let login =
      (FaultScene.people + FaultScene.strangers + [FaultHouse.administrator, "nobody"])
      .randomElement() ?? ""
    guard let answer = signIn("wrong", login, "wrong \(turn)", isRight: false) else { return }
    if answer.status == 200 { journal.breach("\(login) signed in with a wrong password") }
  }

  private func secondStep() {
    guard let factor = scene.factors.randomElement() else { return }
    let login = factor.login
    guard let first = signIn("second-step", login, "Secret-\(login)", isRight: false) else {
      return
    }
    guard first.status == 200 else {
      if first.status == 401 { journal.breach("\(login)'s right password was called wrong") }
      return
    }
    guard let ticket = try? first.json()["ticket"].string, first.token == nil else {
      return journal.breach("\(login) signed in without a code")
    }
    let attempt = factor.next(at: scene.now, turn)
    let json = "{\"ticket\": \"\(ticket)\", \"code\": \"\(attempt.code)\"}"
    let answer = ask(
      "code", "POST", "/api/v1/sign-in/second-factor", json: json,
      unanswered: attempt.isRight ? login : nil)
    guard let answer else { return }
    guard let token = answer.token else { return factor.refused(attempt, answer.status) }
    if !attempt.isRight { journal.breach("\(login) signed in with a code that was not right") }
    factor.accepted(attempt)
    journal.withLock { $0.live[token] = login }
    if turn % 2 == 0 { signOut(token, of: login) }
  }

  private func check() {
    let (live, ended) = journal.withLock {
      ($0.live.randomElement()?.key, $0.ended.randomElement())
    }
    if let live, let answer = ask("check", "GET", "/api/v1/session", token: live),
      answer.status != 200, journal.withLock({ $0.live[live] != nil })
    {
      journal.breach("a live session was refused: \(answer.status) \(answer.text)")
    }
    if let ended, let answer = ask("ended", "GET", "/api/v1/session", token: ended),
      answer.status != 401
    {
      journal.breach("a session that was signed out is good: \(answer.status)")
    }
  }

  // MARK: Asking

  private func signIn(_ kind: String, _ login: String, _ password: String, isRight: Bool = true)
    -> HTTPRawResponse?
  {
    ask(
      kind, "POST", "/api/v1/sign-in", json: FaultClient.signInBody(login, password),
      unanswered: isRight ? login : nil)
  }

  /// - Parameter unanswered: whose session may come about when no answer comes.
  private func ask(
    _ kind: String, _ method: String, _ path: String, json: String? = nil, token: String? = nil,
    unanswered: String? = nil
  ) -> HTTPRawResponse? {
    let service = scene.service
    // What is asked of a service that is being ended may fail after the next one has started.
    let mayFail = journal.withLock { $0.mayBeSilent }
    if client?.service !== service { client = nil }
    do {
      if client == nil {
        client = try FaultClient(service)
        isFresh = true
      }
      guard let client else { return nil }
      let start = ContinuousClock.now
      let answer = try client.call(
        method, path, json.map { Array($0.utf8) }, token: token, within: .seconds(30))
      isFresh = answer.field("connection")?.lowercased() == "close"
      note(kind, method, path, answer, ContinuousClock.now - start)
      return answer
    } catch {
      let wasFresh = isFresh
      client = nil
      journal.withLock { book in
        if let unanswered { book.unanswered[unanswered, default: 0] += 1 }
        book.tally["\(kind) no answer", default: 0] += 1
      }
      // One that lay idle may have been closed meanwhile (RFC 9112, section 9.5).
      let isClosed =
        !wasFresh
        && [.noResponse(.end), .noResponse(.reset), .cannotSend].contains(
          error as? HTTPRawClient.Failure)
      if !isClosed, !mayFail, !journal.withLock({ $0.mayBeSilent }), service === scene.service {
        journal.breach("\(method) \(path) was not answered: \(error)")
      }
      return nil
    }
  }

  private func note(
    _ kind: String, _ method: String, _ path: String, _ answer: HTTPRawResponse, _ took: Duration
  ) {
    let type = answer.status < 400 ? nil : try? answer.json()["type"].string
    let word = type.map { " " + $0.replacingOccurrences(of: "/problems/", with: "") } ?? ""
    if !scene.answers.have(method, path, answer) {
      journal.breach(
        "not a documented answer to \(method) \(path): \(answer.status) \(answer.text)")
    }
    journal.withLock { book in
      book.tally["\(kind) \(answer.status)\(word)", default: 0] += 1
      book.slowest[kind] = max(book.slowest[kind] ?? .zero, took)
    }
  }
}
