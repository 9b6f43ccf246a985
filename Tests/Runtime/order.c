// Whether targets follow themselves: seen in pairs of misses of the inline cache, however seldom
// these are recorded. Pairs of processes add up.
// RUN: %clang %s %rt -o %t
// RUN: rm -f %t.raw && env DEVIRT_PROFILE_FILE=%t.raw %t && %rawdump %t.raw > %t.once
// RUN: FileCheck %s < %t.once
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t && %rawdump %t.raw | FileCheck %s --check-prefix=TWICE
// RUN: rm -f %t.raw && env DEVIRT_MODE=exact DEVIRT_PROFILE_FILE=%t.raw %t && %rawdump %t.raw \
// RUN:   | FileCheck %s --check-prefix=EXACT
// In runs of a thousand: always.
// CHECK: cell 0 {{.*}} pairs={{[1-9][0-9][0-9][0-9]}} repeats={{[1-9][0-9][0-9][0-9]}}
// One after the other: never.
// CHECK: cell 1 {{.*}} pairs={{[1-9][0-9][0-9][0-9]}} repeats=0
// At random: one in seven, for the cache holds the eighth.
// CHECK: cell 2 {{.*}} pairs={{[1-9][0-9][0-9][0-9]}} repeats={{[2-4][0-9][0-9]$}}
// No miss.
// CHECK: cell 3 {{.*}} pairs=0 repeats=0
// TWICE: cell 0 {{.*}} pairs={{[1-9][0-9][0-9][0-9]+}}
// EXACT: cell 0 {{.*}} pairs=12787{{[0-9]}} repeats=12687{{[0-9]}}
// EXACT: cell 1 {{.*}} pairs=87499{{[0-9]}} repeats=0
#define SITES 4
#define MODE DEVIRT_MODE_SAMPLED
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

int main(void) {
  uint64_t state = 7;
  for (int i = 0; i < 1000000; ++i) {
    record(0, &targets[i / 1000 % 8]);
    record(1, &targets[i % 8]);
    record(2, &targets[next_random(&state) % 8]);
    record(3, &targets[5]);
  }
}
