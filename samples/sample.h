/* What every sample needs: the amount of work from the command line, a random generator that
   gives the same numbers everywhere, and one line of output. C and C++. */
#ifndef DEVIRT_SAMPLE_H
#define DEVIRT_SAMPLE_H

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __cplusplus
#include <cstdint>
#endif

/* Keeps a factory opaque: its callers see the interface and never the class. */
#define NOINLINE __attribute__((noinline))

/* The first argument, or `usual` without one; anything but a whole number ends the program. */
static inline uint64_t rounds(int argc, char **argv, uint64_t usual) {
  char *end;
  uint64_t value;
  if (argc < 2)
    return usual;
  errno = 0;
  value = strtoull(argv[1], &end, 10);
  if (argv[1][0] < '0' || argv[1][0] > '9' || *end != '\0' || errno != 0) {
    fprintf(stderr, "usage: %s [rounds]\n", argv[0]);
    exit(2);
  }
  return value;
}

/* A linear congruential generator (Knuth's MMIX constants). */
struct Random {
  uint64_t state;
};

/* The next number from 0 to `bound - 1`. */
static inline uint32_t draw(struct Random *random, uint32_t bound) {
  random->state = random->state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(random->state >> 33) % bound;
}

static inline void report(const char *name, uint64_t value) {
  printf("%s %" PRIu64 "\n", name, value);
}

#endif
