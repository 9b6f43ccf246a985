#include "shims/ForkGate.h"

#include "FrameLookup.hpp"

#include <pthread.h>

using namespace devirt;

namespace {

// Threads that have entered share it; one that forks has it alone. Threads may enter while one waits
// to fork, as others that are in may wait for them.
pthread_rwlock_t gate = PTHREAD_RWLOCK_INITIALIZER;

thread_local unsigned depth = 0;
thread_local bool mayPause = false, isForking = false;

void prepare() {
  // A thread that forks in the midst of it finds what it has left.
  isForking = depth == 0;
  if (isForking)
    pthread_rwlock_wrlock(&gate);
}

void parent() {
  if (isForking)
    pthread_rwlock_unlock(&gate);
}

void child() {
  pthread_rwlock_init(&gate, nullptr);
  if (!isForking)
    pthread_rwlock_rdlock(&gate);
  forgetReaders();
}

} // namespace

void DevirtForkGateEnter(bool pauses) {
  [[maybe_unused]] static const int isReady = pthread_atfork(prepare, parent, child);
  if (depth++ == 0) {
    mayPause = pauses;
    pthread_rwlock_rdlock(&gate);
  }
}

void DevirtForkGateLeave() {
  if (--depth == 0)
    pthread_rwlock_unlock(&gate);
}

bool DevirtForkGatePause() {
  if (depth != 1 || !mayPause)
    return false;
  DevirtForkGateLeave();
  return true;
}

void DevirtForkGateResume(bool wasLeft) {
  if (wasLeft)
    DevirtForkGateEnter(/*pauses=*/true);
}
