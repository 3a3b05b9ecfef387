/// Elements in the order in which they came: constant time for each, over all.
public struct FIFO<Element> {
  /// A place that was taken holds `nil`: what stood there must not outlive it.
  @usableFromInline var places: [Element?] = []
  @usableFromInline var taken = 0

  public init() {}

  public init(_ elements: [Element]) { places = elements }

  @inlinable public var count: Int { places.count - taken }

  @inlinable public var isEmpty: Bool { taken == places.count }

  @inlinable public var first: Element? { isEmpty ? nil : places[taken] }

  @inlinable public mutating func append(_ element: Element) { places.append(element) }

  @inlinable public mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    defer {
      places[taken] = nil
      taken += 1
      if taken == places.count {
        places.removeAll(keepingCapacity: true)
        taken = 0
      } else if taken >= 1024 {
        places.removeFirst(taken)
        taken = 0
      }
    }
    return places[taken]
  }

  /// Takes out all that fit, in order.
  public mutating func popAll(where fits: (Element) -> Bool) -> [Element] {
    var out: [Element] = []
    var rest: [Element] = []
    while let element = popFirst() {
      if fits(element) { out.append(element) } else { rest.append(element) }
    }
    self = FIFO(rest)
    return out
  }
}

extension FIFO: Sendable where Element: Sendable {}
