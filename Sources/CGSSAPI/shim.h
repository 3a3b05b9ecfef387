#ifndef CGSSAPI_SHIM_H
#define CGSSAPI_SHIM_H
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>

// Swift takes a C global for something that others may change; these do not.
static inline gss_OID cgssapi_kerberos(void) { return gss_mech_krb5; }
static inline gss_OID cgssapi_principal_name(void) { return GSS_KRB5_NT_PRINCIPAL_NAME; }
static inline gss_OID cgssapi_service_name(void) { return GSS_C_NT_HOSTBASED_SERVICE; }

// Macros with casts, which Swift does not see.
static inline int cgssapi_is_error(OM_uint32 major) { return GSS_ERROR(major) != 0; }
static inline OM_uint32 cgssapi_flags(void) {
  return GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG;
}
// The centre cannot be reached, or it is not known which one it is.
static inline int cgssapi_is_out_of_reach(OM_uint32 minor) {
  return minor == (OM_uint32)KRB5_KDC_UNREACH || minor == (OM_uint32)KRB5_REALM_UNKNOWN ||
         minor == (OM_uint32)KRB5_REALM_CANT_RESOLVE;
}
#endif
