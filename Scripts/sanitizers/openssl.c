// Keeps OpenSSL from cleaning up at the end of a process, for the sake of LeakSanitizer, which looks after that.
//
// The clean-up takes away what would free a thread's own random generators and list of errors; a thread that
// ends right then leaves them behind: 10 KB in 57 allocations, once, of a process that is gone a moment later.
//
// Linked in by `Scripts/check --sanitize address`.
#include <stdint.h>

#define OPENSSL_INIT_NO_ATEXIT 0x00080000L

// Not there in programs without OpenSSL.
extern int OPENSSL_init_crypto(uint64_t, const void *) __attribute__((weak));

__attribute__((constructor)) static void keep(void) {
  if (OPENSSL_init_crypto) OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, 0);
}
