import CLinux

/// The variables that the process was started with, by their names.
enum ProcessEnvironment {
  /// Of a name that is there twice the first value counts, as for getenv(3).
  static var variables: [String: String] {
    var variables: [String: String] = [:]
    var place = clinux_environment()
    while let entry = place?.pointee {
      let text = String(cString: entry)
      if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
        let value = text.utf8.index(after: equals)
        let name = String(text[..<equals])
        if variables[name] == nil { variables[name] = String(text[value...]) }
      }
      place = place?.advanced(by: 1)
    }
    return variables
  }
}
