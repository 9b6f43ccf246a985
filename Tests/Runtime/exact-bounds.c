// Exact mode keeps every bound, for streams of many shapes.
// RUN: %clang %s %rt -o %t && rm -f %t.raw %t.truth
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t > %t.truth
// RUN: %checkbounds %t.raw %t.truth
#include <stdio.h>

#define SITES 12
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

static uint64_t truth[SITES][TARGETS];

static void call(uint32_t site, uint32_t target) {
  ++truth[site][target];
  record(site, &targets[target]);
}

int main(void) {
  uint64_t state = 42;
  for (int i = 0; i < 200000; ++i) {
    uint32_t r = next_random(&state), s = next_random(&state);
    call(0, 3);                                  /* one */
    call(1, i & 1);                              /* two, alternating */
    call(2, r % 16);                             /* as many as slots */
    call(3, r % 17);                             /* one more */
    call(4, r % 64);                             /* many, even */
    call(5, __builtin_ctz(r | 1u << 30));        /* geometric */
    call(6, (uint32_t)i / 2000 % 64);            /* phases */
    call(7, r % 3 == 0 ? 63 : s % 63);           /* one heavy among many light */
    call(8, (uint32_t)i % 64);                   /* round robin */
    call(9, r % 100 ? 5 : s % 64);               /* 99% one */
    call(10, i < 100000 ? r % 16 : 16 + r % 16); /* drift */
  }
  /* A bounded list without eviction loses one of the two hot targets. */
  for (uint32_t t = 0; t < 23; ++t)
    for (int i = 0; i < 100; ++i)
      call(11, t);
  for (int i = 0; i < 2000000; ++i)
    call(11, 40 + (i & 1));
  for (int s = 0; s < SITES; ++s)
    for (int t = 0; t < TARGETS; ++t)
      if (truth[s][t])
        printf("%d t%02d %llu\n", s, t, (unsigned long long)truth[s][t]);
}
