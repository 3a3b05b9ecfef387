import HTTPEngine
import Identity

/// One's own sessions.
extension Call {
  func currentSession() throws -> Response {
    try refuseQuery()
    return CurrentSession.response(try session())
  }

  func signOut() async throws -> Response {
    let session = try session()
    try await gate.sessions.end(session.session.id, by: session.caller(from: origin))
    return Self.noContent
  }

  func ownSessions() throws -> Response {
    let current = try session()
    try refuseQuery()
    let sessions = gate.sessions.list(of: current.person.employee)
    return answer([
      "sessions": .list(sessions) {
        JSON($0).adding(["current": .bool($0.session.id == current.session.id)])
      }
    ])
  }

  func endOtherSessions() async throws -> Response {
    let caller = try sessionCaller()
    try refuseQuery()
    let ended = try await gate.sessions.endOthers(by: caller)
    return answer(["ended": .integer(Int64(ended))])
  }

  func endOwnSession() async throws -> Response {
    let caller = try sessionCaller()
    try refuseQuery()
    try await gate.sessions.endOwn(try identifier(), by: caller)
    return Self.noContent
  }
}
