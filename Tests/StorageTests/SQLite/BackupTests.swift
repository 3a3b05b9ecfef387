import Foundation
import Glibc
import Identity
import TestKit
import Testing

@testable import Storage

@Suite struct BackupTests {
  @Test(
    "a backup is one file of mode 0600 with the state of one moment, taken while writing goes on")
  func consistent() async throws {
    let folder = try TemporaryFolder()
    let copy = folder.path + "/copy"
    let store = try SQLiteStore(path: folder.path + "/store")
    try await store.write { _ = try $0.settings.save("n", value: "0", expected: 0) }
    let isDone = Record(false)
    let writing = Task {
      var number = 1
      while !isDone.withLock({ $0 }) {
        let next = number
        try await store.write { tables in
          try tables.companies.insert(Sample.company("company \(next)"))
          _ = try tables.settings.save("n", value: "\(next)", expected: next)
        }
        number += 1
      }
      return number - 1
    }
    await Wait.until { store.statistics.writes > 20 }
    try await store.backup(to: copy)
    try await store.backup(to: copy)
    isDone.withLock { $0 = true }
    let last = try await writing.value

    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.filter { $0.hasPrefix("copy") } == ["copy"])
    #expect(PrivateFile.mode(of: copy) == 0o600)
    // Read and write version 1: no write-ahead log (https://www.sqlite.org/fileformat.html, 1.3.3).
    let header = try Data(contentsOf: URL(fileURLWithPath: copy)).prefix(20)
    #expect(Array(header.suffix(2)) == [1, 1])
    try SQLiteStore.validateBackup(copy)
    let opened = try SQLiteStore(path: copy)
    let (count, value) = try await opened.read { tables in
      (try tables.companies.all().count, try tables.settings.find("n")?.value)
    }
    #expect(value == "\(count)", "a body is in the copy whole or not at all")
    #expect(count >= 20 && count <= last)
    await opened.close()
    await store.close()
  }

  @Test("a backup is looked through without changing anything, and says what it holds")
  func summary() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    #expect(try await store.holdsSealedValues() == false)
    try await store.write { tables in
      try tables.employees.insert(Sample.employee("jan"))
      try tables.sealed.save(Sample.sealed(1), as: .keyCheck, at: Sample.time(0))
      try tables.audit.append(Sample.line(41))
    }
    #expect(try await store.holdsSealedValues())
    let copy = folder.path + "/a copy?with #odd %20 name"
    try await store.backup(to: copy)
    await store.close()
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
    let summary = try SQLiteStore.validateBackup(copy)
    #expect(
      summary
        == StoreSummary(
          schemaVersion: Schema.migrations.count, sealedValues: 1, employees: 1,
          auditSequence: 41))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before)
    #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == bytes)
  }

  @Test("what is no whole backup is refused")
  func refused() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let store = try SQLiteStore(path: path)
    try await store.write { tables in
      for number in 0..<300 { try tables.companies.insert(Sample.company("company \(number)")) }
    }
    let copy = folder.path + "/copy"
    try await store.backup(to: copy)
    let validate = { @Sendable (path: String) in
      OpeningTests.code { try SQLiteStore.validateBackup(path) }
    }
    #expect(validate(path) == .cannotOpen, "a running store has its newest commits in the log")
    #expect(validate(folder.path + "/none") == .missing)
    let size = try #require(PrivateFile.size(of: copy))
    try Shell.run("/usr/bin/truncate", "--size=\(size / 2)", copy)
    #expect(validate(copy) == .damaged)
    try Shell.run("/usr/bin/truncate", "--size=0", copy)
    #expect(validate(copy) == .damaged)
    await #expect(throws: StorageError.self) {
      try await store.backup(to: folder.path + "/no/copy")
    }
    await #expect(throws: StorageError.self) { try await store.backup(to: path) }
    await store.close()
  }

  @Test("a backup takes the place of a closed store, which stays beside it")
  func replacing() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let copy = folder.path + "/copy"
    let store = try SQLiteStore(path: path)
    try await store.write { try $0.companies.insert(Sample.company("old")) }
    try await store.backup(to: copy)
    try await store.write { try $0.companies.insert(Sample.company("new")) }
    #expect(OpeningTests.code { try SQLiteStore.replaceFile(at: path, with: copy) } == .alreadyOpen)
    await store.close()

    try SQLiteStore.replaceFile(at: path, with: copy)
    for (file, expected) in [(path, ["old"]), (path + ".replaced", ["new", "old"])] {
      let opened = try SQLiteStore(path: file)
      let names = try await opened.read { try $0.companies.all().map(\.name) }
      #expect(names == expected)
      await opened.close()
      #expect(PrivateFile.mode(of: file) == 0o600)
    }
    try SQLiteStore.validateBackup(copy)
  }

  @Test("a log left by a killed process is not played into the file that replaces it")
  func replacingAfterKill() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    let copy = folder.path + "/copy"
    try await store.backup(to: copy)
    try await store.write { try $0.companies.insert(Sample.company("in the log")) }
    let killed = folder.path + "/killed"
    for suffix in ["", "-wal"] {
      try Shell.run("/bin/cp", folder.path + "/store" + suffix, killed + suffix)
    }
    await store.close()
    try SQLiteStore.replaceFile(at: killed, with: copy)
    for (file, expected) in [(killed, []), (killed + ".replaced", ["in the log"])] {
      let opened = try SQLiteStore(path: file)
      let names = try await opened.read { try $0.companies.all().map(\.name) }
      #expect(names == expected)
      await opened.close()
    }
  }

  @Test("a log that holds commits and cannot be merged ends the replacing, and nothing is changed")
  func unmerged() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let store = try SQLiteStore(path: path)
    let copy = folder.path + "/copy"
    try await store.backup(to: copy)
    await store.close()
    // Another program has the file open, so that closing ours does not merge.
    let other = try SQLiteConnection(path: path, access: .readWrite)
    try other.execute("PRAGMA user_version = \(Schema.migrations.count)")
    #expect(PrivateFile.size(of: path + "-wal") ?? 0 > 0)
    #expect(OpeningTests.code { try SQLiteStore.replaceFile(at: path, with: copy) } == .unmerged)
    #expect(PrivateFile.size(of: path + "-wal") ?? 0 > 0)
    #expect(PrivateFile.mode(of: path + ".replaced") == nil)
    #expect(PrivateFile.mode(of: path + ".incoming") == nil)
    other.close()
    try SQLiteStore.replaceFile(at: path, with: copy)
    try SQLiteStore.validateBackup(path + ".replaced")
  }

  @Test("a copy takes no name of the store's own files, however the name is spelled")
  func ownNames() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/sto.re"
    let head = folder.path + "/head"
    let store = try SQLiteStore(path: path)
    try await store.write { try $0.companies.insert(Sample.company("kept")) }
    #expect(FileManager.default.createFile(atPath: head, contents: Data("head".utf8)))
    let other = folder.path + "-link"
    #expect(symlink(folder.path, other) == 0)
    defer { unlink(other) }
    #expect(symlink(path, folder.path + "/to-store") == 0)
    let name = PrivateFile.name(of: folder.path)
    let targets = [
      path, folder.path + "//sto.re", folder.path + "/./sto.re",
      folder.path + "/../\(name)/sto.re", other + "/sto.re", folder.path + "/to-store",
      other + "/sto.re-wal", other + "/sto.re-shm", other + "/sto.re-journal",
      other + "/sto.re.lock", other + "/head",
    ]
    for target in targets {
      await #expect(throws: StorageError.self, "\(target)") {
        try await store.backup(to: target, sparing: [head])
      }
    }
    #expect(try String(contentsOfFile: head, encoding: .utf8) == "head")
    try await store.backup(to: other + "/copy", sparing: [head])
    await store.close()
    let opened = try SQLiteStore(path: path)
    #expect(try await opened.read { try $0.companies.all().map(\.name) } == ["kept"])
    await opened.close()
  }

  @Test(
    "what root restores belongs to the store's owner, and no link is followed",
    .enabled(if: geteuid() == 0))
  func owner() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let copy = folder.path + "/copy"
    let store = try SQLiteStore(path: path)
    try await store.backup(to: copy)
    await store.close()
    #expect(chown(path, 65_534, 65_534) == 0)
    try SQLiteStore.replaceFile(at: path, with: copy, owner: FileOwner(ofStoreAt: path))
    for suffix in ["", ".lock", ".replaced"] {
      #expect(FileOwner(of: path + suffix)?.user == 65_534, "\(suffix)")
      #expect(FileOwner(of: path + suffix)?.group == 65_534, "\(suffix)")
    }
    #expect(FileOwner(of: copy)?.user == 0)
    let nobody = try #require(FileOwner(of: path))
    let linked = folder.path + "/linked"
    #expect(symlink(copy, linked) == 0 && link(copy, linked + "-hard") == 0)
    for name in [linked, linked + "-hard", folder.path] {
      #expect(OpeningTests.code { try nobody.give(name) } == .cannotOpen)
    }
    #expect(FileOwner(of: copy)?.user == 0)
  }

  @Test("a damaged store can be replaced, a damaged backup replaces nothing")
  func replacingDamaged() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let copy = folder.path + "/copy"
    let store = try SQLiteStore(path: path)
    try await store.write { try $0.companies.insert(Sample.company("old")) }
    try await store.backup(to: copy)
    await store.close()
    let garbage = Data(repeating: 0x41, count: 9000)
    try garbage.write(to: URL(fileURLWithPath: path))
    #expect(OpeningTests.code { try SQLiteStore.replaceFile(at: copy, with: path) } == .damaged)
    try garbage.write(to: URL(fileURLWithPath: path + "-wal"))
    try SQLiteStore.replaceFile(at: path, with: copy)
    #expect(PrivateFile.mode(of: path + "-wal") == nil)
    let opened = try SQLiteStore(path: path)
    let names = try await opened.read { try $0.companies.all().map(\.name) }
    #expect(names == ["old"])
    await opened.close()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path + ".replaced")) == garbage)
  }

  @Test("the integrity check finds nothing in a sound store and something in a forged one")
  func integrity() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let store = try SQLiteStore(path: path)
    try await store.write { try $0.companies.insert(Sample.company()) }
    #expect(try await store.checkIntegrity() == [])
    let forger = try SQLiteConnection(path: path, access: .readWrite)
    // An index that lost its entries.
    try forger.execute(
      """
      PRAGMA writable_schema = ON;
      DELETE FROM sqlite_schema WHERE name = 'companies_by_name';
      PRAGMA writable_schema = RESET;
      INSERT INTO companies SELECT randomblob(16), name, display_name, kind, domain_on, domain,
        every_group, group_id, group_name, version FROM companies;
      PRAGMA writable_schema = ON;
      INSERT INTO sqlite_schema SELECT 'index', 'companies_by_name', 'companies', 4,
        'CREATE UNIQUE INDEX companies_by_name ON companies (name)';
      PRAGMA writable_schema = RESET;
      """)
    forger.close()
    let findings = try await store.checkIntegrity()
    #expect(findings.isEmpty == false)
    await store.close()
  }
}
