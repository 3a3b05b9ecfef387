#ifndef CLDAP_SHIM_H
#define CLDAP_SHIM_H
#include <lber.h>
#include <ldap.h>
#include <openldap.h>
// The questions that a SASL mechanism asks through libldap.
#include <sasl/sasl.h>

// Lets go of a TLS context that LDAP_OPT_X_TLS_CTX gave. libldap exports it (OPENLDAP_2.5), without a header of
// its own.
void ldap_pvt_tls_ctx_free(void *context);
#endif
