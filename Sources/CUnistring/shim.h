#ifndef CUNISTRING_SHIM_H
#define CUNISTRING_SHIM_H
#include <uninorm.h>

// Swift does not see the forms: in <uninorm.h> they are objects of a type that it leaves open.
static inline uninorm_t cunistring_nfd(void) { return UNINORM_NFD; }
static inline uninorm_t cunistring_nfkd(void) { return UNINORM_NFKD; }
static inline uninorm_t cunistring_nfkc(void) { return UNINORM_NFKC; }
#endif
