/* plain [STATUS [quiet]]: one module, 100 calls (quiet: none), a word on stdout. */
#include <stdio.h>
#include <stdlib.h>

#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

int main(int argc, char **argv) {
  for (int i = 0; i < 100 && argc < 3; ++i)
    record(0, &targets[i & 1]);
  puts("hello");
  return argc > 1 ? atoi(argv[1]) : 0;
}
