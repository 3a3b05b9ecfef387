/// A way into Brama for bytes from outside: it reads them and holds what comes out to the rules of its
/// reader. A crash, a breach of a rule and more than a few seconds are findings.
struct Harness: Sendable {
  /// The folder of its seeds as well.
  let name: String
  let read: @Sendable ([UInt8]) -> Void

  static let all: [Harness] = [
    Harness(name: "http", read: HTTPHarness.read),
    Harness(name: "path", read: PathHarness.read),
    Harness(name: "json", read: JSONHarness.read),
    Harness(name: "form", read: FormHarness.read),
    Harness(name: "cookies", read: CookieHarness.read),
    Harness(name: "tokens", read: TokenHarness.read),
    Harness(name: "client", read: ClientHarness.read),
    Harness(name: "codes", read: CodeHarness.read),
    Harness(name: "enrolment", read: EnrolmentHarness.read),
    Harness(name: "dn", read: DNHarness.read),
    Harness(name: "filter", read: FilterHarness.read),
    Harness(name: "values", read: DirectoryValueHarness.read),
    Harness(name: "sync", read: SyncHarness.read),
    Harness(name: "toml", read: TOMLHarness.read),
    Harness(name: "settings", read: SettingsHarness.read),
    Harness(name: "webconfig", read: WebConfigHarness.read),
    Harness(name: "keys", read: KeyFileHarness.read),
    Harness(name: "head", read: AuditHeadHarness.read),
    Harness(name: "sealed", read: SealedHarness.read),
  ]

  static func named(_ name: String) -> Harness? { all.first { $0.name == name } }
}

/// Stops with the rule that was broken; libFuzzer then keeps the input.
func hold(_ holds: Bool, _ rule: @autoclosure () -> String) {
  if !holds { fatalError(rule()) }
}

extension [UInt8] {
  /// The bytes as lines of text; what is not UTF-8 becomes U+FFFD, as wherever Brama makes text of bytes
  /// that need not be text.
  var lines: [String] {
    split(separator: 10, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  var text: String { String(decoding: self, as: UTF8.self) }
}
