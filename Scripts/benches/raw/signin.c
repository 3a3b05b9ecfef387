// The raw limit of a sign-in: what the directory and the disk allow with nothing around them.
//
// Each of N threads has one connection bound as the service account and one for people's binds. A sign-in
// is the search for the person, one bind, the group check, and 300 bytes in a journal that are durable
// (fdatasync, shared by all who wait) before the next begins. Prints one line of JSON.
//
//   cc -O2 -o signin signin.c -lldap -llber -lpthread

#define _GNU_SOURCE
#include <fcntl.h>
#include <getopt.h>
#include <ldap.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *uri, *ca, *service_dn, *service_password, *base, *filter, *password_of;
static const char *group_base, *group_filter, *journal_path, *attributes = "entryUUID,uid,mail,displayName";
static int connections = 1, first = 1, last = 100000, start_tls, group_of_person;
static double seconds = 5, rate;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void die(const char *what, int code) {
  fprintf(stderr, "signin: %s: %s\n", what, ldap_err2string(code));
  exit(1);
}

// The journal: whoever finds nobody syncing syncs for all who have written by then.
static int journal = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t synced_more = PTHREAD_COND_INITIALIZER;
static long written, synced;
static int syncing;

static void make_durable(void) {
  static const char line[300] = {'x'};
  pthread_mutex_lock(&lock);
  if (write(journal, line, sizeof line) != sizeof line) {
    perror("signin: journal");
    exit(1);
  }
  long mine = ++written;
  while (synced < mine) {
    if (syncing) {
      pthread_cond_wait(&synced_more, &lock);
      continue;
    }
    syncing = 1;
    long upto = written;
    pthread_mutex_unlock(&lock);
    if (fdatasync(journal) != 0) {
      perror("signin: fdatasync");
      exit(1);
    }
    pthread_mutex_lock(&lock);
    syncing = 0;
    synced = upto;
    pthread_cond_broadcast(&synced_more);
  }
  pthread_mutex_unlock(&lock);
}

