// Secrets: the adapters of Identity's cryptography ports.
//
// Owns password hashing (Argon2id), sealing at rest (XChaCha20-Poly1305) and its key file, hashing
// (BLAKE2b), random bytes, one-time codes (HOTP, TOTP), QR pictures and the list of common passwords.
// May import Identity, Text, Threads, CSodium, COATH and CQREncode. Never decides who may sign in, never
// keeps anything in a store, never logs.

import CSodium

/// The one start of libsodium: `sodium_init` before any other call ("must be called before any other
/// function", libsodium manual, Usage).
enum Sodium {
  private static let state: Int32 = sodium_init()

  static func start() {
    precondition(state >= 0, "libsodium cannot be started: no random source")
  }
}
