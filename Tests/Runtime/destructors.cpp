// Calls in static destructors, thread_local destructors, thread-specific data's destructors (in
// every round), atexit handlers and .fini_array functions are all there.
// RUN: %clangxx %s %rt -o %t && rm -f %t.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t
// RUN: %rawdump %t.raw | FileCheck %s
// CHECK: module 1234 processes=1 records=8
// CHECK-NEXT: cell 0 total=1
// CHECK-NEXT:   t00 count=1 error=0
// CHECK-NEXT: cell 1 total=1
// CHECK-NEXT:   t01 count=1 error=0
// CHECK-NEXT: cell 2 total=2
// CHECK-NEXT:   t02 count=2 error=0
// CHECK-NEXT: cell 3 total=1
// CHECK-NEXT:   t03 count=1 error=0
// CHECK-NEXT: cell 4 total=1
// CHECK-NEXT:   t04 count=1 error=0
// CHECK-NEXT: cell 5 total=300
// CHECK-NEXT:   t05 count=300 error=0
// CHECK-NEXT: cell 6 total=300
// CHECK-NEXT: t06 count=300 error=0
// A thread whose only calls are there: at least the first rounds.
// CHECK-NEXT: cell 7 total=
#include <cstdlib>
#include <pthread.h>

#define SITES 8
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

struct Global {
  Global() { record(0, &targets[0]); }
  ~Global() { record(1, &targets[1]); }
} global;

struct Local {
  ~Local() { record(2, &targets[2]); }
};
thread_local Local local;

static pthread_key_t keys[3];

static void again(void *value) {
  uintptr_t round = reinterpret_cast<uintptr_t>(value);
  for (int i = 0; i < 50; ++i) {
    record(5, &targets[5]);
    record(6, &targets[6]);
  }
  if (round < 2)
    pthread_setspecific(keys[0], reinterpret_cast<void *>(round + 1));
}

static void late(void *value) {
  record(7, &targets[7]);
  uintptr_t round = reinterpret_cast<uintptr_t>(value);
  if (round < 9)
    pthread_setspecific(keys[1], reinterpret_cast<void *>(round + 1));
}

static void *thread(void *) {
  (void)&local; // odr-use makes it
  record(5, &targets[5]);
  for (int i = 0; i < 149; ++i)
    record(5, &targets[5]);
  for (int i = 0; i < 200; ++i)
    record(6, &targets[6]);
  pthread_setspecific(keys[0], reinterpret_cast<void *>(uintptr_t(1)));
  Local *volatile use = &local;
  (void)use;
  return nullptr;
}

static void *late_thread(void *) {
  pthread_setspecific(keys[1], reinterpret_cast<void *>(uintptr_t(1)));
  return nullptr;
}

static void at_exit() { record(3, &targets[3]); }

__attribute__((destructor)) static void fini() { record(4, &targets[4]); }

int main() {
  pthread_key_create(&keys[0], again);
  pthread_key_create(&keys[1], late);
  std::atexit(at_exit);
  pthread_t t;
  pthread_create(&t, nullptr, thread, nullptr);
  pthread_join(t, nullptr);
  for (int i = 0; i < 50; ++i)
    record(5, &targets[5]);
  for (int i = 0; i < 20; ++i) {
    pthread_create(&t, nullptr, late_thread, nullptr);
    pthread_join(t, nullptr);
  }
  Local *volatile use = &local;
  (void)use;
}
