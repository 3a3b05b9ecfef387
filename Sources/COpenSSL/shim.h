#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H
// OpenSSL 3, and inline functions for what are function-like macros there: Swift cannot import those.
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/pem.h>
#include <string.h>

// HTTP/1.1 or a fatal alert when a client offers protocols and it is not among them (RFC 7301).
static inline int copenssl_choose_http1(SSL *ssl, const unsigned char **out, unsigned char *outlen,
                                        const unsigned char *in, unsigned int inlen, void *arg) {
  (void)ssl, (void)arg;
  for (unsigned int i = 0; i + 1 <= inlen && i + 1 + in[i] <= inlen; i += 1 + in[i]) {
    if (in[i] == 8 && memcmp(in + i + 1, "http/1.1", 8) == 0) {
      *out = in + i + 1;
      *outlen = in[i];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// A key with a passphrase is refused; OpenSSL would ask for it on the terminal.
static inline int copenssl_no_passphrase(char *buffer, int size, int writing, void *arg) {
  (void)buffer, (void)size, (void)writing, (void)arg;
  return -1;
}

// What every server context needs; 1, or 0 with the error queue filled.
static inline int copenssl_prepare_server(SSL_CTX *context) {
  SSL_CTX_set_default_passwd_cb(context, copenssl_no_passphrase);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT);
  SSL_CTX_set_read_ahead(context, 1);
  // Tickets resume sessions; a cache on the server would only hold memory.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, copenssl_choose_http1, 0);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) &&
         SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
}

// For clients: the lowest and the highest version, 0 for no bound.
static inline int copenssl_set_versions(SSL_CTX *context, int lowest, int highest) {
  return SSL_CTX_set_min_proto_version(context, lowest) &&
         SSL_CTX_set_max_proto_version(context, highest);
}

// For a client that looks at what a server has, and sends nothing over it: every version and algorithm
// that the library still knows.
static inline int copenssl_accept_anything(SSL_CTX *context) {
  SSL_CTX_set_security_level(context, 0);
  return copenssl_set_versions(context, TLS1_VERSION, 0) &&
         SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
}

// As RFC 4514 writes a name, with text outside ASCII as it is.
static inline int copenssl_print_name(BIO *out, const X509_NAME *name) {
  return X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

static inline long copenssl_set_host_name(SSL *ssl, const char *name) {
  return SSL_set_tlsext_host_name(ssl, (char *)name);
}
#endif
