// How long a thread stands still when a function becomes hot: a thousand functions, called again
// and again with the time taken around every call. Argument: how many calls of each.
// After these the program goes on calling the function, so that an optimizer has the time to get it
// done, and its installation falls into a call.
//
// DEVIRT_BENCH_TIMES gets nanoseconds as 32-bit numbers, function by function: each call, and the
// longest of the calls afterwards.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <utility>
#include <vector>

namespace {

constexpr std::size_t functions = 1000;
constexpr std::int64_t afterwards = 3000000; // nanoseconds for each function

// Distinct functions without loops: they become hot by being called, and by nothing else.
template <std::uint64_t N> [[gnu::noinline]] std::uint64_t work(std::uint64_t x) {
  x = (x ^ (x >> 29)) * (0xbf58476d1ce4e5b9u + 2 * N);
  if (x % 7 == N % 7)
    x += N;
  x = (x ^ (x >> 32)) * (0x94d049bb133111ebu + 4 * N);
  if (x % 5 == N % 5)
    x ^= N << 20;
  return x ^ (x >> 31);
}

using Function = std::uint64_t (*)(std::uint64_t);

template <std::size_t... N> const Function *table(std::index_sequence<N...>) {
  static const Function all[] = {work<N>...};
  return all;
}

std::int64_t now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t(time.tv_sec) * 1000000000 + time.tv_nsec;
}

std::uint32_t capped(std::int64_t nanoseconds) {
  const std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  return std::uint32_t(nanoseconds < most ? nanoseconds : most);
}

// The time from the return of one call to that of the next, so that nothing falls between them.
std::uint64_t measure(Function function, std::uint64_t x, std::uint32_t *times,
                      std::size_t calls) {
  std::int64_t before = now();
  for (std::size_t call = 0; call < calls; ++call) {
    x = function(x);
    const std::int64_t after = now();
    times[call] = capped(after - before);
    before = after;
  }
  return x;
}

// How often it calls depends on time, so its result must not get into the output.
std::uint32_t longest(Function function) {
  static volatile std::uint64_t sink;
  const std::int64_t start = now();
  std::int64_t before = start, most = 0;
  while (before - start < afterwards) {
    sink = function(sink);
    const std::int64_t after = now();
    if (after - before > most)
      most = after - before;
    before = after;
  }
  return capped(most);
}

} // namespace

int main(int argc, char **argv) {
  const long calls = argc > 1 ? std::atol(argv[1]) : 0;
  const char *const path = std::getenv("DEVIRT_BENCH_TIMES");
  if (calls < 2) {
    std::fprintf(stderr, "usage: %s calls\n", argv[0]);
    return 2;
  }
  const Function *const all = table(std::make_index_sequence<functions>());
  const std::size_t row = calls + 1;
  // Filled, so that its pages are there.
  std::vector<std::uint32_t> times(functions * row, 1);
  std::uint64_t x = 1;
  // The first call compiles; that is another pause, and not the one asked for.
  for (std::size_t index = 0; index < functions; ++index)
    x = measure(all[index], x, &times[index * row], 1);
  for (std::size_t index = 0; index < functions; ++index) {
    x = measure(all[index], x, &times[index * row + 1], calls - 1);
    times[index * row + calls] = longest(all[index]);
  }
  std::printf("%llu\n", static_cast<unsigned long long>(x));

  if (path == nullptr)
    return 0;
  std::FILE *const file = std::fopen(path, "wb");
  if (file == nullptr ||
      std::fwrite(times.data(), sizeof times[0], times.size(), file) != times.size() ||
      std::fclose(file) != 0) {
    std::perror(path);
    return 1;
  }
}
