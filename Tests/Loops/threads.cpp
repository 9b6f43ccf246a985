// Loops in several threads, thread-locals, signals, constructors and destructors.
#include "loops.h"

#include <atomic>
#include <csignal>
#include <pthread.h>

namespace {

// On every platform the same order, and no frame of the library's in between.
template <typename Body> void parallel(Body body) {
  pthread_t threads[4];
  for (pthread_t &thread : threads)
    pthread_create(
        &thread, nullptr,
        [](void *argument) -> void * {
          (*static_cast<Body *>(argument))();
          return nullptr;
        },
        &body);
  for (pthread_t thread : threads)
    pthread_join(thread, nullptr);
}

APART long work(long n) {
  long hash = 1;
  for (long i = 0; i < n; ++i)
    hash = mix(hash, tick(i));
  return hash;
}

struct Counter {
  long value = 5;
  ~Counter() { total += value; }
  static std::atomic<long> total;
};
std::atomic<long> Counter::total{0};

thread_local long plain = 1;
thread_local Counter counter;

} // namespace

ENTERED(threads_in_one_loop) {
  std::atomic<long> sum{0};
  parallel([&] { sum += work(400) + work(100); });
  return sum;
}

ENTERED(atomics_in_loops) {
  std::atomic<long> sum{0}, lock{0};
  long guarded = 0;
  parallel([&] {
    for (long i = 0; i < 200; ++i) {
      sum.fetch_add(tick(i), std::memory_order_relaxed);
      long expected = 0;
      while (!lock.compare_exchange_weak(expected, 1, std::memory_order_acquire))
        expected = 0;
      ++guarded;
      lock.store(0, std::memory_order_release);
    }
  });
  return mix(sum, guarded);
}

ENTERED(thread_locals_in_loops) {
  std::atomic<long> sum{0};
  Counter::total = 0;
  parallel([&] {
    for (long i = 0; i < 200; ++i) {
      plain = mix(plain, tick(i));
      counter.value += i & 3;
    }
    sum += plain;
  });
  return mix(sum, Counter::total);
}

namespace {
volatile std::sig_atomic_t wanted;
volatile long handled;

void handle(int) {
  for (long i = 0; i < 60; ++i)
    handled = mix(handled, tick(i));
  wanted = 0;
}
} // namespace

ENTERED(loop_in_signal_handler) {
  auto old = std::signal(SIGUSR2, handle);
  sigset_t signals, mask;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR2);
  pthread_sigmask(SIG_UNBLOCK, &signals, &mask);
  handled = 1;
  long hash = 1;
  for (long i = 0; i < 6; ++i) {
    wanted = 1;
    std::raise(SIGUSR2);
    while (wanted)
      hash = mix(hash, tick(i));
    hash = mix(hash, handled);
  }
  pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  std::signal(SIGUSR2, old);
  return hash;
}

// Function-local statics: initialized once, whatever version comes first.
namespace {
long initializations;
APART long begin() {
  ++initializations;
  long hash = 1;
  for (long i = 0; i < 120; ++i)
    hash = mix(hash, tick(i));
  return hash;
}
APART long once(long add) {
  static long value = begin();
  return value += add;
}
} // namespace

ENTERED(static_with_guard) {
  long hash = 1;
  initializations = 0;
  for (long i = 0; i < 100; ++i)
    hash = mix(hash, once(tick(i)));
  return mix(hash, initializations);
}

namespace {
struct Static {
  long value = 1;
  Static() {
    for (long i = 0; i < 200; ++i)
      value = mix(value, tick(i));
  }
} constructed;
} // namespace

SOMETIMES(loop_in_constructor_of_static) { return constructed.value; }
