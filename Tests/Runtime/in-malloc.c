// An instrumented allocator: the slow path must not allocate, not even for a thread's first event.
// RUN: %clang %s %rt -o %t && rm -f %t.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t
// RUN: %rawdump %t.raw | FileCheck %s
// CHECK: cell 0 total={{[1-9][0-9]+}}
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

static _Thread_local int depth;
static char pool[64 << 20];
static size_t used;

void *malloc(size_t size) {
  static unsigned n;
  if (depth)
    abort(); /* from within record */
  ++depth;
  record(0, &targets[n++ % 30]);
  --depth;
  size = (size + 31) & ~(size_t)15;
  return pool + __atomic_fetch_add(&used, size, __ATOMIC_RELAXED);
}
void free(void *p) { (void)p; }
void *calloc(size_t n, size_t size) { return malloc(n * size); }
void *realloc(void *old, size_t size) {
  void *new = malloc(size);
  if (old) {
    size_t most = (size_t)(pool + used - (char *)old);
    memcpy(new, old, size < most ? size : most);
  }
  return new;
}

static void *thread(void *unused) {
  for (int i = 0; i < 1000; ++i) {
    char *volatile p = malloc(16);
    (void)p;
  }
  return unused;
}

int main(void) {
  pthread_t t[4];
  for (int i = 0; i < 4; ++i)
    pthread_create(&t[i], NULL, thread, NULL);
  for (int i = 0; i < 4; ++i)
    pthread_join(t[i], NULL);
}
