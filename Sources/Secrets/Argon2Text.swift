import CSodium
import FoundationEssentials

/// The text form of an Argon2id hash (PHC string format), as far as libsodium makes it: version 19, one lane,
/// a salt of 16 bytes.
struct Argon2Text {
  /// In bytes.
  let memory: Int
  let passes: UInt64
  let salt: [UInt8]
  let digest: [UInt8]

  /// `nil` for what is no such text, or asks for what libsodium does not do.
  init?(_ text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19",
      let costs = Self.costs(parts[3]), let salt = Self.bytes(parts[4]),
      let digest = Self.bytes(parts[5]), salt.count == Int(crypto_pwhash_SALTBYTES),
      (Int(crypto_pwhash_BYTES_MIN)...64).contains(digest.count)
    else { return nil }
    (memory, passes) = costs
    self.salt = salt
    self.digest = digest
  }

  /// `m=19456,t=2,p=1`, the memory in KiB; up to 1 GiB and 100 passes.
  private static func costs(_ text: Substring) -> (memory: Int, passes: UInt64)? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].hasPrefix("m="), parts[1].hasPrefix("t="), parts[2] == "p=1",
      let memory = Int(parts[0].dropFirst(2)), (8...(1 << 20)).contains(memory),
      let passes = UInt64(parts[1].dropFirst(2)), (1...100).contains(passes)
    else { return nil }
    return (memory * 1024, passes)
  }

  /// Base64 without padding.
  private static func bytes(_ text: Substring) -> [UInt8]? {
    guard !text.contains("=") else { return nil }
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return Data(base64Encoded: text + padding).map(Array.init)
  }
}
