#include "base.h"

#include <errno.h>
#include <sched.h>
#include <time.h>

static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Spins, then yields, then sleeps: a holder of lower real-time priority must get to run. */
void devirt_lock_wait(devirt_lock *lock, int as) {
  int saved = errno;
  for (unsigned tries = 0;; ++tries) {
    if (!DEVIRT_LOAD(&lock->held) && devirt_lock_try(lock, as))
      break;
    if (tries < 64) {
      relax();
    } else if (tries < 128) {
      sched_yield();
    } else {
      struct timespec pause = {0, 50 * 1000};
      nanosleep(&pause, NULL);
    }
  }
  errno = saved;
}
