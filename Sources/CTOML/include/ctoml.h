#ifndef CTOML_H
#define CTOML_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reads a TOML 1.0 document and returns JSON, one object with exactly one of two members:
 *
 *   {"values": [{"path": ["http", "listen"], "line": 3, "column": 10, "type": "array",
 *                "value": [{"line": 3, "column": 11, "type": "string", "value": "127.0.0.1:8443"}]},
 *               ...]}
 *   {"error": {"line": 7, "column": 1, "message": "..."}}
 *
 * Lines and columns count from 1, columns in code points; 0 stands for "not known". Types are string,
 * integer, float, boolean, datetime, array and table. A scalar's value is always a JSON string holding
 * its TOML form (for a string: its contents); tables carry no value, their own entries follow them.
 * Entries stand in the order of the document.
 *
 * The result ends in NUL and is released with ctoml_free; NULL when there is no memory. No C++
 * exception leaves this function. Callers refuse NUL bytes beforehand: toml++ stops reading at one. */
char *ctoml_json(const char *text, size_t length);

void ctoml_free(char *json);

#ifdef __cplusplus
}
#endif

#endif
