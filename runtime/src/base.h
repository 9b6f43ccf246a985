/* What every part of the runtime stands on: feature macros, hidden visibility, atomics, locks.
 *
 * Each object of a process links its own copy of the runtime, so nothing here may be visible to
 * another object: the declarations are hidden whatever flags the file is compiled with.
 */
#ifndef DEVIRT_BASE_H
#define DEVIRT_BASE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)
#include <devirt/abi.h>
#include <devirt/devirt.h>

/* Instrumented code owns plain fields that others read: hence builtins and not `_Atomic`. */
#define DEVIRT_LOAD(p) __atomic_load_n((p), __ATOMIC_RELAXED)
#define DEVIRT_STORE(p, v) __atomic_store_n((p), (v), __ATOMIC_RELAXED)
#define DEVIRT_ACQUIRE(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define DEVIRT_RELEASE(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
/* Orders a thread against its own signal handlers. */
#define DEVIRT_SIGNAL_FENCE() __atomic_signal_fence(__ATOMIC_SEQ_CST)

#define DEVIRT_MIN(a, b) ((a) < (b) ? (a) : (b))
#define DEVIRT_MAX(a, b) ((a) > (b) ? (a) : (b))

/* A lock for short sections: valid when zero, usable in signal handlers (whose thread never holds
 * it: see devirt_enter) and after fork. `as` is who holds it, for those who need to know. */
typedef struct devirt_lock {
  int held;
} devirt_lock;

enum { DEVIRT_FREE = 0, DEVIRT_HELD = 1, DEVIRT_HELD_BY_RECORDER = 2 };

void devirt_lock_wait(devirt_lock *lock, int as);

static inline bool devirt_lock_try(devirt_lock *lock, int as) {
  int expected = DEVIRT_FREE;
  return __atomic_compare_exchange_n(&lock->held, &expected, as, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED);
}

static inline void devirt_lock_take_as(devirt_lock *lock, int as) {
  if (!devirt_lock_try(lock, as))
    devirt_lock_wait(lock, as);
}

static inline void devirt_lock_take(devirt_lock *lock) {
  devirt_lock_take_as(lock, DEVIRT_HELD);
}

static inline void devirt_lock_give(devirt_lock *lock) {
  __atomic_store_n(&lock->held, DEVIRT_FREE, __ATOMIC_RELEASE);
}

/* A bump allocator over anonymous mappings: zeroed memory, no malloc, so the slow path works in
 * signal handlers and inside an instrumented allocator. Freed as a whole. Valid when zero. */
typedef struct devirt_arena {
  struct devirt_chunk *chunks;
} devirt_arena;

/* NULL when the system has no memory; alignment 16. */
void *devirt_arena_alloc(devirt_arena *arena, size_t size);
void devirt_arena_free(devirt_arena *arena);

static inline uint64_t devirt_saturating_add(uint64_t a, uint64_t b) {
  return a + b < a ? UINT64_MAX : a + b;
}

uint32_t devirt_crc32(const void *data, size_t size);

/* In place, without malloc (glibc's qsort may call it). */
void devirt_sort(void *base, size_t count, size_t size,
                 int (*compare)(const void *, const void *, void *), void *context);

#pragma GCC visibility pop
#endif
