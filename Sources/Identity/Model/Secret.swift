/// Bytes that must not be seen: prints as `•••`, compares in constant time, is overwritten when the
/// last copy goes.
public final class Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  // Written once in `init` and once in `deinit`, never in between: safe to share.
  private nonisolated(unsafe) let storage: UnsafeMutableRawBufferPointer

  public init(_ bytes: some Collection<UInt8>) {
    storage = .allocate(byteCount: bytes.count, alignment: 1)
    storage.copyBytes(from: bytes)
  }

  public init(copying bytes: Span<UInt8>) {
    storage = .allocate(byteCount: bytes.count, alignment: 1)
    bytes.withUnsafeBytes { storage.copyMemory(from: $0) }
  }

  public convenience init(_ text: String) { self.init(Array(text.utf8)) }

  deinit {
    // A volatile-like wipe: the closure's escape through `withExtendedLifetime` keeps the stores.
    for index in storage.indices { storage[index] = 0 }
    withExtendedLifetime(storage) {}
    storage.deallocate()
  }

  public var count: Int { storage.count }
  public var isEmpty: Bool { storage.isEmpty }

  /// The bytes, valid inside the closure only. Do not copy them into anything that is logged.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try body(UnsafeRawBufferPointer(storage))
  }

  /// The text, or `nil` when the bytes are not UTF-8.
  public func withText<R>(_ body: (String) throws -> R) rethrows -> R? {
    try withBytes { raw in
      guard let text = String(validating: raw, as: UTF8.self) else { return nil }
      return try body(text)
    }
  }

  /// Constant-time for equal lengths; the length itself is not secret.
  public func matches(_ other: Secret) -> Bool {
    guard count == other.count else { return false }
    var difference: UInt8 = 0
    for index in 0..<count { difference |= storage[index] ^ other.storage[index] }
    return difference == 0
  }

  public var description: String { "•••" }
  public var debugDescription: String { "•••" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
