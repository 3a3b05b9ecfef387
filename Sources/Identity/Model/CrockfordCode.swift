/// A one-time code that people copy by hand: 80 random bits as `XXXX-XXXX-XXXX-XXXX` in Crockford's
/// base32, which has no I, L, O and U. Recovery codes, activation codes and the set-up code all have
/// this form (TFA-27, SIGN-21).
public enum CrockfordCode {
  /// 80 bits: 16 symbols.
  public static let byteCount = 10

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// A new code in its printed form.
  public static func make(_ random: any RandomSource) -> String {
    grouped(Base32.encode(random.bytes(byteCount), alphabet: alphabet))
  }

  /// The printed form of what somebody typed: letter case, spaces and hyphens do not matter, O is zero,
  /// I and L are one.
  /// - Returns: `nil` when the text is no code of this form.
  public static func canonical(_ typed: String) -> String? {
    // Longer than any honest spelling; not worth looking at.
    guard typed.utf8.count <= 64 else { return nil }
    var symbols: [UInt8] = []
    for byte in typed.utf8 {
      switch byte {
      case UInt8(ascii: "-"), UInt8(ascii: " "): continue
      default: break
      }
      let upper = (97...122).contains(byte) ? byte - 32 : byte
      switch upper {
      case UInt8(ascii: "O"): symbols.append(UInt8(ascii: "0"))
      case UInt8(ascii: "I"), UInt8(ascii: "L"): symbols.append(UInt8(ascii: "1"))
      default:
        guard alphabet.contains(upper) else { return nil }
        symbols.append(upper)
      }
    }
    guard symbols.count == byteCount * 8 / 5 else { return nil }
    return grouped(String(decoding: symbols, as: UTF8.self))
  }

  /// What a store keeps of a code: the digest of its printed form.
  public static func digest(_ canonical: String, _ hashing: any Hashing) -> Digest {
    hashing.digest(Secret(canonical))
  }

  private static func grouped(_ symbols: String) -> String {
    var out = ""
    for (index, symbol) in symbols.enumerated() {
      if index > 0, index.isMultiple(of: 4) { out.append("-") }
      out.append(symbol)
    }
    return out
  }
}
