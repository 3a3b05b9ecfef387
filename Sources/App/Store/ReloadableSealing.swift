import Identity
import Secrets
import Synchronization

/// Sealing with the keys of a file that may be read anew while the service runs (`brama key rotate`).
final class ReloadableSealing: Sealing {
  private let file: SealingKeyFile
  private let present: Mutex<SodiumSealing>

  init(file: SealingKeyFile, keys: SealingKeyRing) {
    self.file = file
    present = Mutex(SodiumSealing(keys: keys))
  }

  /// Takes over the keys that the file holds now.
  /// - Returns: `false` when the key that seals is still the same one.
  func reload() throws(SealingKeyError) -> Bool {
    let keys = try file.load()
    return present.withLock { present in
      let isNew = present.keyID != keys.current.id
      present = SodiumSealing(keys: keys)
      return isNew
    }
  }

  private var sealing: SodiumSealing { present.withLock { $0 } }

  var keyID: String { sealing.keyID }

  func seal(_ secret: Secret, as name: String) -> SealedValue { sealing.seal(secret, as: name) }

  func open(_ value: SealedValue, as name: String) throws(SealError) -> Secret {
    try sealing.open(value, as: name)
  }

  func seal(_ plain: [UInt8], with key: Secret, as name: String) -> [UInt8] {
    sealing.seal(plain, with: key, as: name)
  }

  func open(_ sealed: [UInt8], with key: Secret, as name: String) throws(SealError) -> [UInt8] {
    try sealing.open(sealed, with: key, as: name)
  }
}
