// A module of another version is named once and otherwise as if it were not there.
// RUN: %clang %s %rt -o %t && rm -f %t.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.raw %t 2> %t.err && FileCheck %s < %t.err
// RUN: test ! -e %t.raw
// CHECK: devirt: module instrumented for runtime version 77 ignored; this is version 1
// CHECK-NOT: {{.}}
#define VERSION 77
#include "recorder.h"

int main(void) {
  for (int i = 0; i < 1000; ++i)
    record(0, &targets[i % 10]);
  return recorder_cells[0].target != 0;
}
