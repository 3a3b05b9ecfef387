import Foundation
import Glibc
import TestKit
import Testing

/// A small library before the C library of the service (`LD_PRELOAD`, ld.so(8)), which makes its clock, its
/// syncs and its writes go wrong when told to. The orders lie in a file that both have in memory.
final class FaultShim: Sendable {
  let folder: TemporaryFolder
  private let memory: Memory

  /// Used from one task at a time.
  private struct Memory: @unchecked Sendable { let words: UnsafeMutablePointer<Int64> }

  var environment: [String: String] {
    ["LD_PRELOAD": "\(folder.path)/fault.so", "FAULT_SHIM": "\(folder.path)/orders"]
  }

  init() async throws {
    folder = try TemporaryFolder()
    let source = "\(folder.path)/fault.c"
    try Data(Self.source.utf8).write(to: URL(fileURLWithPath: source))
    let built = try await CommandProgram.run(
      "/usr/bin/cc", ["-O1", "-shared", "-fPIC", "-o", "\(folder.path)/fault.so", source, "-ldl"],
      environment: ["PATH": "/usr/bin:/bin"])
    try #require(built.code == 0, "\(built.errors)")
    let orders = "\(folder.path)/orders"
    try Data(count: 4096).write(to: URL(fileURLWithPath: orders))
    let descriptor = open(orders, O_RDWR | O_CLOEXEC)
    defer { close(descriptor) }
    let mapped = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    let words = try #require(mapped != MAP_FAILED ? mapped : nil)
    memory = Memory(words: words.bindMemory(to: Int64.self, capacity: 512))
  }

  deinit { munmap(memory.words, 4096) }

  /// The wall clock is off by so many seconds.
  func shiftClock(_ seconds: Int64) { memory.words[0] = seconds }
  /// Each sync takes so much longer.
  func slowSyncs(_ milliseconds: Int64) { memory.words[1] = milliseconds }
  /// Writes to the store fail with this error of errno(3); 0: they do not.
  func failWrites(_ code: Int32) { memory.words[2] = Int64(code) }

  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/mman.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    static volatile int64_t *orders;
    static int64_t none[3];

    __attribute__((constructor)) static void begin(void) {
      const char *path = getenv("FAULT_SHIM");
      int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
      void *memory = fd < 0 ? MAP_FAILED : mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      if (fd >= 0) close(fd);
      orders = memory == MAP_FAILED ? none : memory;
    }
    static int64_t order(int number) { return orders ? orders[number] : 0; }

    #define REAL(type, name, ...) \\
      static type (*real)(__VA_ARGS__); \\
      if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);

    int clock_gettime(clockid_t clock, struct timespec *now) {
      REAL(int, "clock_gettime", clockid_t, struct timespec *)
      int code = real(clock, now);
      if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += order(0);
      return code;
    }
    int gettimeofday(struct timeval *now, void *zone) {
      REAL(int, "gettimeofday", struct timeval *, void *)
      int code = real(now, zone);
      now->tv_sec += order(0);
      return code;
    }
    time_t time(time_t *into) {
      REAL(time_t, "time", time_t *)
      time_t now = real(0) + order(0);
      if (into) *into = now;
      return now;
    }

    static void slow(void) { if (order(1)) usleep(order(1) * 1000); }
    int fsync(int fd) { REAL(int, "fsync", int) slow(); return real(fd); }
    int fdatasync(int fd) { REAL(int, "fdatasync", int) slow(); return real(fd); }

    static int fails(int fd) {
      if (!order(2)) return 0;
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
      ssize_t length = readlink(link, path, sizeof path - 1);
      if (length < 0) return 0;
      path[length] = 0;
      const char *store = strstr(path, "brama.db");
      if (!store || strstr(store, "-shm")) return 0;
      errno = order(2);
      return 1;
    }
    ssize_t write(int fd, const void *bytes, size_t count) {
      REAL(ssize_t, "write", int, const void *, size_t)
      return fails(fd) ? -1 : real(fd, bytes, count);
    }
    ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
      REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)
      return fails(fd) ? -1 : real(fd, bytes, count, at);
    }
    ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
      REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)
      return fails(fd) ? -1 : real(fd, bytes, count, at);
    }
    int ftruncate64(int fd, off64_t length) {
      REAL(int, "ftruncate64", int, off64_t)
      return fails(fd) ? -1 : real(fd, length);
    }
    """
}
