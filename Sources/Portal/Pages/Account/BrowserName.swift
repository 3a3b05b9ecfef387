/// A browser and its system as people call them, from a User-Agent field. For reading only; nothing
/// is decided by it.
struct BrowserName: Sendable, Equatable {
  let text: String

  /// `nil` where neither is known.
  init?(userAgent: String) {
    let browser = Self.browsers.first { userAgent.contains($0.mark) }?.name
    let system = Self.systems.first { userAgent.contains($0.mark) }?.name
    let known = [browser, system].compactMap { $0 }
    guard !known.isEmpty else { return nil }
    text = known.joined(separator: ", ")
  }

  /// In this order: the later ones are named by the earlier ones too.
  private static let browsers: [(mark: String, name: String)] = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"),
    ("Safari/", "Safari"), ("curl/", "curl"),
  ]

  private static let systems: [(mark: String, name: String)] = [
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
  ]
}
