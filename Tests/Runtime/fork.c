// fork: parent and child each write their own calls; exec and _exit write nothing twice.
// RUN: %clang %s %rt -o %t && rm -f %t.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t
// RUN: %rawdump %t.raw | FileCheck %s
// Processes: the parent, 3 children that exit, and the one that was executed.
// CHECK: module 1234 processes=5 records=3
// CHECK-NEXT: cell 0 total=1200 estimated=0
// CHECK-NEXT:   t00 count=600 error=0
// CHECK-NEXT:   t01 count=600 error=0
// CHECK-NEXT: cell 1 total=300
// CHECK-NEXT:   t02 count=300 error=0
// CHECK-NEXT: cell 2 total=50
// CHECK-NEXT:   t03 count=50 error=0
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SITES 3
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

static volatile int stop;

static void *other(void *unused) {
  while (!stop)
    for (int i = 0; i < 3; ++i) /* keeps its own lock busy; its calls are reset away */
      record(0, &targets[10 + i]);
  return unused;
}

int main(int argc, char **argv) {
  if (argc > 1) {
    for (int i = 0; i < 50; ++i)
      record(2, &targets[3]);
    return 0;
  }
  pthread_t t;
  pthread_create(&t, NULL, other, NULL);
  for (int i = 0; i < 20; ++i) { /* forks while the other thread records */
    pid_t pid = fork();
    if (pid == 0) {
      record(0, &targets[20]);
      _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    if (status)
      return 1;
  }
  stop = 1;
  pthread_join(t, NULL);
  devirt_reset();

  for (int i = 0; i < 1200; ++i)
    record(0, &targets[i & 1]);
  for (int c = 0; c < 3; ++c) {
    pid_t pid = fork();
    if (pid == 0) {
      for (int i = 0; i < 100; ++i)
        record(1, &targets[2]);
      exit(0);
    }
    waitpid(pid, NULL, 0);
  }
  pid_t pid = fork();
  if (pid == 0) {
    record(0, &targets[21]); /* forgotten */
    execl(argv[0], argv[0], "again", (char *)NULL);
    _exit(1);
  }
  waitpid(pid, NULL, 0);
}
