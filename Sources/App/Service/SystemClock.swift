import Foundation
public import Identity

/// The machine's clock.
public struct SystemClock: WallClock {
  public init() {}

  public var now: Timestamp { Timestamp(Date()) }
}
