/* Runs a program of samples/, whose main is compiled as `sample_main`, a number of times.
   Compiled in the language of the sample. Arguments: iterations, then those of the sample. */
#include "iterations.h"

int sample_main(int argc, char **argv);

int main(int argc, char **argv) {
  const long iterations = count_argument(argc, argv, 1);
  long iteration;
  argv[1] = argv[0];
  open_times();
  for (iteration = 0; iteration < iterations; ++iteration) {
    const double start = seconds_now();
    sample_main(argc - 1, argv + 1);
    record_time("all", seconds_now() - start);
  }
  close_times();
}
