/* Equal iterations, timed one by one by the program that runs them: only so does the beginning,
   when code is still being compiled, separate from the steady state. C and C++.

   The times go to the file that DEVIRT_BENCH_TIMES names, a line 'part seconds' each, so that the
   output depends on the work alone. Without the variable nothing is timed. */
#ifndef DEVIRT_BENCH_ITERATIONS_H
#define DEVIRT_BENCH_ITERATIONS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static FILE *iteration_times;

static void open_times(void) {
  const char *path = getenv("DEVIRT_BENCH_TIMES");
  if (path == NULL)
    return;
  iteration_times = fopen(path, "w");
  if (iteration_times == NULL) {
    perror(path);
    exit(1);
  }
}

static void close_times(void) {
  if (iteration_times != NULL && fclose(iteration_times) != 0) {
    perror("times");
    exit(1);
  }
}

/* CPU seconds of this thread: what an optimizer on another thread does, and what other programs
   do, is not in them. A program that works in threads of its own is timed by the clock on the wall,
   DEVIRT_BENCH_CLOCK=wall. */
static double seconds_now(void) {
  static int clock = -1;
  struct timespec now;
  if (clock < 0) {
    const char *name = getenv("DEVIRT_BENCH_CLOCK");
    clock = name != NULL && strcmp(name, "wall") == 0 ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID;
  }
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void record_time(const char *part, double seconds) {
  if (iteration_times != NULL)
    fprintf(iteration_times, "%s %.9f\n", part, seconds);
}

/* The argument at `index`, which must be a number from 1. */
static long count_argument(int argc, char **argv, int index) {
  char *end;
  long count = argc > index ? strtol(argv[index], &end, 10) : 0;
  if (count < 1 || *end != '\0') {
    fprintf(stderr, "%s: argument %d must be a number from 1\n", argv[0], index);
    exit(2);
  }
  return count;
}

#endif
