#ifndef BRAMA_CFUZZER_H
#define BRAMA_CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer as a library (https://llvm.org/docs/LibFuzzer.html, "Using libFuzzer as a library"); the
 * toolchain has no header that declares it for C. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*input)(const uint8_t *data, size_t size));

#endif
