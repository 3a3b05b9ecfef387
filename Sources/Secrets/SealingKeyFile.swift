import FoundationEssentials
import Glibc
public import Identity
import Text

/// The file that holds the sealing keys, one a line: `brama-key-1 ID BASE64`, where ID is eight
/// hexadecimal digits and BASE64 the 32 bytes of the key.
///
/// The first line seals; the lines after it only open. `key rotate` first writes the new key in front,
/// then re-seals the store, then drops what is no longer needed: after a crash at any moment the file
/// still opens all that the store holds. Empty lines and lines that begin with `#` are passed over.
public struct SealingKeyFile: Sendable {
  private static let mark = "brama-key-1"
  /// Keys that a file may hold.
  public static let keyLimit = 16

  public let path: String
  private let credentialsDirectory: String?

  /// - Parameters:
  ///   - path: where it is; named in errors as it is given here.
  ///   - credentialsDirectory: the value of `CREDENTIALS_DIRECTORY`, where there is one. A file directly
  ///     in it may be readable by group root, as systemd makes it.
  public init(path: String, credentialsDirectory: String? = nil) {
    self.path = path
    self.credentialsDirectory = credentialsDirectory
  }

  /// Reads the keys.
  ///
  /// - Throws: `SealingKeyError`, which says whether the file is missing, unreadable, readable by others
  ///   or malformed, and where.
  public func load() throws(SealingKeyError) -> SealingKeyRing {
    let file: PrivateFile
    do {
      file = try PrivateFile(path: path, credentialsDirectory: credentialsDirectory)
    } catch {
      switch error {
      case .missing(let path): throw .missing(path: path)
      case .unreadable(let path, let reason): throw .unreadable(path: path, reason: reason)
      }
    }
    guard !file.isReadableByOthers else { throw .readableByOthers(path: path, mode: file.mode) }
    return try parse(file.bytes)
  }

  /// Makes the file with one new key, mode 0600.
  ///
  /// - Throws: `SealingKeyError.alreadyExists` where there is one: a key is never overwritten.
  @discardableResult
  public func create(random: some RandomSource) throws(SealingKeyError) -> SealingKeyRing {
    let ring = SealingKeyRing(current: SealingKey(random: random))
    try write(ring, to: path, flags: O_EXCL)
    try synchroniseDirectory()
    return ring
  }

  /// Puts a new key in front of those in the file, which stay for opening.
  @discardableResult
  public func addKey(random: some RandomSource) throws(SealingKeyError) -> SealingKeyRing {
    let present = try load()
    guard present.all.count < Self.keyLimit else {
      throw .notWritable(path: path, reason: "it holds \(Self.keyLimit) keys already")
    }
    var key = SealingKey(random: random)
    // Ids are short; one that is taken would make values ambiguous.
    while present.all.contains(where: { $0.id == key.id }) { key = SealingKey(random: random) }
    let ring = SealingKeyRing(current: key, older: present.all)
    try replace(with: ring)
    return ring
  }

  /// Leaves only the current key in the file, once nothing in the store needs the older ones.
  @discardableResult
  public func dropOlderKeys() throws(SealingKeyError) -> SealingKeyRing {
    let ring = SealingKeyRing(current: try load().current)
    try replace(with: ring)
    return ring
  }

  /// Takes the newest key out again, before anything was sealed with it.
  @discardableResult
  public func withdrawNewestKey() throws(SealingKeyError) -> SealingKeyRing {
    let keys = try load().all
    guard keys.count > 1 else {
      throw .notWritable(path: path, reason: "it holds no older key")
    }
    let ring = SealingKeyRing(current: keys[1], older: Array(keys.dropFirst(2)))
    try replace(with: ring)
    return ring
  }

  private func parse(_ bytes: [UInt8]) throws(SealingKeyError) -> SealingKeyRing {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(path: path, line: 1, reason: "not text")
    }
    var keys: [SealingKey] = []
    // Not `separator: "\n"`: a line end of Windows is one character of its own.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      guard first == Self.mark, words.count == 3 else {
        throw .malformed(
          path: path, line: index + 1, reason: "expected \"\(Self.mark) ID BASE64\"")
      }
      guard var bytes = Data(base64Encoded: String(words[2])).map({ [UInt8]($0) }) else {
        throw .malformed(path: path, line: index + 1, reason: "the key is not base64")
      }
      defer { wipe(&bytes) }
      guard let key = SealingKey(id: String(words[1]), secret: Secret(bytes)) else {
        throw .malformed(
          path: path, line: index + 1,
          reason: "the id has 8 hexadecimal digits and the key \(SealingKey.length) bytes")
      }
      guard !keys.contains(where: { $0.id == key.id }) else {
        throw .malformed(path: path, line: index + 1, reason: "the id \(key.id) occurs twice")
      }
      keys.append(key)
      guard keys.count <= Self.keyLimit else {
        throw .malformed(
          path: path, line: index + 1, reason: "more than \(Self.keyLimit) keys")
      }
    }
    guard let current = keys.first else {
      throw .malformed(path: path, line: 1, reason: "it holds no key")
    }
    return SealingKeyRing(current: current, older: Array(keys.dropFirst()))
  }

  /// Atomic: written beside the file, synchronised, then renamed over it.
  private func replace(with ring: SealingKeyRing) throws(SealingKeyError) {
    let new = path + ".new"
    // A leftover of a run that was killed.
    unlink(new)
    try write(ring, to: new, flags: O_EXCL)
    guard rename(new, path) == 0 else {
      let reason = PrivateFile.text(of: errno)
      unlink(new)
      throw .notWritable(path: path, reason: reason)
    }
    try synchroniseDirectory()
  }

  private func write(
    _ ring: SealingKeyRing, to path: String, flags: Int32
  ) throws(SealingKeyError) {
    var text: [UInt8] = []
    defer { wipe(&text) }
    for key in ring.all {
      let encoded = key.secret.withBytes { Data($0).base64EncodedString() }
      text += Array("\(Self.mark) \(key.id) \(encoded)\n".utf8)
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0o600)
    guard descriptor >= 0 else {
      throw errno == EEXIST
        ? .alreadyExists(path: path)
        : .notWritable(path: path, reason: PrivateFile.text(of: errno))
    }
    defer { close(descriptor) }
    var written = 0
    while written < text.count {
      let count = text.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      written += count
    }
    // The process's umask may have taken bits; it cannot have added any.
    guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else { throw failure(path) }
  }

  /// Takes back a file that is not whole.
  private func failure(_ path: String) -> SealingKeyError {
    let reason = PrivateFile.text(of: errno)
    unlink(path)
    return .notWritable(path: path, reason: reason)
  }

  /// A new name is safe on the disk only once its directory is (fsync(2)).
  private func synchroniseDirectory() throws(SealingKeyError) {
    let parent = FilePath.folder(of: path)
    let descriptor = open(parent.isEmpty ? "." : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .notWritable(path: path, reason: PrivateFile.text(of: errno))
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw .notWritable(path: path, reason: PrivateFile.text(of: errno))
    }
  }
}
