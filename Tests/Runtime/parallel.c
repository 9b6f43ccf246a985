// 24 processes write one file at once, and another runtime's file lock is not theirs to break.
// RUN: %clang %s %rt -o %t && rm -rf %t.d && mkdir %t.d
// RUN: for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do \
// RUN:   env DEVIRT_PROFILE_FILE=%t.d/all.raw %t & done; wait
// RUN: %rawdump %t.d/all.raw | FileCheck %s
// RUN: ls -A %t.d | FileCheck %s --check-prefix=LEFT
// CHECK: module 1234 processes=24 records=2
// CHECK-NEXT: cell 0 total=24000 estimated=0
// CHECK-NEXT:   t01 count=12000 error=0
// CHECK-NEXT:   t02 count=12000 error=0
// CHECK-NEXT: cell 1 total=24000
// LEFT: all.raw
// LEFT-NOT: {{.}}
#include <unistd.h>

#define SITES 2
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

int main(void) {
  for (int i = 0; i < 1000; ++i) {
    record(0, &targets[1 + (i & 1)]);
    record(1, &targets[((unsigned)getpid() + (unsigned)i) % 60]); /* lists that differ */
  }
}
