// devirt_dump, devirt_reset, devirt_set_mode, devirt_set_profile_file.
// RUN: %clang %s %rt -o %t && rm -f %t.*.raw
// RUN: env DEVIRT_PROFILE_FILE=%t.env.raw %t %t.api.raw
// RUN: %rawdump %t.api.raw | FileCheck %s
// RUN: %rawdump %t.env.raw | FileCheck %s --check-prefix=ENV
// CHECK: module 1234 processes=1 records=1
// CHECK-NEXT: cell 0 total=300 estimated=0 samples=0 floor=0
// CHECK-NEXT:   t01 count=150 error=0
// CHECK-NEXT:   t02 count=150 error=0
// CHECK-NEXT: done
// What came after, in the default file again, and without the part that was reset; the process
// counts once.
// ENV: module 1234 processes=0 records=1
// ENV-NEXT: cell 1 total=100000 estimated={{[1-9][0-9]*}} samples={{[1-9]}}
// ENV-NEXT:   t0{{[01]}} count=
// ENV-NEXT:   t0{{[01]}} count=
// ENV-NEXT: done
#define SITES 2
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

int main(int argc, char **argv) {
  (void)argc;
  devirt_set_profile_file(argv[1]);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 100; ++i)
      record(0, &targets[1 + (i & 1)]);
    if (devirt_dump())
      return 1;
  }
  if (devirt_dump()) /* nothing new */
    return 1;
  devirt_set_profile_file(NULL);
  for (int i = 0; i < 1000; ++i)
    record(0, &targets[i % 20]);
  devirt_reset();
  devirt_set_mode(devirt_sampled);
  for (int i = 0; i < 100000; ++i)
    record(1, &targets[i & 1]);
}
