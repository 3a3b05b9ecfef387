import Diagnostics
import Identity
import Secrets
import Storage
import Synchronization

/// The way from the store's commits to the audit head file.
///
/// The file's MAC needs the audit key, which is sealed in the very store whose commits it follows: the
/// store is opened with this link, and the file is tied on once the key is known. Nothing is appended to
/// the audit log before that.
final class AuditHeadLink: AuditHeadKeeper {
  private let path: String
  private let log: Log
  private let file = Mutex<AuditHeadFile?>(nil)

  init(path: String, log: Log) {
    self.path = path
    self.log = log
  }

  func keep(_ head: AuditHead) { file.withLock { $0 }?.keep(head) }

  /// The setting that says a head file has been kept for this store, so that its absence is noticed.
  private static let mark = "audit-head-kept"

  /// Compares the file with the store and follows the store from then on. A store that has had no head
  /// file gets one that agrees with it, and the mark that from now on there must be one.
  ///
  /// - Parameter isForgotten: the file was removed on purpose, by a restore: a new one begins here.
  /// - Throws: `StorageError` when the file cannot be opened, `SealError`, `StoreError`.
  func tie(to store: any Store, sealing: any Sealing, isForgotten: Bool = false) async throws
    -> AuditHeadState
  {
    var state = try await state(of: store, sealing: sealing)
    if isForgotten, state == .missing { state = .none }
    let log = log
    let mac = try await mac(store, sealing)
    let opened = try AuditHeadFile(path: path, mac: mac) { problem in
      log.error("the audit head file cannot be written", ["reason": "\(problem)"])
    }
    file.withLock { $0 = opened }
    if state == .none {
      let head = try await store.read { try $0.audit.head() }
      // Before the mark: a file that must be there is there, also in a store without any line.
      opened.keep(head ?? .beforeTheFirst)
    }
    try await store.write { tx in
      guard try tx.settings.find(Self.mark) == nil else { return }
      _ = try tx.settings.save(Self.mark, value: "1", expected: 0)
    }
    return state
  }

  func state(of store: any Store, sealing: any Sealing) async throws -> AuditHeadState {
    let mac = try await mac(store, sealing)
    do {
      if let head = try AuditHeadFile.read(path: path, mac: mac) { return .known(head) }
      return try await absent(store)
    } catch let error as StorageError where error.code == .missing {
      return try await absent(store)
    } catch let error as StorageError where error.code == .damaged {
      return .damaged
    }
  }

  private func absent(_ store: any Store) async throws -> AuditHeadState {
    try await store.read { try $0.settings.find(Self.mark) } == nil ? .none : .missing
  }

  private func mac(_ store: any Store, _ sealing: any Sealing) async throws -> AuditHeadFile.MAC {
    let sealed = try await store.read { try $0.sealed.find(.audit) }
    guard let sealed else { throw StoreError.notFound }
    let key = try sealing.open(sealed, as: SealedName.audit.text)
    let hashing = BLAKE2Hashing()
    return { hashing.keyed(key, $0).bytes }
  }
}

/// What the head file said.
enum AuditHeadState: Sendable, Equatable {
  /// There is no file, or nothing in it, and there never was one for this store.
  case none
  /// One was kept for this store, and it is gone or empty.
  case missing
  case known(AuditHead)
  /// Cut, changed, or made for another store.
  case damaged
}

extension AuditHead {
  /// What a head file says of a store without any line: the chain begins at line 1 with zeros before it.
  static let beforeTheFirst = AuditHead(
    sequence: 0, hash: Digest(bytes: [UInt8](repeating: 0, count: 32)))
}
