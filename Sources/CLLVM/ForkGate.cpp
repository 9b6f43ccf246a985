#include "shims/ForkGate.h"

#include "FrameLookup.hpp"

#include <pthread.h>

using namespace devirt;

namespace {

// Threads that have entered share the gate; one that forks has it alone. Threads may enter while one
// waits to fork, as others that are in may wait for them. Those that nobody waits for go through the
// turnstile first, so that forking does not wait for ever.
pthread_rwlock_t gate = PTHREAD_RWLOCK_INITIALIZER;
pthread_mutex_t turnstile = PTHREAD_MUTEX_INITIALIZER;

// Raised before locks are taken and lowered after: handlers of signals that come between must not
// wait for their own thread. One that forks within the gate finds what it has left.
thread_local unsigned depth = 0;
thread_local bool mayPause = false;
thread_local int cancellation = PTHREAD_CANCEL_ENABLE;

void prepare() {
  if (depth++ > 0)
    return;
  pthread_mutex_lock(&turnstile);
  pthread_rwlock_wrlock(&gate);
}

void parent() {
  if (depth == 1) {
    pthread_rwlock_unlock(&gate);
    pthread_mutex_unlock(&turnstile);
  }
  --depth;
}

void child() {
  pthread_rwlock_init(&gate, nullptr);
  pthread_mutex_init(&turnstile, nullptr);
  if (depth > 1)
    pthread_rwlock_rdlock(&gate);
  --depth;
  forgetReaders();
}

} // namespace

void DevirtForkGateInstall() {
  [[maybe_unused]] static const int status = pthread_atfork(prepare, parent, child);
}

void DevirtForkGateEnter(bool pauses, bool isWaitedFor) {
  if (depth++ > 0)
    return;
  mayPause = pauses;
  // A thread that ends in the midst of it would not leave.
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellation);
  if (!isWaitedFor) {
    pthread_mutex_lock(&turnstile);
    pthread_mutex_unlock(&turnstile);
  }
  pthread_rwlock_rdlock(&gate);
}

void DevirtForkGateLeave() {
  if (depth == 1) {
    pthread_rwlock_unlock(&gate);
    pthread_setcancelstate(cancellation, nullptr);
  }
  --depth;
}

bool DevirtForkGatePause() {
  if (depth != 1 || !mayPause)
    return false;
  DevirtForkGateLeave();
  return true;
}

void DevirtForkGateResume(bool wasLeft) {
  if (wasLeft)
    DevirtForkGateEnter(/*pauses=*/true, /*isWaitedFor=*/true);
}
