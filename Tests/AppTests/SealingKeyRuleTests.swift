import Foundation
import Identity
import Secrets
import Storage
import Testing

@testable import App

@Suite struct SealingKeyRuleTests {
  private let house = House()
  private var file: SealingKeyFile { SealingKeyFile(path: house.keyPath) }

  private func store(sealedWith keys: SealingKeyRing? = nil) async throws -> SQLiteStore {
    let store = try SQLiteStore(path: house.storePath)
    if let keys {
      let sealing = SodiumSealing(keys: keys)
      try await store.write { tx in
        let name = SealedName.keyCheck
        try tx.sealed.save(
          sealing.seal(Secret("check"), as: name.text), as: name, at: Timestamp(seconds: 0))
      }
    }
    return store
  }

  @Test("a fresh store gets its first key, mode 0600, only where the caller may make one")
  func fresh() async throws {
    let store = try await store()
    await #expect(throws: SealingKeyProblem.unusable(.missing(path: house.keyPath))) {
      _ = try await SealingKeyRule.keys(from: file, for: store, mayCreate: false)
    }
    let keys = try await SealingKeyRule.keys(from: file, for: store, mayCreate: true)
    #expect(try file.load().current.id == keys.current.id)
    await store.close()
  }

  @Test("no key is ever made over a store with sealed data")
  func missing() async throws {
    let store = try await store(
      sealedWith: SealingKeyRing(current: SealingKey(random: SystemRandom())))
    await #expect(throws: SealingKeyProblem.missingForSealedStore(path: house.keyPath)) {
      _ = try await SealingKeyRule.keys(from: file, for: store, mayCreate: true)
    }
    #expect(!FileManager.default.fileExists(atPath: house.keyPath))
    await store.close()
  }

  @Test("another store's key is called the wrong one, with both ids")
  func wrong() async throws {
    let own = SealingKey(random: SystemRandom())
    let store = try await store(sealedWith: SealingKeyRing(current: own))
    let other = try file.create(random: SystemRandom()).current
    await #expect(
      throws: SealingKeyProblem.wrong(path: house.keyPath, has: other.id, needs: own.id)
    ) {
      _ = try await SealingKeyRule.keys(from: file, for: store, mayCreate: true)
    }
    await store.close()
  }

  @Test("an older key of the ring still opens the store: a rotation that was cut short goes on")
  func cutShort() async throws {
    let ring = try file.create(random: SystemRandom())
    let store = try await store(sealedWith: ring)
    let longer = try file.addKey(random: SystemRandom())
    let keys = try await SealingKeyRule.keys(from: file, for: store, mayCreate: false)
    #expect(keys.current.id == longer.current.id && keys.older.count == 1)
    await store.close()
  }

  @Test("a key that others can read is refused with its mode")
  func readable() async throws {
    let store = try await store()
    try file.create(random: SystemRandom())
    chmod(house.keyPath, 0o644)
    await #expect(
      throws: SealingKeyProblem.unusable(.readableByOthers(path: house.keyPath, mode: 0o644))
    ) {
      _ = try await SealingKeyRule.keys(from: file, for: store, mayCreate: true)
    }
    await store.close()
  }

  @Test("reading the key file anew tells whether the sealing key is another one")
  func reload() throws {
    let ring = try file.create(random: SystemRandom())
    let sealing = ReloadableSealing(file: file, keys: ring)
    let old = sealing.seal(Secret("x"), as: "a")
    #expect(try sealing.reload() == false)
    let next = try file.addKey(random: SystemRandom())
    #expect(try sealing.reload())
    #expect(sealing.keyID == next.current.id)
    #expect(try sealing.open(old, as: "a").matches(Secret("x")))
    try file.dropOlderKeys()
    #expect(try sealing.reload() == false)
    #expect(throws: SealError.otherKey(id: ring.current.id)) { try sealing.open(old, as: "a") }
  }
}
