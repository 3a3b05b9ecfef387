internal import CUnistring
internal import Glibc

/// A normal form of Unicode (UAX #15).
public enum UnicodeForm: Sendable {
  /// Taken apart: `ó` is `o` and an acute accent.
  case decomposed
  /// As `decomposed`, and look-alikes are one: a full-width `Ａ` is `A`.
  case compatiblyDecomposed
  /// Look-alikes are one, and put together again: `o` and an acute accent are `ó`.
  case compatiblyComposed

  fileprivate var handle: uninorm_t? {
    switch self {
    case .decomposed: cunistring_nfd()
    case .compatiblyDecomposed: cunistring_nfkd()
    case .compatiblyComposed: cunistring_nfkc()
    }
  }
}

extension String {
  /// The text in a normal form. A text of ASCII is in every one already.
  public func normalized(_ form: UnicodeForm) -> String {
    if utf8.allSatisfy({ $0 < 0x80 }) { return self }
    var text = self
    return text.withUTF8 { bytes in
      var length = 0
      // "If resultbuf is NULL or the result does not fit, a freshly allocated buffer is returned"
      // (libunistring, Conventions). NUL is a character as any other: the length ends the text.
      guard let out = u8_normalize(form.handle, bytes.baseAddress, bytes.count, nil, &length) else {
        // A text that is not folded must not be taken for one that is. Of UTF-8 the one reason is memory.
        preconditionFailure("no memory to normalize \(bytes.count) bytes")
      }
      defer { free(out) }
      return String(decoding: UnsafeBufferPointer(start: out, count: length), as: UTF8.self)
    }
  }
}
