import Diagnostics
import Foundation
import Glibc
import Identity
import Storage
import Testing

@testable import App

@Suite struct RestorationTests {
  private let house = House()

  private func ownedCopy() async throws -> String {
    let copy = house.file("copy.db")
    let composition = try await Composition.open(house.plan(), mayCreateKey: true, log: .silent)
    try await composition.store.backup(to: copy)
    await composition.close()
    return copy
  }

  @Test(
    "a restore by root leaves every file to the service's user", .enabled(if: geteuid() == 0))
  func owner() async throws {
    let copy = try await ownedCopy()
    unlink(house.storePath + ".lock")
    for name in [house.storePath, house.file("audit.head")] {
      #expect(chown(name, 65_534, 65_534) == 0)
    }
    try await Restoration(house.plan()).run(from: copy, by: .command(user: "root"))
    for name in ["brama.db", "brama.db.lock", "brama.db.replaced", "audit.head"] {
      #expect(FileOwner(of: house.file(name))?.user == 65_534, "\(name)")
    }
  }

  @Test(
    "a store that is not there yet is restored for the owner of its folder",
    .enabled(if: geteuid() == 0))
  func newStore() async throws {
    let copy = try await ownedCopy()
    for name in ["brama.db", "brama.db.lock", "audit.head"] { unlink(house.file(name)) }
    #expect(chown(house.folder, 65_534, 65_534) == 0)
    try await Restoration(house.plan()).run(from: copy, by: .command(user: "root"))
    for name in ["brama.db", "brama.db.lock", "audit.head"] {
      #expect(FileOwner(of: house.file(name))?.user == 65_534, "\(name)")
    }
  }

  @Test("the service's backup overwrites neither the store nor the head file")
  func ownFiles() async throws {
    let composition = try await Composition.open(house.plan(), mayCreateKey: true, log: .silent)
    let client = StoreClient(composition: composition, user: "root")
    for name in ["/./audit.head", "/../\((house.folder as NSString).lastPathComponent)/brama.db"] {
      let body = try JSONEncoder().encode(["path": house.folder + name])
      let answer = try await client.send(
        APIRequest("POST", "/local/backup", body: Array(body)))
      #expect(answer.status == 503, "\(name) \(String(decoding: answer.body, as: UTF8.self))")
    }
    await client.close()
    let again = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    await again.close()
  }
}
