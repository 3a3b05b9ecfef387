internal import COpenSSL
import Glibc
import Identity

/// The authorities of a CA file, read once for an examination.
///
/// Unchecked: OpenSSL counts the store's references atomically, its look-ups take a lock of its own, and
/// after `init` nothing here writes to it.
final class TrustedAuthorities: @unchecked Sendable {
  /// What `ca_file` empty means.
  static let systemFile = "/etc/ssl/certs/ca-certificates.crt"

  let store: OpaquePointer
  /// What the certificates of the file say.
  let certificates: [CertificateText]

  private init(store: OpaquePointer, certificates: [CertificateText]) {
    self.store = store
    self.certificates = certificates
  }

  deinit { X509_STORE_free(store) }

  enum Reading {
    case read(TrustedAuthorities)
    case failed(FindingCode, reason: String)
  }

  /// Blocks while the file is read.
  static func read(_ path: String) -> Reading {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      return .failed(
        code == ENOENT || code == ENOTDIR ? .caFileMissing : .caFileUnreadable,
        reason: String(cString: strerror(code)))
    }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      return .failed(.caFileUnreadable, reason: "not a file")
    }
    guard let bytes = bytes(of: descriptor) else {
      return .failed(.caFileUnreadable, reason: String(cString: strerror(errno)))
    }
    guard bytes.contains(where: { ![9, 10, 13, 32].contains($0) }) else {
      return .failed(.caFileEmpty, reason: "")
    }
    return parse(bytes)
  }

  /// At most 16 MiB of a file; `nil` with `errno` where it cannot be read.
  private static func bytes(of descriptor: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < 16 << 20 {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  private static func parse(_ bytes: [UInt8]) -> Reading {
    guard let store = X509_STORE_new() else { return .failed(.caFileUnreadable, reason: "memory") }
    var texts: [CertificateText] = []
    bytes.withUnsafeBytes { raw in
      guard let bio = BIO_new_mem_buf(raw.baseAddress, Int32(clamping: raw.count)) else { return }
      defer { BIO_free(bio) }
      while let certificate = PEM_read_bio_X509(bio, nil, nil, nil) {
        defer { X509_free(certificate) }
        // The store takes a reference of its own; a certificate that is there twice is no error.
        X509_STORE_add_cert(store, certificate)
        texts.append(CertificateText(certificate))
      }
    }
    ERR_clear_error()
    guard !texts.isEmpty else {
      X509_STORE_free(store)
      return .failed(.caFileGarbage, reason: "")
    }
    return .read(TrustedAuthorities(store: store, certificates: texts))
  }
}
