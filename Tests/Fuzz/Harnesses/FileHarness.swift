import Foundation
import Identity
import Storage

@testable import Secrets

/// The file of the sealing keys: what was read and written again is the same ring.
enum KeyFileHarness {
  private static let file = ScratchFile("keys")

  static func read(_ bytes: [UInt8]) {
    file.write(bytes)
    do throws(SealingKeyError) {
      let ring = try SealingKeyFile(path: file.path).load()
      hold((1...SealingKeyFile.keyLimit).contains(ring.all.count), "a ring keeps its limit")
      hold(Set(ring.all.map(\.id)).count == ring.all.count, "no id occurs twice")
      for key in ring.all { hold(key.secret.count == SealingKey.length, "a key has its length") }
      let written = ring.all.map { key in
        "brama-key-1 \(key.id) \(key.secret.withBytes { Data($0).base64EncodedString() })\n"
      }
      file.write(Array(written.joined().utf8))
      let again = try SealingKeyFile(path: file.path).load()
      hold(
        zip(again.all, ring.all).allSatisfy { $0.id == $1.id && $0.secret.matches($1.secret) }
          && again.all.count == ring.all.count, "other keys are read")
    } catch {
      hold(!error.description.isEmpty, "refused without a text")
      if case .malformed(_, let line, _) = error { hold(line >= 1, "a fault has its line") }
    }
    if let text = Argon2Text(bytes.text) {
      hold(text.memory <= 1 << 30 && text.passes <= 100, "a hash asks for too much")
    }
  }
}

/// The file of the audit head. A head is believed only with its MAC; an input of an odd first byte gets
/// the right one.
enum AuditHeadHarness {
  private static let file = ScratchFile("head")
  private static let mac: AuditHeadFile.MAC = { bytes in
    // Any function of all bytes does here.
    var state: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return (0..<32).map { UInt8(truncatingIfNeeded: state >> UInt64($0 % 8 * 8)) }
  }

  static func read(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    var record = Array(bytes.dropFirst())
    let isSigned = first & 1 == 1
    if isSigned { record = Array(record.prefix(48)) + mac(Array(record.prefix(48))) }
    file.write(record)
    do {
      let head = try AuditHeadFile.read(path: file.path, mac: mac)
      hold((head == nil) == record.isEmpty, "no head only in an empty file")
      if let head {
        hold(record.count == 80 && record.starts(with: "BRAMAHD1".utf8), "a head has its form")
        hold(head.hash.bytes.elementsEqual(record[16..<48]), "another hash is read")
        hold(mac(Array(record.prefix(48))) == Array(record.suffix(32)), "a head without its MAC")
      }
    } catch {
      hold(error is StorageError, "another error: \(error)")
      if isSigned, record.count == 80 {
        hold(!record.starts(with: "BRAMAHD1".utf8), "a signed head is refused")
      }
    }
  }
}

/// Sealed values of the store: what was not sealed here does not open.
enum SealedHarness {
  private static let sealing: SodiumSealing = {
    guard let key = SealingKey(id: "00000001", secret: Secret([UInt8](repeating: 7, count: 32)))
    else { fatalError("no key") }
    return SodiumSealing(keys: SealingKeyRing(current: key))
  }()

  static func read(_ bytes: [UInt8]) {
    hold(
      (try? sealing.open(SealedValue(bytes: bytes), as: "name")) == nil, "what nobody sealed opens")
    let own = Secret([UInt8](repeating: 9, count: 32))
    hold((try? sealing.open(bytes, with: own, as: "name")) == nil, "what nobody sealed opens")
    let sealed = sealing.seal(Secret(bytes), as: "name")
    hold((try? sealing.open(sealed, as: "name"))?.matches(Secret(bytes)) == true, "a value is lost")
    hold(
      (try? sealing.open(sealed, as: bytes.text)) == nil || bytes == Array("name".utf8), "a name")
  }
}
