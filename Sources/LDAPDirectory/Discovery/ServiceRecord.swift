/// One SRV record (RFC 2782).
struct ServiceRecord: Sendable, Hashable {
  let priority: UInt16
  let weight: UInt16
  let port: UInt16
  /// In lower case, without the final dot.
  let target: String

  /// In the order in which they are to be used: by priority, and within one in an order drawn by weight
  /// (RFC 2782, "Weight"). Records of weight 0 come first into each draw, so that they have a small chance.
  /// - Parameter draw: a number from 0 to its argument, both included.
  static func ordered(_ records: [ServiceRecord], draw: (Int) -> Int) -> [ServiceRecord] {
    var out: [ServiceRecord] = []
    for (_, group) in Dictionary(grouping: records, by: \.priority).sorted(by: { $0.key < $1.key })
    {
      var left = group.sorted {
        ($0.weight == 0 ? 0 : 1, $0.target, $0.port) < ($1.weight == 0 ? 0 : 1, $1.target, $1.port)
      }
      while !left.isEmpty {
        let mark = draw(left.reduce(0) { $0 + Int($1.weight) })
        var sum = 0
        let index = left.firstIndex { record in
          sum += Int(record.weight)
          return sum >= mark
        }
        out.append(left.remove(at: index ?? left.count - 1))
      }
    }
    return out
  }
}
