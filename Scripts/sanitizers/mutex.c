// Tells ThreadSanitizer of the locks that it cannot see: Swift's `Mutex` when threads contend for it.
//
// Taking a free `Mutex` and leaving it are atomic operations in our own code, which are instrumented. When
// another thread holds it, or waits for it, libswiftSynchronization takes over, which is not: it tries again
// for a while (compare and exchange), then lets the kernel hand the lock over (FUTEX_LOCK_PI). ThreadSanitizer
// then takes whatever lies under the lock for unguarded. The three functions in question stand here in front of
// the library's own, do the same with it, and say what was taken and what was left.
//
// Linked in by `Scripts/check --sanitize thread`, with Swift's clang: others do not know the calling convention.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Of the sanitizer's runtime, which is part of the program; not there in programs that are built without.
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF void *mutex) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF void *mutex) __asm__(UNLOCK);

static void *next(void **kept, const char *name) {
  void *found = __atomic_load_n(kept, __ATOMIC_RELAXED);
  if (found) return found;
  found = dlsym(RTLD_NEXT, name);
  if (!found) {
    fprintf(stderr, "mutex.c: the standard library has no %s\n", name);
    abort();
  }
  __atomic_store_n(kept, found, __ATOMIC_RELAXED);
  return found;
}

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
  static void *kept;
  SWIFT void (*lock)(uint32_t, SELF void *) = next(&kept, LOCK);
  lock(thread, mutex);
  if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT bool try_lock_slow(SELF void *mutex) {
  static void *kept;
  SWIFT bool (*try_lock)(SELF void *) = next(&kept, TRY_LOCK);
  bool taken = try_lock(mutex);
  if (taken && __tsan_acquire) __tsan_acquire(mutex);
  return taken;
}

SWIFT void unlock_slow(SELF void *mutex) {
  static void *kept;
  SWIFT void (*unlock)(SELF void *) = next(&kept, UNLOCK);
  // Before: from then on the next thread has it, and may free it.
  if (__tsan_release) __tsan_release(mutex);
  unlock(mutex);
}
