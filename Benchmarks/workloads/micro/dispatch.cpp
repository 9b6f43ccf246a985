// One hot dispatch, and nothing else. What it is like, macros say:
//
//   CLASSES   how many targets there are: 1 to 16
//   ORDER     EVEN, SKEWED (85% to one), SORTED, DRIFTING (another one is frequent half-way)
//   THROUGH   BASE (a virtual function), MULTIPLE (of the second base: thunks), FUNCTION
//             (std::function), TABLE (function pointers by number)
//   BODY      GAIN (two instructions) or NOGAIN (a loop: what is around it does not matter)
//   THREADS   how many threads go through the site at once, each with receivers of its own
//
//   dispatch SEED ROUNDS

#include "random.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#define EVEN 1
#define SKEWED 2
#define SORTED 3
#define DRIFTING 4
#define BASE 1
#define MULTIPLE 2
#define FUNCTION 3
#define TABLE 4
#define GAIN 1
#define NOGAIN 2

namespace {

using Value = std::uint32_t;

constexpr unsigned classes = CLASSES;
constexpr std::size_t receivers = 1 << 14; // their order is too long to be learned

template <unsigned number> Value body(Value value) {
#if BODY == GAIN
  return value * 5 + (number + 1);
#else
  // Each step needs the one before: the call around it is a small part.
  for (unsigned step = 0; step < 24; ++step)
    value = (value ^ (value >> 7)) * (0x9e3779b1u + 2 * number);
  return value;
#endif
}

#if THROUGH == BASE || THROUGH == MULTIPLE

class Step {
public:
  virtual ~Step() = default;
  virtual Value step(Value value) const = 0;
};

class Named {
public:
  virtual ~Named() = default;
  virtual unsigned name() const = 0;
};

#if THROUGH == BASE
template <unsigned number> class Numbered : public Step {
#else
template <unsigned number> class Numbered : public Named, public Step {
public:
  unsigned name() const override { return number; }
#endif
public:
  Value step(Value value) const override { return body<number>(value); }
};

using Receiver = std::unique_ptr<Step>;
template <unsigned number> Receiver make() { return std::make_unique<Numbered<number>>(); }
Value dispatch(const Receiver &receiver, Value value) { return receiver->step(value); }

#elif THROUGH == FUNCTION

using Receiver = std::function<Value(Value)>;
template <unsigned number> Receiver make() {
  return [](Value value) { return body<number>(value); };
}
Value dispatch(const Receiver &receiver, Value value) { return receiver(value); }

#else

using Receiver = unsigned char;
template <unsigned number> Receiver make() { return number; }

template <unsigned... numbers> struct Table {
  static constexpr Value (*functions[])(Value) = {body<numbers>...};
};
template <unsigned... numbers>
constexpr auto table(std::integer_sequence<unsigned, numbers...>) {
  return Table<numbers...>::functions;
}
Value dispatch(const Receiver &receiver, Value value) {
  return table(std::make_integer_sequence<unsigned, classes>())[receiver](value);
}

#endif

template <unsigned... numbers>
Receiver makeOne(unsigned kind, std::integer_sequence<unsigned, numbers...>) {
  Receiver (*const makers[])() = {make<numbers>...};
  return makers[kind]();
}

unsigned draw([[maybe_unused]] Random &random, [[maybe_unused]] std::size_t place,
              [[maybe_unused]] unsigned favourite) {
#if ORDER == SORTED
  return static_cast<unsigned>(place * classes / receivers);
#elif ORDER == EVEN
  return random.draw(classes);
#else
  return random.draw(100) < 85 ? favourite : random.draw(classes);
#endif
}

std::vector<Receiver> crowd(Random &random, unsigned favourite) {
  std::vector<Receiver> all;
  for (std::size_t place = 0; place < receivers; ++place)
    all.push_back(makeOne(draw(random, place, favourite),
                          std::make_integer_sequence<unsigned, classes>()));
  return all;
}

Value walk(const std::vector<Receiver> &all, Value value, unsigned rounds) {
  for (unsigned round = 0; round < rounds; ++round)
    for (const Receiver &receiver : all)
      value = dispatch(receiver, value);
  return value;
}

void work(std::uint64_t seed, unsigned rounds, Value &result) {
  Random random(seed);
  const auto first = crowd(random, 0);
#if ORDER == DRIFTING
  const auto second = crowd(random, classes - 1);
  result = walk(second, walk(first, 1, rounds / 2), rounds - rounds / 2);
#else
  result = walk(first, 1, rounds);
#endif
}

} // namespace

int main(int argc, char **argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const unsigned rounds = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 100;
  std::vector<Value> results(THREADS);
#if THREADS == 1
  work(seed, rounds, results[0]);
#else
  std::vector<std::thread> threads;
  for (unsigned number = 0; number < THREADS; ++number)
    threads.emplace_back(work, seed + number, rounds, std::ref(results[number]));
  for (std::thread &thread : threads)
    thread.join();
#endif
  for (const Value result : results)
    std::printf("%u\n", result);
  return 0;
}
