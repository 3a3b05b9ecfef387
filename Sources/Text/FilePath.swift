/// What the text of a path says of it; nothing is looked up.
public enum FilePath {
  /// The folder that the last name of a path stands in: `/a` of `/a/b` and of `/a/b/`, `/` of `/a`, and
  /// nothing of `a`, which stands in the folder where the process is.
  public static func folder(of path: String) -> String {
    let bytes = path.utf8
    let head = bytes[..<lastName(of: path).startIndex]
    guard let end = head.lastIndex(where: { $0 != slash }) else { return head.isEmpty ? "" : "/" }
    return String(decoding: head[...end], as: UTF8.self)
  }

  /// The last name: `b` of `/a/b` and of `/a/b/`; nothing of `/`.
  public static func name(of path: String) -> String {
    String(decoding: lastName(of: path), as: UTF8.self)
  }

  /// At the end of the text where there is none.
  private static func lastName(of path: String) -> Substring.UTF8View {
    let bytes = path.utf8
    guard let last = bytes.lastIndex(where: { $0 != slash }) else {
      return bytes[bytes.endIndex...]
    }
    let before = bytes[..<last].lastIndex(of: slash)
    return bytes[(before.map(bytes.index(after:)) ?? bytes.startIndex)...last]
  }

  private static let slash = UInt8(ascii: "/")
}
