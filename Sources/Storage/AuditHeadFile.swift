import Glibc
public import Identity
import Synchronization

/// The newest line of the audit chain in a small file outside the store, so that a store that was cut
/// off or put back from an older copy is found by `brama audit verify`.
///
/// One record of fixed size, overwritten in place by a single `pwrite` within one page: a process killed
/// at any moment leaves the old record or the new one. Only the first record is synced, with the folder
/// that names the file: a store that says a head was kept must never find an empty file or none. Later
/// ones are not: each is written after the commit it tells of, so that after a power cut it can only lag
/// behind the store, which the check allows; a sync here would double the cost of every commit.
///
/// The record carries a MAC under the audit key, so that who can write files but does not have the key
/// cannot make a head that fits a forged store.
///
/// Layout: `BRAMAHD1`, the sequence as 8 bytes big-endian, 32 bytes of hash, 32 bytes of MAC over those.
public final class AuditHeadFile: AuditHeadKeeper {
  /// A keyed hash of 32 bytes.
  public typealias MAC = @Sendable ([UInt8]) -> [UInt8]

  private static let magic = Array("BRAMAHD1".utf8)
  private static let signedLength = 48
  private static let length = 80

  private let descriptor: OwnedDescriptor
  private let path: String
  private let mac: MAC
  private let sync: @Sendable (Int32) -> Int32
  private let onFailure: @Sendable (StorageError) -> Void
  /// Nothing that would outlive a power cut has been written yet.
  private let isFresh: Mutex<Bool>

  /// Opens the file, making it empty and of mode 0600 when there is none. What it holds stays until the
  /// first `keep`: read it before, to compare it with the store.
  /// - Parameter onFailure: called on the store's thread when a head could not be written; the commit
  ///   stands, and the head lags.
  /// - Throws: `StorageError` when the file cannot be opened.
  public convenience init(
    path: String, mac: @escaping MAC, onFailure: @escaping @Sendable (StorageError) -> Void
  ) throws {
    try self.init(path: path, mac: mac, sync: fsync, onFailure: onFailure)
  }

  /// - Parameter sync: fsync(2).
  init(
    path: String, mac: @escaping MAC, sync: @escaping @Sendable (Int32) -> Int32,
    onFailure: @escaping @Sendable (StorageError) -> Void
  ) throws {
    try PrivateFile.create(path)
    try PrivateFile.tighten(path)
    let fd = open(path, O_WRONLY | O_CLOEXEC)
    guard fd >= 0 else { throw StorageError.system("opening \(path)", errno) }
    descriptor = OwnedDescriptor(fd)
    self.path = path
    self.mac = mac
    self.sync = sync
    self.onFailure = onFailure
    isFresh = Mutex(PrivateFile.size(of: path) != Int64(Self.length))
  }

  public func keep(_ head: AuditHead) {
    let record = Self.record(head, mac)
    let code = descriptor.use { fd -> Int32 in
      let written = pwrite(fd, record, record.count, 0)
      return written == record.count ? 0 : written < 0 ? errno : ENOSPC
    }
    if code != 0 { return onFailure(StorageError.system("writing \(path)", code)) }
    do {
      try isFresh.withLock { isFresh throws(StorageError) in
        guard isFresh else { return }
        try settle()
        isFresh = false
      }
    } catch {
      onFailure(error)
    }
  }

  /// Makes the file with its first record survive a power cut.
  private func settle() throws(StorageError) {
    let code = descriptor.use { fd -> Int32 in sync(fd) == 0 ? 0 : errno }
    guard code == 0 else { throw StorageError.system("syncing \(path)", code) }
    try PrivateFile.syncFolder(of: path)
  }

  /// The head kept in the file; `nil` when none was kept yet.
  /// - Throws: `StorageError`: `missing`; `damaged` when it was cut, changed or made with another key.
  public static func read(path: String, mac: MAC) throws -> AuditHead? {
    let fd = open(path, O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { throw StorageError.system("opening \(path)", errno) }
    defer { close(fd) }
    // One byte more than a record has, to see that nothing follows.
    var bytes = [UInt8](repeating: 0, count: length + 1)
    let count = pread(fd, &bytes, bytes.count, 0)
    guard count >= 0 else { throw StorageError.system("reading \(path)", errno) }
    if count == 0 { return nil }
    guard count == length else {
      throw StorageError(.damaged, "\(path) has another length than a head")
    }
    let signed = Array(bytes[..<signedLength])
    let expected = mac(signed)
    var difference: UInt8 = expected.count == length - signedLength ? 0 : 1
    for (a, b) in zip(expected, bytes[signedLength..<length]) { difference |= a ^ b }
    guard difference == 0, signed.starts(with: magic) else {
      throw StorageError(.damaged, "\(path) was changed, or made with another key")
    }
    let sequence = signed[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return AuditHead(
      sequence: Int64(bitPattern: sequence), hash: Digest(bytes: Array(signed[16..<48])))
  }

  private static func record(_ head: AuditHead, _ mac: MAC) -> [UInt8] {
    var record = magic
    let sequence = UInt64(bitPattern: head.sequence)
    for shift in stride(from: 56, through: 0, by: -8) {
      record.append(UInt8(truncatingIfNeeded: sequence >> UInt64(shift)))
    }
    record += head.hash.bytes
    let tag = mac(record)
    precondition(tag.count == length - signedLength, "a MAC has 32 bytes")
    return record + tag
  }
}
