#ifndef CTOML_H
#define CTOML_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  CTOML_STRING,
  CTOML_INTEGER,
  CTOML_FLOAT,
  CTOML_BOOLEAN,
  CTOML_DATETIME,
  CTOML_ARRAY,
  CTOML_TABLE,
  /* Begins an entry. */
  CTOML_ENTRY,
  /* A key on the way to a value, the outermost first. */
  CTOML_KEY,
  /* Why there is no document. */
  CTOML_ERROR
} ctoml_type;

/* Of a key, a scalar and an error there is a text, never NULL and not ended by NUL: of a scalar its TOML form
 * (of a string its contents). Of an entry and an array there is a count. Lines and columns count from 1,
 * columns in code points; 0 stands for "not known". */
typedef struct {
  ctoml_type type;
  uint32_t line;
  uint32_t column;
  size_t count;
  const char *text;
  size_t length;
} ctoml_token;

typedef struct {
  const ctoml_token *tokens;
  size_t count;
  /* Of all of it, this structure included. */
  size_t bytes;
} ctoml_answer;

/* Reads a TOML 1.0 document. The tokens are one error and nothing else, or entries in the order of the
 * document, each of them CTOML_ENTRY, as many keys as it counts, and a value:
 *
 *   value = scalar | CTOML_TABLE | CTOML_ARRAY followed by as many values as it counts
 *
 * A table's own entries follow it.
 *
 * The result is released with ctoml_wipe_and_free; NULL when there is no memory. No C++ exception leaves this
 * function. Callers refuse NUL bytes beforehand: toml++ stops reading at one. */
ctoml_answer *ctoml_read(const char *text, size_t length);

void ctoml_wipe_and_free(ctoml_answer *answer);

#ifdef __cplusplus
}
#endif

#endif
