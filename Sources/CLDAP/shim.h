#ifndef CLDAP_SHIM_H
#define CLDAP_SHIM_H
#include <lber.h>
#include <ldap.h>
#include <openldap.h>
// The questions that a SASL mechanism asks through libldap.
#include <sasl/sasl.h>
#endif
