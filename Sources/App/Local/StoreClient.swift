import Glibc
import HTTPEngine
import Portal

/// The JSON API in the command's own process, which holds the store meanwhile.
struct StoreClient: APIClient {
  let composition: Composition
  let user: String

  func send(_ request: APIRequest) async throws(APIUnavailable) -> APIAnswer {
    var headers = Headers()
    for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) {
      headers.add(name, value)
    }
    if request.body != nil { headers.add("Content-Type", "application/json") }
    let answer = await composition.portal.respondLocally(
      to: DetachedRequest(
        method: request.method, target: "/api/v1\(request.target)", headers: headers,
        body: request.body ?? [], peer: .local(user: geteuid(), process: getpid()),
        isSecure: false),
      user: user)
    return APIAnswer(
      status: answer.status, etag: answer.headers.only("etag"), body: answer.body)
  }

  func close() async { await composition.close() }
}
