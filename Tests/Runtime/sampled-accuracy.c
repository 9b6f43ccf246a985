// Sampled mode: totals exact, shares close, in every one of a few runs.
// RUN: %clang %s %rt -o %t
// RUN: for i in 1 2 3; do rm -f %t.raw && env DEVIRT_PROFILE_FILE=%t.raw %t > %t.truth && \
// RUN:   %checkbounds %t.raw %t.truth --within 0.02 || exit 1; done
// RUN: %rawdump %t.raw | FileCheck %s
// The environment wins over the module.
// RUN: rm -f %t.exact && env DEVIRT_MODE=exact DEVIRT_PROFILE_FILE=%t.exact %t > %t.truth
// RUN: %checkbounds %t.exact %t.truth
// CHECK: cell 0 {{.*}} estimated=0 samples=0
// CHECK: cell 2 {{.*}} estimated={{[1-9][0-9]+}} samples={{[1-9]}}
#include <stdio.h>

#define SITES 8
#define MODE DEVIRT_MODE_SAMPLED
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

static uint64_t truth[SITES][TARGETS];

static void call(uint32_t site, uint32_t target) {
  ++truth[site][target];
  record(site, &targets[target]);
}

int main(void) {
  uint64_t state = 7;
  for (int i = 0; i < 1000000; ++i) {
    uint32_t r = next_random(&state);
    call(0, 3);
    call(1, r % 10 ? 1 : 2);
    call(2, i & 1);
    call(3, r % 4);
    call(4, (uint32_t)i % 8);
    call(5, __builtin_ctz(r | 128));
    call(6, (uint32_t)i / 125000);
    if (i < 40)
      call(7, r % 5); /* few calls: all recorded */
  }
  for (int s = 0; s < SITES; ++s)
    for (int t = 0; t < TARGETS; ++t)
      if (truth[s][t])
        printf("%d t%02d %llu\n", s, t, (unsigned long long)truth[s][t]);
}
