import Identity
import Testing

@testable import Secrets

@Suite struct SodiumSealingTests {
  let random = SystemRandom()
  let ring = SealingKeyRing(current: SealingKey(random: SystemRandom()))
  var sealing: SodiumSealing { SodiumSealing(keys: ring) }

  @Test("A sealed secret opens under its own name", arguments: [0, 1, 20, 4096])
  func roundTrip(length: Int) throws {
    let secret = Secret(random.bytes(length))
    let value = sealing.seal(secret, as: "second-factor/1")
    #expect(try sealing.open(value, as: "second-factor/1").matches(secret))
    #expect(value.bytes.count == length + 1 + 4 + 24 + 16)
    #expect(SodiumSealing.keyID(of: value) == ring.current.id)
  }

  @Test("GEN-10: a value moved to another name does not open")
  func boundToName() {
    let value = sealing.seal(Secret("s"), as: "second-factor/1")
    #expect(throws: SealError.damaged) { try sealing.open(value, as: "second-factor/2") }
  }

  @Test("A change of any byte is found")
  func tampering() {
    let value = sealing.seal(Secret("secret"), as: "n")
    for index in value.bytes.indices {
      var bytes = value.bytes
      bytes[index] ^= 1
      #expect(throws: SealError.self) { try sealing.open(SealedValue(bytes: bytes), as: "n") }
    }
    for count in value.bytes.indices {
      let cut = SealedValue(bytes: Array(value.bytes.prefix(count)))
      #expect(throws: SealError.damaged) { try sealing.open(cut, as: "n") }
    }
  }

  @Test("Two seals of one secret differ, and neither holds it")
  func nonces() {
    let secret = Secret("correct horse battery")
    let one = sealing.seal(secret, as: "n")
    let two = sealing.seal(secret, as: "n")
    #expect(one != two)
    #expect(!String(decoding: one.bytes, as: UTF8.self).contains("horse"))
  }

  @Test("Another key is named by its id; another key under the same id opens nothing")
  func otherKey() throws {
    let value = sealing.seal(Secret("s"), as: "n")
    let other = SodiumSealing(keys: SealingKeyRing(current: SealingKey(random: random)))
    #expect(throws: SealError.otherKey(id: ring.current.id)) { try other.open(value, as: "n") }
    let impostor = try #require(
      SealingKey(id: ring.current.id, secret: Secret(random.bytes(32))))
    let same = SodiumSealing(keys: SealingKeyRing(current: impostor))
    #expect(throws: SealError.damaged) { try same.open(value, as: "n") }
  }

  @Test("After a rotation the older key still opens and the new one seals")
  func rotation() throws {
    let value = sealing.seal(Secret("s"), as: "n")
    let next = SealingKey(random: random)
    let rotated = SodiumSealing(keys: SealingKeyRing(current: next, older: [ring.current]))
    #expect(try rotated.open(value, as: "n").matches(Secret("s")))
    #expect(rotated.keyID == next.id)
    let fresh = rotated.seal(Secret("t"), as: "n")
    #expect(SodiumSealing.keyID(of: fresh) == next.id)
    #expect(throws: SealError.otherKey(id: next.id)) { try sealing.open(fresh, as: "n") }
  }

  @Test(
    "Sealing with a key of one's own: opens with it, under its name, unchanged, and not otherwise")
  func ownKey() throws {
    let key = Secret(random.bytes(32))
    let plain = Array("Jan Kowalski".utf8)
    let sealed = sealing.seal(plain, with: key, as: "audit/1")
    #expect(try sealing.open(sealed, with: key, as: "audit/1") == plain)
    #expect(try sealing.open(sealing.seal([], with: key, as: "a"), with: key, as: "a") == [])
    #expect(throws: SealError.damaged) { try sealing.open(sealed, with: key, as: "audit/2") }
    #expect(throws: SealError.damaged) {
      try sealing.open(sealed, with: Secret(random.bytes(32)), as: "audit/1")
    }
    #expect(throws: SealError.damaged) {
      try sealing.open(sealed, with: Secret("short"), as: "audit/1")
    }
    #expect(throws: SealError.damaged) { try sealing.open([], with: key, as: "audit/1") }
  }

  @Test("XChaCha20-Poly1305 agrees with draft-irtf-cfrg-xchacha-03, A.3.1, apart from the header")
  func layout() throws {
    // Decrypted by libsodium directly: the layout is what the type says it is.
    struct Fixed: RandomSource {
      func bytes(_ count: Int) -> [UInt8] { (0..<UInt8(count)).map { 0x40 + $0 } }
    }
    let key = try #require(
      SealingKey(id: "00ff10a0", secret: Secret((0x80...0x9f).map(UInt8.init))))
    let fixed = SodiumSealing(keys: SealingKeyRing(current: key), random: Fixed())
    let plain = """
      Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
      sunscreen would be it.
      """
    let bytes = fixed.seal(Secret(plain), as: "n").bytes
    #expect(Array(bytes[..<5]) == [0x01, 0x00, 0xff, 0x10, 0xa0])
    #expect(Array(bytes[5..<29]) == Fixed().bytes(24))
    // The stream does not depend on the associated data, only the tag does: the draft's ciphertext.
    let draft: [UInt8] = [
      0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b, 0x95, 0x76, 0x57, 0x94, 0x93, 0xc0, 0xe9,
      0x39,
    ]
    #expect(Array(bytes[29..<45]) == draft)
  }
}
