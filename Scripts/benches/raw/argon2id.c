// Argon2id alone: verifications a second on all cores, with the parameters of the service.
//
//   cc -O2 -o argon2id argon2id.c -lsodium -lpthread
//   argon2id THREADS SECONDS

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char hash[crypto_pwhash_STRBYTES];
static const char password[] = "Bench-Password";
static double end;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void *work(void *count) {
  while (now() < end) {
    if (crypto_pwhash_str_verify(hash, password, strlen(password)) != 0) exit(1);
    ++*(long *)count;
  }
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 3 || sodium_init() < 0) return 2;
  int threads = atoi(arguments[1]);
  if (crypto_pwhash_str(hash, password, strlen(password), 2, 19 << 20) != 0) return 1;
  pthread_t *all = calloc(threads, sizeof *all);
  long *done = calloc(threads, sizeof *done), total = 0;
  double start = now();
  end = start + atof(arguments[2]);
  for (int i = 0; i < threads; i++) pthread_create(&all[i], NULL, work, &done[i]);
  for (int i = 0; i < threads; i++) {
    pthread_join(all[i], NULL);
    total += done[i];
  }
  printf("{\"done\": %ld, \"rate\": %.2f}\n", total, total / (now() - start));
  return 0;
}
