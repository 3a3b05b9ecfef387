import Foundation
import Glibc
import Identity
import TestKit
import Testing
import Threads

@testable import Storage

@Suite struct OpeningTests {
  @Test("a second opening fails while the store is open, and succeeds after closing")
  func exclusive() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let store = try SQLiteStore(path: path)
    try await store.write { try $0.companies.insert(Sample.company("Alfa")) }
    #expect(Self.code { _ = try SQLiteStore(path: path) } == .alreadyOpen)
    await store.close()
    let again = try SQLiteStore(path: path)
    let names = try await again.read { try $0.companies.all().map(\.name) }
    #expect(names == ["Alfa"])
    await again.close()
  }

  @Test("a store that is dropped without closing lets the lock go")
  func dropped() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    var store: SQLiteStore? = try SQLiteStore(path: path)
    try await store?.write { try $0.companies.insert(Sample.company("Alfa")) }
    store = nil
    await Wait.until { (try? StoreLock(path: path + ".lock"))?.release() != nil }
    let again = try SQLiteStore(path: path)
    let count = try await again.read { try $0.companies.all().count }
    #expect(count == 1)
    await again.close()
  }

  @Test("a lock is released by the kernel when its process is killed")
  func killedOwner() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let store = try SQLiteStore(path: path)
    await store.close()
    let owner = ChildProcess()
    owner.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    // No child of its own (-F): killing it ends the only holder.
    owner.arguments = ["-F", path + ".lock", "/usr/bin/tail", "-f", "/dev/null"]
    try owner.run()
    await Wait.until { Self.code { _ = try SQLiteStore(path: path) } == .alreadyOpen }
    kill(owner.processIdentifier, SIGKILL)
    owner.waitUntilExit()
    let again = try SQLiteStore(path: path)
    await again.close()
  }

  @Test("every file of a store has mode 0600, whatever the umask and whatever it was before")
  func modes() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(chmod(path, 0o666) == 0)
    let store = try SQLiteStore(path: path)
    try await store.write { try $0.companies.insert(Sample.company()) }
    for suffix in ["", "-wal", "-shm", ".lock"] {
      #expect(PrivateFile.mode(of: path + suffix) == 0o600, "\(suffix)")
    }
    await store.close()
    #expect(PrivateFile.mode(of: path + "-wal") == nil, "closing merges the log")
  }

  @Test("a missing folder, a folder in place of the file: the store cannot be opened")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    #expect(Self.code { _ = try SQLiteStore(path: folder.path + "/none/store") } == .cannotOpen)
    #expect(Self.code { _ = try SQLiteStore(path: folder.path) } == .cannotOpen)
  }

  @Test("a file that is no database, or of another program, is refused and left as it is")
  func foreign() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let garbage = Data(repeating: 0x41, count: 10_000)
    try garbage.write(to: URL(fileURLWithPath: path))
    #expect(Self.code { _ = try SQLiteStore(path: path) } == .damaged)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == garbage)

    let other = folder.path + "/other"
    try PrivateFile.create(other)
    let connection = try SQLiteConnection(path: other, access: .readWrite)
    try connection.execute("CREATE TABLE notes (text TEXT); PRAGMA user_version = 1")
    connection.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: other))
    #expect(Self.code { _ = try SQLiteStore(path: other) } == .foreign)
    #expect(try Data(contentsOf: URL(fileURLWithPath: other)) == before)
  }

  @Test("a cut or overwritten store is refused as damaged", arguments: [true, false])
  func damaged(cut: Bool) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let store = try SQLiteStore(path: path)
    try await store.write { tables in
      for number in 0..<500 { try tables.companies.insert(Sample.company("company \(number)")) }
    }
    await store.close()
    if cut {
      let size = try #require(PrivateFile.size(of: path))
      #expect(truncate(path, off_t(size / 2)) == 0)
    } else {
      let file = try #require(fopen(path, "r+"))
      fseek(file, 4096, SEEK_SET)
      let noise = [UInt8](repeating: 0xa5, count: 4096 * 8)
      #expect(fwrite(noise, 1, noise.count, file) == noise.count)
      fclose(file)
    }
    #expect(Self.code { _ = try SQLiteStore(path: path) } == .damaged)
    #expect(Self.openDescriptors(below: folder.path) == [], "a failed opening frees everything")
  }

  @Test("a store of a newer Brama is refused and left as it is")
  func newer() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let store = try SQLiteStore(
      path: path, readers: 1, headKeeper: nil, options: .init(),
      migrations: Schema.migrations + ["CREATE TABLE tomorrow (a INTEGER) STRICT"])
    await store.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(Self.code { _ = try SQLiteStore(path: path) } == .newerSchema)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test("a file that may only be read stops the start, and says so")
  func readOnlyFile() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let store = try SQLiteStore(path: path)
    await store.close()
    #expect(chmod(path, 0o400) == 0)
    // Root may write anything: without its rights for the opening of files.
    let code = try await OwnThread.run(named: "unprivileged") {
      let isRoot = geteuid() == 0
      if isRoot {
        #expect(chown(path, 65534, 65534) == 0)
        #expect(chown(path + ".lock", 65534, 65534) == 0)
        #expect(chown(folder.path, 65534, 65534) == 0)
        _ = setfsuid(65534)
      }
      defer { if isRoot { _ = setfsuid(0) } }
      return Self.code { _ = try SQLiteStore(path: path) }
    }
    #expect(code == .readOnly)
    #expect(PrivateFile.mode(of: path) == 0o400)
  }

  @Test("what is shown of an error holds no path; the path is for the log alone")
  func descriptions() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/none/store"
    let error = #expect(throws: StorageError.self) { _ = try SQLiteStore(path: path) }
    #expect(error.map { "\($0)" } == "the store cannot be opened")
    #expect(error.map { $0.debugDescription.contains("/none") } == true)
  }

  static func code(_ body: () throws -> Void) -> StorageError.Code? {
    do {
      try body()
      return nil
    } catch let error as StorageError {
      return error.code
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  /// Files of a folder that this process has open.
  static func openDescriptors(below folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return names.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
    }.filter { $0.hasPrefix(folder) }
  }
}

/// Glibc has it; Swift's module map leaves its header out.
@_silgen_name("setfsuid") private func setfsuid(_ user: UInt32) -> Int32
