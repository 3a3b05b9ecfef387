import Identity
import Secrets

/// Which keys a store is opened with: those of the key file, a new one only for a store that holds
/// nothing sealed yet.
enum SealingKeyRule {
  /// - Parameter mayCreate: `serve` may make the first key; a command never does.
  /// - Throws: `SealingKeyProblem`, which says whether the key is missing, wrong, readable by others or
  ///   malformed; `StoreError`.
  static func keys(from file: SealingKeyFile, for store: any Store, mayCreate: Bool) async throws
    -> SealingKeyRing
  {
    let (count, check) = try await store.read { tx in
      (try tx.sealed.count(), try tx.sealed.find(.keyCheck))
    }
    let keys: SealingKeyRing
    do {
      keys = try file.load()
    } catch .missing(let path) {
      guard count == 0 else { throw SealingKeyProblem.missingForSealedStore(path: path) }
      guard mayCreate else { throw SealingKeyProblem.unusable(.missing(path: path)) }
      do { return try file.create(random: SystemRandom()) } catch {
        throw SealingKeyProblem.unusable(error)
      }
    } catch {
      throw SealingKeyProblem.unusable(error)
    }
    guard let check else { return keys }
    do {
      _ = try SodiumSealing(keys: keys).open(check, as: SealedName.keyCheck.text)
    } catch .otherKey(let id) {
      throw SealingKeyProblem.wrong(path: file.path, has: keys.current.id, needs: id)
    } catch {
      throw SealingKeyProblem.wrong(path: file.path, has: keys.current.id, needs: keys.current.id)
    }
    return keys
  }
}

/// Why a store cannot be opened with the key there is.
enum SealingKeyProblem: Error, Equatable, CustomStringConvertible {
  case missingForSealedStore(path: String)
  case wrong(path: String, has: String, needs: String)
  case unusable(SealingKeyError)

  var description: String {
    switch self {
    case .missingForSealedStore(let path):
      "The sealing key \(path) does not exist, and the store holds data sealed with it: put the key "
        + "back. A new one is never made over such a store."
    case .wrong(let path, let has, let needs) where has == needs:
      "The sealing key \(path) is not the one of this store, though its id \(has) is the same."
    case .wrong(let path, let has, let needs):
      "The sealing key \(path) is the wrong one: its id is \(has), the store was sealed with \(needs)."
    case .unusable(let error): "\(error)"
    }
  }
}
