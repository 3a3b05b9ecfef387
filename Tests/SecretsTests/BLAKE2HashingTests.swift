import Identity
import Testing

@testable import Secrets

@Suite struct BLAKE2HashingTests {
  let hashing = BLAKE2Hashing()

  private func text(_ digest: Digest) -> String { SealingKey.idText(digest.bytes) }

  @Test("BLAKE2b-256 of nothing and of \"abc\" are those of b2sum -l 256")
  func vectors() {
    #expect(
      text(hashing.digest([]))
        == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8")
    #expect(
      text(hashing.digest(Array("abc".utf8)))
        == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")
  }

  @Test("A secret has the digest of its bytes")
  func secret() {
    #expect(hashing.digest(Secret("abc")) == hashing.digest(Array("abc".utf8)))
    #expect(hashing.digest(Secret("")) == hashing.digest([]))
  }

  @Test("Keyed hashing depends on the key and is not the plain one")
  func keyed() {
    let one = Secret([UInt8](repeating: 1, count: 32))
    let two = Secret([UInt8](repeating: 2, count: 32))
    let bytes = Array("abc".utf8)
    // hashlib.blake2b(b"abc", digest_size=32, key=b"\\x01" * 32)
    #expect(
      text(hashing.keyed(one, bytes))
        == "8cc77af752046919e25cca7b87a17aaa67fb6aad75964f730a1c2178c986505c")
    #expect(hashing.keyed(one, bytes) != hashing.keyed(two, bytes))
    #expect(hashing.keyed(one, bytes) != hashing.digest(bytes))
  }
}
