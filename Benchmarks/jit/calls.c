/* Calls and little else: small functions that are not inlined, each called from several places.
   What a stub, a counter or a recorder costs shows here. Argument: iterations. */
#include "iterations.h"

#define KEPT __attribute__((noinline))
#define CALLS 4000000

typedef unsigned long Number;

/* Called through: what records targets has something to record. */
static Number (*volatile last_step)(Number);

KEPT Number rotate(Number value) { return value << 7 | value >> 57; }
KEPT Number scramble(Number value) { return (value ^ value >> 9) * 0x9E3779B97F4A7C15u; }
KEPT Number even(Number value) { return rotate(value) + 1; }
KEPT Number odd(Number value) { return scramble(value) ^ 3; }
KEPT Number finish(Number value) { return value ^ value >> 32; }
KEPT Number step(Number value) { return value & 1 ? odd(value) : even(value); }
KEPT Number round_of(Number value) { return last_step(step(rotate(value))); }

int main(int argc, char **argv) {
  const long iterations = count_argument(argc, argv, 1);
  Number value = 1;
  long iteration, call;
  last_step = finish;
  open_times();
  for (iteration = 0; iteration < iterations; ++iteration) {
    const double start = seconds_now();
    for (call = 0; call < CALLS; ++call)
      value = round_of(value + (Number)call);
    record_time("all", seconds_now() - start);
    printf("%lx\n", value);
  }
  close_times();
}
