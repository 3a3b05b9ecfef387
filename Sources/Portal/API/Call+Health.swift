import HTTPEngine
import Identity

/// Whether the process is up, and whether it can do its work.
extension Call {
  static var health: Response { answer(["status": "up"]) }

  /// 503 unless the store answers. Directories are told and decide nothing: native sign-in goes on
  /// without them.
  func readiness() async -> Response {
    let states = await portal.options.operations.directories()
    let unconfirmed = gate.domains.unconfirmed
    let directories = JSON.object(
      states.sorted { $0.key.text < $1.key.text }.map {
        .init(
          name: $0.key.text,
          value: unconfirmed.contains($0.key)
            ? "unconfirmed" : $0.value ? "reachable" : "unreachable")
      })
    var isStoreUp = true
    do { _ = try await gate.access.isSetupPending() } catch { isStoreUp = false }
    return answer(
      [
        "status": isStoreUp ? "ready" : "not-ready", "store": isStoreUp ? "up" : "down",
        "directories": directories,
      ], status: isStoreUp ? 200 : 503)
  }

  func document() -> Response {
    Response(
      status: 200, headers: Headers([.init(name: "Content-Type", value: Self.mediaType)]),
      body: portal.openAPI)
  }
}
