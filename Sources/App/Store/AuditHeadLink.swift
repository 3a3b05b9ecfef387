import Diagnostics
import Foundation
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

  /// Compares the file with the store and follows the store from then on.
  /// - Throws: `StorageError` when the file cannot be opened, `SealError`, `StoreError`.
  func tie(to store: any Store, sealing: any Sealing) async throws -> AuditHeadState {
    let state = try await state(of: store, sealing: sealing)
    let log = log
    let mac = try await mac(store, sealing)
    let opened = try AuditHeadFile(path: path, mac: mac) { problem in
      log.error("the audit head file cannot be written", ["reason": "\(problem)"])
    }
    file.withLock { $0 = opened }
    return state
  }

  func state(of store: any Store, sealing: any Sealing) async throws -> AuditHeadState {
    let mac = try await mac(store, sealing)
    do {
      return try AuditHeadFile.read(path: path, mac: mac).map { .known($0) } ?? .none
    } catch let error as StorageError where error.code == .missing {
      return .none
    } catch let error as StorageError where error.code == .damaged {
      return .damaged
    }
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
  /// There is no file, or nothing in it: a new store, or somebody removed it.
  case none
  case known(AuditHead)
  /// Cut, changed, or made for another store.
  case damaged
}
