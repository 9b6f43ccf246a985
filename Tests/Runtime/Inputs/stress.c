/* Everything at once, for the sanitizers: threads, dumps, resets, forks, mode changes. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SITES 40
#define MODE DEVIRT_MODE_SAMPLED
#define RECORDER_SYMBOLS name_targets
#include "recorder.h"

static void *work(void *seed) {
  uint64_t state = (uintptr_t)seed;
  for (int i = 0; i < 20000; ++i) {
    uint32_t r = next_random(&state);
    record(r % SITES, &targets[(r >> 8) % (1 + r % TARGETS)]);
  }
  return NULL;
}

static _Atomic int stop;

static void *control(void *unused) {
  for (int i = 0; !stop; ++i) {
    if (i % 3 == 0)
      devirt_dump();
    else if (i % 7 == 0)
      devirt_reset();
    else
      devirt_set_mode(i & 1 ? devirt_exact : devirt_sampled);
  }
  return unused;
}

int main(void) {
  pthread_t t[4], c;
  pthread_create(&c, NULL, control, NULL);
  for (uintptr_t round = 0; round < 6; ++round) {
    for (uintptr_t i = 0; i < 4; ++i)
      pthread_create(&t[i], NULL, work, (void *)(1 + i + 4 * round));
    pid_t pid = getenv("NO_FORK") ? -1 : fork();
    if (pid == 0) {
      for (int i = 0; i < 1000; ++i)
        record(0, &targets[i % 9]);
      return 0;
    }
    int status = 0;
    if (pid > 0)
      waitpid(pid, &status, 0);
    if (status)
      return 1;
    work((void *)(100 + round));
    for (int i = 0; i < 4; ++i)
      pthread_join(t[i], NULL);
  }
  stop = 1;
  pthread_join(c, NULL);
}
