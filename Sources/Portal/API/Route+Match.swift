import HTTPEngine
import Messages

extension Route {
  /// Finds the call that a method and a raw path mean.
  /// - Throws: 404, 405 with what the path allows, or 400 for a segment that does not decode.
  static func match(method: String, path: String) throws(Problem) -> (
    route: Route, parameters: [String: String]
  ) {
    let segments = Array(
      path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false))
    var allowed: [String] = []
    for (route, template) in templates where template.count == segments.count {
      guard let raw = parameters(template, segments) else { continue }
      guard route.method == method || (method == "HEAD" && route.method == "GET") else {
        allowed.append(route.method)
        continue
      }
      var decoded: [String: String] = [:]
      for (name, value) in raw {
        guard let bytes = PercentCoding.decode(value, plusIsSpace: false) else {
          throw Problem(.malformedRequest, .noSuchRoute)
        }
        decoded[name] = String(decoding: bytes, as: UTF8.self)
      }
      return (route, decoded)
    }
    guard allowed.isEmpty else { throw .methodNotAllowed(allow: allowed) }
    throw Problem(.notFound, .noSuchRoute)
  }

  private static let templates: [(Route, [Substring])] = allCases.map {
    ($0, $0.template.split(separator: "/", omittingEmptySubsequences: false))
  }

  private static func parameters(_ template: [Substring], _ segments: [Substring.UTF8View])
    -> [(String, Substring.UTF8View)]?
  {
    var found: [(String, Substring.UTF8View)] = []
    for (part, segment) in zip(template, segments) {
      if part.hasPrefix("{") {
        guard !segment.isEmpty else { return nil }
        found.append((String(part.dropFirst().dropLast()), segment))
      } else if !part.utf8.elementsEqual(segment) {
        return nil
      }
    }
    return found
  }
}