static LDAP *connected(void) {
  LDAP *ld = NULL;
  int version = 3, code = ldap_initialize(&ld, uri);
  if (code) die("ldap_initialize", code);
  ldap_set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option(ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  if (start_tls && (code = ldap_start_tls_s(ld, NULL, NULL))) die("StartTLS", code);
  return ld;
}

static int simple_bind(LDAP *ld, const char *dn, const char *password) {
  struct berval secret = {strlen(password), (char *)password};
  return ldap_sasl_bind_s(ld, dn, LDAP_SASL_SIMPLE, &secret, NULL, NULL, NULL);
}

static char *found(LDAP *ld, const char *under, int scope, const char *what, char **names) {
  LDAPMessage *answer = NULL;
  int code = ldap_search_ext_s(ld, under, scope, what, names, 0, NULL, NULL, NULL, 2, &answer);
  if (code) die("search", code);
  LDAPMessage *entry = ldap_first_entry(ld, answer);
  char *dn = entry ? ldap_get_dn(ld, entry) : NULL;
  ldap_msgfree(answer);
  return dn;
}

typedef struct {
  int index;
  long done;
  long capacity;
  float *took;
  double spent;
  unsigned seed;
  char *names[16];
} Worker;

// Between sign-ins as load/sign-in.lua rests: evenly spread around the pause that makes the wanted rate, so
// that connections do not go in step and both sides meet the same crowd.
static void rest(Worker *me) {
  double pause = connections / rate - (me->done ? me->spent / me->done : 0);
  if (pause > 0) usleep((useconds_t)(2e6 * pause * rand_r(&me->seed) / RAND_MAX));
}

static double begun;
static pthread_barrier_t all_connected;

static void *work(void *argument) {
  Worker *me = argument;
  LDAP *service = connected(), *people = connected();
  int code = simple_bind(service, service_dn, service_password);
  if (code) die("bind as the service", code);
  char *none[] = {LDAP_NO_ATTRS, NULL};
  pthread_barrier_wait(&all_connected);
  if (me->index == 0) begun = now();
  pthread_barrier_wait(&all_connected);
  for (long round = 0; now() < begun + seconds; round++) {
    if (rate > 0) rest(me);
    int number = first + (int)((round * connections + me->index) % (last - first + 1));
    char login[64], text[600], secret[64];
    snprintf(login, sizeof login, "u%d", number);
    snprintf(text, sizeof text, filter, login, login);
    snprintf(secret, sizeof secret, password_of, number);
    double start = now();
    char *dn = found(service, base, LDAP_SCOPE_SUBTREE, text, me->names);
    if (!dn) die(login, LDAP_NO_SUCH_OBJECT);
    if ((code = simple_bind(people, dn, secret))) die(login, code);
    char *group;
    if (group_of_person) {
      group = found(service, dn, LDAP_SCOPE_BASE, group_filter, none);
    } else {
      snprintf(text, sizeof text, group_filter, dn);
      group = found(service, group_base, LDAP_SCOPE_BASE, text, none);
    }
    if (!group) die("group", LDAP_NO_SUCH_OBJECT);
    ldap_memfree(group);
    ldap_memfree(dn);
    if (journal >= 0) make_durable();
    if (me->done == me->capacity) {
      me->capacity = me->capacity ? me->capacity * 2 : 4096;
      me->took = realloc(me->took, me->capacity * sizeof(float));
    }
    double took = now() - start;
    me->spent += took;
    me->took[me->done++] = (float)took;
  }
  ldap_unbind_ext_s(service, NULL, NULL);
  ldap_unbind_ext_s(people, NULL, NULL);
  return NULL;
}

static int ascending(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return x < y ? -1 : x > y;
}

int main(int count, char **arguments) {
  static const struct option options[] = {
      {"uri", 1, 0, 'u'},        {"ca", 1, 0, 'c'},           {"start-tls", 0, 0, 't'},
      {"service-dn", 1, 0, 'd'}, {"base", 1, 0, 'b'},         {"filter", 1, 0, 'f'},
      {"password", 1, 0, 'p'},   {"group-base", 1, 0, 'g'},   {"group-filter", 1, 0, 'm'},
      {"group-of-person", 0, 0, 'o'}, {"journal", 1, 0, 'j'}, {"connections", 1, 0, 'n'},
      {"seconds", 1, 0, 's'},    {"rate", 1, 0, 'r'},         {"first", 1, 0, 'i'},
      {"last", 1, 0, 'l'},       {"attributes", 1, 0, 'a'},   {0, 0, 0, 0}};
  for (int key; (key = getopt_long(count, arguments, "", options, NULL)) != -1;) {
    switch (key) {
      case 'u': uri = optarg; break;
      case 'c': ca = optarg; break;
      case 't': start_tls = 1; break;
      case 'd': service_dn = optarg; break;
      case 'b': base = optarg; break;
      case 'f': filter = optarg; break;
      case 'p': password_of = optarg; break;
      case 'g': group_base = optarg; break;
      case 'm': group_filter = optarg; break;
      case 'o': group_of_person = 1; break;
      case 'j': journal_path = optarg; break;
      case 'n': connections = atoi(optarg); break;
      case 's': seconds = atof(optarg); break;
      case 'r': rate = atof(optarg); break;
      case 'i': first = atoi(optarg); break;
      case 'l': last = atoi(optarg); break;
      case 'a': attributes = optarg; break;
      default: return 2;
    }
  }
  // Not on the command line: it would show in the process list.
  service_password = getenv("SERVICE_PASSWORD");
  if (!uri || !base || !filter || !password_of || !group_filter || !service_password) {
    fprintf(stderr, "signin: an option is missing\n");
    return 2;
  }
  if (ca) ldap_set_option(NULL, LDAP_OPT_X_TLS_CACERTFILE, ca);
  if (journal_path) {
    journal = open(journal_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (journal < 0) {
      perror(journal_path);
      return 1;
    }
  }
  // The first handle sets the library up, which is not safe in threads.
  LDAP *warm = connected();
  ldap_unbind_ext_s(warm, NULL, NULL);
  pthread_barrier_init(&all_connected, NULL, connections);
  pthread_t *threads = calloc(connections, sizeof *threads);
  Worker *workers = calloc(connections, sizeof *workers);
  for (int i = 0; i < connections; i++) {
    workers[i].index = i;
    workers[i].seed = i + 1;
    char *list = strdup(attributes), *place = NULL;
    int at = 0;
    for (char *name = strtok_r(list, ",", &place); name && at < 15; name = strtok_r(NULL, ",", &place))
      workers[i].names[at++] = name;
    pthread_create(&threads[i], NULL, work, &workers[i]);
  }
  long done = 0;
  for (int i = 0; i < connections; i++) {
    pthread_join(threads[i], NULL);
    done += workers[i].done;
  }
  double took = now() - begun;
  float *all = malloc((done + 1) * sizeof(float));
  long at = 0;
  for (int i = 0; i < connections; i++) {
    memcpy(all + at, workers[i].took, workers[i].done * sizeof(float));
    at += workers[i].done;
  }
  qsort(all, done, sizeof(float), ascending);
  printf("{\"done\": %ld, \"rate\": %.1f, \"p50\": %.6f, \"p99\": %.6f}\n", done, done / took,
         done ? all[done / 2] : 0, done ? all[(long)(done * 0.99)] : 0);
  return 0;
}
