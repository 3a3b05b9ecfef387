import Identity

extension JSON {
  static func moment(_ moment: Timestamp) -> JSON { .string(moment.rfc3339) }
  static func moment(_ moment: Timestamp?) -> JSON { moment.map { .string($0.rfc3339) } ?? .null }
}
