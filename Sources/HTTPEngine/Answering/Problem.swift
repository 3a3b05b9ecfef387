/// The engine's own answers where the server has no words for them: the smallest problem document
/// (RFC 9457).
enum Problem {
  static func response(_ status: Int) -> Response {
    Response(
      status: status,
      headers: Headers([
        Headers.Field(name: "Content-Type", value: "application/problem+json")
      ]),
      body: Array(
        #"{"type":"about:blank","title":"\#(StatusPhrase.of(status))","status":\#(status)}"#.utf8))
  }
}
