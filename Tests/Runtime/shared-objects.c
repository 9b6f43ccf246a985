// An executable and three libraries, each with its own runtime, one file; one comes and goes.
// RUN: %clang -fPIC -fvisibility=hidden -shared -DSIGNATURE=0xa -DLIBRARY_CALL=call_a \
// RUN:   -DLIBRARY_TARGET=target_a %inputs/library.c %rt -o %t.a.so
// RUN: %clang -fPIC -fvisibility=hidden -shared -DSIGNATURE=0xb -DLIBRARY_CALL=call_b \
// RUN:   -DLIBRARY_TARGET=target_b %inputs/library.c %rt -o %t.b.so
// RUN: %clang -fPIC -fvisibility=hidden -shared -DSIGNATURE=0xc -DLIBRARY_CALL=call_c \
// RUN:   -DLIBRARY_TARGET=target_c %inputs/library.c %rt -o %t.c.so
// RUN: %clang %s %rt %t.a.so %t.b.so -o %t && rm -f %t.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t %t.c.so 2>&1 | count 0
// RUN: %rawdump %t.raw | FileCheck %s
// No symbol of the runtime is visible to another object.
// RUN: llvm-nm -D --defined-only %t.a.so | FileCheck %s --check-prefix=SYMBOLS
// SYMBOLS-NOT: devirt
// CHECK-DAG: module c processes=40 records=1
// CHECK-DAG: cell 0 total=400 estimated=0
// CHECK-DAG:   target_c count=400 error=0
// CHECK-DAG: module a processes=1 records=1
// CHECK-DAG: cell 0 total=100 estimated=0
// CHECK-DAG:   target_a count=100 error=0
// CHECK-DAG: module b processes=1 records=1
// CHECK-DAG: cell 0 total=200 estimated=0
// CHECK-DAG:   target_b count=200 error=0
// The executable calls into a library and libc: targets of other objects say so. A static function
// without a name in any table is its place in the object.
// CHECK-DAG: module 1234 processes=1 records=3
// CHECK-DAG: target_a object=shared-objects.c.tmp.a.so count=1 error=0
// CHECK-DAG: {{(qsort|bsearch)}} object=libc.so.6 count=1 error=0
// CHECK-DAG: shared-objects.c.tmp+0x{{[0-9a-f]+}} count=1 error=0
// CHECK-DAG: done
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#define SITES 3
#include "recorder.h"

void call_a(int), call_b(int), target_a(void);

static void *in_thread(void *function) {
  ((void (*)(int))function)(5);
  return NULL;
}

static pthread_barrier_t barrier;

static void *stays(void *function) {
  ((void (*)(int))function)(3);
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier); /* alive while the library goes; ends after */
  return NULL;
}

__attribute__((noinline)) static void nameless(void) {}

int main(int argc, char **argv) {
  (void)argc;
  record(0, (const void *)target_a);
  record(1, (const void *)bsearch);
  record(2, (const void *)nameless);
  call_a(100);
  call_b(200);
  pthread_barrier_init(&barrier, NULL, 2);
  for (int i = 0; i < 40; ++i) {
    void *library = dlopen(argv[1], RTLD_NOW);
    if (!library)
      return 1;
    void *call = dlsym(library, "call_c");
    ((void (*)(int))call)(2);
    pthread_t t, u;
    pthread_create(&t, NULL, in_thread, call);
    pthread_create(&u, NULL, stays, call);
    pthread_join(t, NULL);
    pthread_barrier_wait(&barrier);
    dlclose(library);
    if (dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD))
      return 2;
    pthread_barrier_wait(&barrier);
    pthread_join(u, NULL);
  }
}
