import Diagnostics
import Glibc
public import HTTPEngine
import Identity
import Threads

/// The engine that these are given to adds `securityHeaders` to every answer.
extension Portal {
  /// For a TCP listener. A session check and `/healthz` are answered on the engine's own thread, with no
  /// hop at all; everything else by a task.
  public var handler: Handler {
    { [self] request, responder in
      if let response = immediate(request) { return .now(response) }
      let detached = request.detached()
      Task(executorPreference: BlockingExecutor.shared) {
        responder.send(await self.answered(to: detached, standing: .internet))
      }
      return .later
    }
  }

  /// For the Unix socket of the command. Only the user that runs Brama and root are heard.
  /// - Parameter userName: the name of a user of this machine by number; called off the engine's threads.
  public func localHandler(userName: @escaping @Sendable (UInt32) async -> String) -> Handler {
    { [self] request, responder in
      let detached = request.detached()
      guard let user = commandUser(of: detached) else { return .now(refusal(of: detached)) }
      Task(executorPreference: BlockingExecutor.shared) {
        let name = await userName(user)
        responder.send(await self.answered(to: detached, standing: .local(user: name)))
      }
      return .later
    }
  }

  /// The user whose command may speak, `nil` for anybody else and for a peer that the kernel did not name.
  func commandUser(of request: DetachedRequest, ownUser: UInt32 = geteuid()) -> UInt32? {
    guard case .local(let user, _) = request.peer, Self.mayCommand(user, ownUser: ownUser) else {
      return nil
    }
    return user
  }

  /// Only root and the user that Brama runs as are heard on the Unix socket, whatever its file's mode.
  static func mayCommand(_ user: UInt32, ownUser: UInt32) -> Bool { user == 0 || user == ownUser }

  func refusal(of request: DetachedRequest) -> Response {
    var response = Problem(.forbidden, detail: .rejection(.forbidden))
      .response(in: catalogue(for: request.headers))
    harden(&response)
    return response
  }

  /// The answer that needs neither store nor task: a good session by bearer token, or health. Whatever
  /// else comes, `respond` judges, a bad token too.
  private func immediate(_ request: borrowing Request) -> Response? {
    guard request.isMethod("GET"), request.query == nil else { return nil }
    let arrived = Stopwatch()
    let route: Route
    let response: Response
    if request.pathEquals("/api/v1/session") {
      let token = request.withHeader("authorization") { PresentedToken.bearer(in: $0) }
      guard let token = token ?? nil, let session = gate.sessions.check(token) else { return nil }
      route = .session
      response = CurrentSession.response(session)
    } else if request.pathEquals("/healthz") {
      route = .health
      response = Call.health
    } else {
      return nil
    }
    observe(
      .answered(route: route.rawValue, status: response.status, seconds: arrived.seconds))
    return response
  }
}
