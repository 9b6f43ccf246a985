// exit from a signal handler, wherever it strikes: the profile is written, nothing hangs.
// RUN: %clang %s %rt -o %t
// RUN: rm -f %t.raw; for i in $(seq 150); do \
// RUN:   env DEVIRT_PROFILE_FILE=%t.raw timeout 10 %t $i || exit 1; done
// RUN: %rawdump %t.raw | FileCheck %s
// CHECK: module 1234 processes=150 records=2
// CHECK: cell 0 total={{[1-9]}}
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>

#define SITES 2
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

static void handler(int unused) {
  (void)unused;
  record(1, &targets[1]);
  exit(0);
}

int main(int argc, char **argv) {
  (void)argc;
  signal(SIGALRM, handler);
  struct itimerval timer = {{0, 0}, {0, 500 + 7 * atoi(argv[1])}};
  setitimer(ITIMER_REAL, &timer, NULL);
  for (unsigned i = 0;; ++i)
    record(0, &targets[i % 60]);
}
