#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H
// What the Glibc module leaves out: epoll, eventfd, accept4 (a GNU extension), the credentials of a
// Unix-socket peer (struct ucred, a GNU extension too), names of threads, and the resolver's own calls.
#include <arpa/nameser.h>
#include <malloc.h>
#include <netinet/in.h>
#include <resolv.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// Pieces of so many bytes and more are mapped one by one, whatever came and went before; 1 when that is set.
static inline int clinux_map_from(int bytes) { return mallopt(M_MMAP_THRESHOLD, bytes); }

// All threads allocate from so many heaps, which saves a heap for each and costs a lock; 1 when that is set.
static inline int clinux_heaps(int most) { return mallopt(M_ARENA_MAX, most); }

// Gives the system every page of the heaps that nothing stands on; takes milliseconds.
static inline void clinux_give_back(void) { malloc_trim(0); }

// The variables as NAME=value, NULL after the last one.
static inline char *const *clinux_environment(void) {
  extern char **environ;
  return environ;
}

// A non-blocking descriptor that is closed on exec, or -1 with errno; `peer` gets the client's address.
static inline int clinux_accept(int listener, struct sockaddr_storage *peer) {
  extern int accept4(int, struct sockaddr *__restrict, socklen_t *__restrict, int);
  socklen_t size = sizeof *peer;
  return accept4(listener, (struct sockaddr *)peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

struct clinux_credentials {
  int32_t pid;
  uint32_t uid;
  uint32_t gid;
};

// 0, or -1 with errno; SO_PEERCRED is 17 on every architecture that Debian ships Swift for.
static inline int clinux_peer_credentials(int fd, struct clinux_credentials *out) {
  socklen_t size = sizeof *out;
  return getsockopt(fd, SOL_SOCKET, 17, out, &size);
}
// GNU extensions of posix_spawn: the folder a child starts in, and no descriptors but its own.
static inline int clinux_spawn_chdir(posix_spawn_file_actions_t *actions, const char *path) {
  extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *__restrict,
                                                  const char *__restrict);
  return posix_spawn_file_actions_addchdir_np(actions, path);
}

static inline int clinux_spawn_closefrom(posix_spawn_file_actions_t *actions, int from) {
  extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
  return posix_spawn_file_actions_addclosefrom_np(actions, from);
}

// Memory with a descriptor, closed on exec (memfd_create(2), a GNU extension), or -1 with errno.
static inline int clinux_memfd(const char *name) {
  extern int memfd_create(const char *, unsigned int);
  return memfd_create(name, 1U);
}

// One question for the SRV records of a name (RFC 2782), asked of the system's name servers, or of
// `server` alone where it is given. Blocks for `seconds` times `tries` for each server at most.
// The length of the answer, or minus the h_errno of netdb.h: 1 no such name, 2 no answer, 4 no such
// record.
static inline int clinux_srv_query(const char *name, const struct sockaddr_in *server, int seconds,
                                   int tries, unsigned char *answer, int size) {
  struct __res_state state;
  memset(&state, 0, sizeof state);
  if (res_ninit(&state) != 0) return -2;
  // The name is whole: no search list. What is set here must outlast a change of resolv.conf.
  state.options &= ~(unsigned long)(RES_DEFNAMES | RES_DNSRCH);
  state.options |= RES_NORELOAD;
  state.retrans = seconds;
  state.retry = tries;
  if (server) {
    state.nscount = 1;
    state.nsaddr_list[0] = *server;
  }
  int length = res_nquery(&state, name, ns_c_in, ns_t_srv, answer, size);
  int why = state.res_h_errno;
  res_nclose(&state);
  if (length >= 0) return length < size ? length : size;
  return why > 0 ? -why : -2;
}

struct clinux_srv {
  uint32_t ttl;
  uint16_t priority;
  uint16_t weight;
  uint16_t port;
  // Without the final dot; "." for none.
  char target[1025];
};

// Record `index` of an answer: 1 with `out` filled, 0 where it is no SRV record, -1 after the last one or
// where the answer is not understood.
static inline int clinux_srv_record(const unsigned char *answer, int length, int index,
                                    struct clinux_srv *out) {
  ns_msg message;
  ns_rr record;
  if (ns_initparse(answer, length, &message) != 0 || index >= ns_msg_count(message, ns_s_an) ||
      ns_parserr(&message, ns_s_an, index, &record) != 0)
    return -1;
  if (ns_rr_type(record) != ns_t_srv || ns_rr_class(record) != ns_c_in) return 0;
  const unsigned char *data = ns_rr_rdata(record);
  if (ns_rr_rdlen(record) < 7) return -1;
  out->ttl = ns_rr_ttl(record);
  out->priority = (uint16_t)(data[0] << 8 | data[1]);
  out->weight = (uint16_t)(data[2] << 8 | data[3]);
  out->port = (uint16_t)(data[4] << 8 | data[5]);
  return ns_name_uncompress(answer, answer + length, data + 6, out->target, sizeof out->target) < 0
             ? -1
             : 1;
}

// The name of the calling thread: at most 15 bytes and NUL, a longer one is refused.
static inline int clinux_name_thread(const char *name) {
  extern int pthread_setname_np(unsigned long, const char *);
  extern unsigned long pthread_self(void);
  return pthread_setname_np(pthread_self(), name);
}

#endif
