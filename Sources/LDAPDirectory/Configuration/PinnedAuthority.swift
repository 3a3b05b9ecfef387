internal import CLinux
internal import Glibc

/// A certificate authority's file as it was when it was read: connections go on trusting that, whatever
/// becomes of the file. Kept in memory of the kernel's that has a path (memfd_create(2)), because libldap
/// reads authorities from files only.
public final class PinnedAuthority: Sendable {
  /// A file of certificates has some hundred KiB at most.
  private static let limit = 8 << 20

  private let descriptor: Int32
  /// What was read; empty when the file could not be: no connection comes about then.
  public let bytes: [UInt8]

  public init(path: String) {
    bytes = Self.read(path)
    descriptor = clinux_memfd("brama-authority")
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  var path: String { "/proc/self/fd/\(descriptor)" }

  private static func read(_ path: String) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while bytes.count <= limit {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? bytes : [] }
      bytes += buffer[..<count]
    }
    return []
  }
}
