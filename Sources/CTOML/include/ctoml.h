#ifndef CTOML_H
#define CTOML_H
int ctoml_placeholder(void);
#endif
