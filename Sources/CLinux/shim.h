#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H
// What the Glibc module leaves out: epoll, eventfd, accept4 (a GNU extension) and the credentials of a
// Unix-socket peer (struct ucred, a GNU extension too).
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

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

#endif
