// Dumps, resets and mode changes beside running threads: nothing counted twice, nothing lost.
// RUN: %clang %s %rt -o %t && rm -f %t.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t
// RUN: %rawdump %t.raw | FileCheck %s
// RUN: rm -f %t.raw && env DEVIRT_MODE=sampled DEVIRT_PROFILE_FILE=%t.raw %t
// RUN: %rawdump %t.raw | FileCheck %s --check-prefix=SAMPLED
// CHECK: module 1234 processes=1 records=2
// CHECK-NEXT: cell 0 total=6000000 estimated=0 samples=0 floor=0
// CHECK-NEXT:   t{{..}} count=2000000 error=0
// CHECK-NEXT:   t{{..}} count=2000000 error=0
// CHECK-NEXT:   t{{..}} count=2000000 error=0
// CHECK-NEXT: cell 1 total=6000000
// SAMPLED: cell 0 total=6000000 estimated={{[1-9]}}
// SAMPLED: cell 1 total=6000000
#include <pthread.h>
#include <time.h>

#define SITES 2
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

static int running = 2;

static void *work(void *unused) {
  for (int i = 0; i < 3000000; ++i) {
    record(0, &targets[i % 3]);
    record(1, &targets[i % 20]);
  }
  __atomic_fetch_sub(&running, 1, __ATOMIC_SEQ_CST);
  return unused;
}

int main(void) {
  pthread_t t[2];
  for (int i = 0; i < 2; ++i)
    pthread_create(&t[i], NULL, work, NULL);
  struct timespec pause = {0, 500000};
  while (__atomic_load_n(&running, __ATOMIC_SEQ_CST)) {
    if (devirt_dump())
      return 1;
    nanosleep(&pause, NULL);
  }
  for (int i = 0; i < 2; ++i)
    pthread_join(t[i], NULL);
}
