// A timer's handler records too, at any moment: in the slow path, in a dump, in an exit.
// RUN: %clang %s %rt -o %t && rm -f %t.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t > %t.truth
// RUN: %checkbounds %t.raw %t.truth --merged
// RUN: rm -f %t.raw && env DEVIRT_MODE=sampled DEVIRT_PROFILE_FILE=%t.raw %t > %t.truth
// A dump gives away the unfinished intervals, here 30 times: shares are coarse, totals exact.
// RUN: %checkbounds %t.raw %t.truth --merged --within 0.15
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

#define SITES 3
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

static volatile uint64_t handled[8];

static void handler(int unused) {
  (void)unused;
  static unsigned n;
  for (int i = 0; i < 50; ++i) { /* its own site, so that plain increments are whole */
    unsigned t = n++ % 7;
    ++handled[t];
    record(1, &targets[t]);
  }
}

int main(void) {
  static uint64_t truth[TARGETS], mixed[TARGETS];
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval timer = {{0, 100}, {0, 100}}, off = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &timer, NULL);
  uint64_t state = 5;
  for (int i = 0; i < 3000000; ++i) {
    uint32_t a = next_random(&state) % 6, b = next_random(&state) % 30;
    ++truth[a];
    record(0, &targets[a]);
    ++mixed[b];
    record(2, &targets[b]);
    if (i % 100000 == 0 && devirt_dump())
      return 1;
  }
  setitimer(ITIMER_REAL, &off, NULL);
  for (int t = 0; t < 7; ++t)
    if (handled[t])
      printf("1 t%02d %llu\n", t, (unsigned long long)handled[t]);
  for (int t = 0; t < TARGETS; ++t) {
    if (truth[t])
      printf("0 t%02d %llu\n", t, (unsigned long long)truth[t]);
    if (mixed[t])
      printf("2 t%02d %llu\n", t, (unsigned long long)mixed[t]);
  }
}
