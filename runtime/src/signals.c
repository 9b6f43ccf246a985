#include "signals.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

void devirt_signals_hold(devirt_signals *signals) {
  sigset_t fatal;
  sigemptyset(&fatal);
  sigaddset(&fatal, SIGPIPE);
  sigaddset(&fatal, SIGXFSZ);
  sigpending(&signals->pending);
  pthread_sigmask(SIG_BLOCK, &fatal, &signals->before);
}

void devirt_signals_release(const devirt_signals *signals, int error) {
  int raised = error == EPIPE ? SIGPIPE : error == EFBIG ? SIGXFSZ : 0;
  if (raised && !sigismember(&signals->pending, raised)) {
    struct timespec now = {0, 0};
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, raised);
    sigtimedwait(&one, NULL, &now);
  }
  pthread_sigmask(SIG_SETMASK, &signals->before, NULL);
}
