/// Why a store could not be opened, kept or copied: what an administrator has to act on.
///
/// What a running store answers to a body is `StoreError`; this is for opening, migrating, backing up
/// and restoring. `description` is safe to show; the path and the library's own words are in
/// `debugDescription` only.
public struct StorageError: Error, Sendable, Equatable {
  public enum Code: String, Sendable {
    /// Another process holds the store.
    case alreadyOpen = "already-open"
    /// The folder is missing, or the file may not be opened.
    case cannotOpen = "cannot-open"
    /// The file may only be read.
    case readOnly = "read-only"
    /// The file is no store, or its pages do not agree.
    case damaged
    /// A database of another program.
    case foreign
    /// Written by a newer Brama.
    case newerSchema = "newer-schema"
    /// A migration failed; the store is as it was before it.
    case migrationFailed = "migration-failed"
    /// The disk is full or failing.
    case unavailable
    /// There is no such file.
    case missing
    /// The log beside a store that is to be replaced holds commits that could not be merged into it.
    case unmerged
  }

  public let code: Code
  let reason: String

  init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}

extension StorageError: CustomStringConvertible, CustomDebugStringConvertible {
  public var description: String {
    switch code {
    case .alreadyOpen: "the store is in use by another process"
    case .cannotOpen: "the store cannot be opened"
    case .readOnly: "the store may only be read"
    case .damaged: "the store is damaged, or not a store"
    case .foreign: "the file belongs to another program"
    case .newerSchema: "the store was written by a newer version of Brama"
    case .migrationFailed: "the store could not be brought up to date; it is as it was"
    case .unavailable: "the disk of the store is full or failing"
    case .missing: "there is no such file"
    case .unmerged:
      "the log (-wal) of the store that is there holds changes and cannot be merged: close what else "
        + "has the store open, or move the store away together with its -wal and -shm"
    }
  }

  public var debugDescription: String { "\(description) (\(reason))" }
}
