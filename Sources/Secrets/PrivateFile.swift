import Glibc
import Text

/// A small file that holds a secret: read once, with a limit, through one descriptor, so that what was
/// checked is what is read.
public struct PrivateFile: Sendable {
  /// Bytes that a file may have unless said otherwise.
  public static let limit = 64 * 1024

  public let path: String
  public let bytes: [UInt8]
  /// Whether users other than the owner may read it.
  ///
  /// A credential of systemd is not counted: it lies in a directory that only the service may enter, and
  /// its mode 0440 is the mask of an access list (systemd.exec(5), Credentials).
  public let isReadableByOthers: Bool
  /// Permission bits, as in 0o600.
  public let mode: Int

  /// - Parameters:
  ///   - path: named in errors as it is given here.
  ///   - credentialsDirectory: the value of `CREDENTIALS_DIRECTORY`, where there is one.
  ///   - limit: bytes that the file may have.
  /// - Throws: `PrivateFileError`.
  public init(
    path: String, credentialsDirectory: String? = nil, limit: Int = PrivateFile.limit
  ) throws(PrivateFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing(path: path) : .unreadable(path: path, reason: Self.text(of: errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: Self.text(of: errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "not a regular file")
    }
    let bytes = try Self.read(descriptor, path, size: Int(status.st_size), limit)
    let mode = Int(status.st_mode & 0o7777)
    let isCredential = Self.isCredential(path, in: credentialsDirectory)
    // Others may never read it; the group may where systemd keeps it for this service alone.
    let forbidden = isCredential && status.st_gid == 0 ? 0o037 : 0o077
    self.path = path
    self.bytes = bytes
    self.mode = mode
    isReadableByOthers = mode & forbidden != 0
  }

  /// - Parameter size: bytes that the file is said to have; it may grow meanwhile.
  private static func read(_ descriptor: Int32, _ path: String, size: Int, _ limit: Int)
    throws(PrivateFileError) -> [UInt8]
  {
    // One byte more than there should be: the end of the file is then seen without a larger buffer.
    var bytes = [UInt8](repeating: 0, count: min(max(size, 0), limit) + 1)
    defer { wipe(&bytes) }
    var filled = 0
    while filled <= limit {
      if filled == bytes.count { grow(&bytes, to: min(2 * filled, limit + 1)) }
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, reason: text(of: errno)) }
      if count == 0 { return Array(bytes[..<filled]) }
      filled += count
    }
    throw .unreadable(path: path, reason: "larger than \(limit) bytes")
  }

  /// Leaves no copy behind.
  private static func grow(_ bytes: inout [UInt8], to count: Int) {
    var longer = [UInt8](repeating: 0, count: count)
    longer.replaceSubrange(..<bytes.count, with: bytes)
    swap(&bytes, &longer)
    wipe(&longer)
  }

  private static func isCredential(_ path: String, in directory: String?) -> Bool {
    guard let directory, !directory.isEmpty, let root = real(directory),
      let parent = real(FilePath.folder(of: path))
    else { return false }
    return parent == root
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path.isEmpty ? "." : path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  static func text(of code: Int32) -> String {
    // strerror is not safe between threads; strerror_r of glibc is.
    var buffer = [CChar](repeating: 0, count: 128)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Why a secret's file cannot be used. The text names the file as it was configured and holds nothing of
/// what is in it.
public enum PrivateFileError: Error, Sendable, Equatable, CustomStringConvertible {
  case missing(path: String)
  case unreadable(path: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let path): "\(path): the file does not exist."
    case .unreadable(let path, let reason): "\(path): the file cannot be read (\(reason))."
    }
  }
}
