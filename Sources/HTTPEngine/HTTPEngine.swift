// HTTPEngine: bytes in, bytes out.
//
// Owns: listening (TCP and Unix sockets), TLS, requests, responses, the router, limits, draining.
// May import: Diagnostics, CLinux, COpenSSL.
// Never does: knows nothing of identity, JSON or pages.
