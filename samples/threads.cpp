// Four threads make virtual calls through the same site, each over its own objects and with a
// favourite class of its own.
// A profile, summed over the threads, shows four classes; `Accumulate` is ahead because it is the
// favourite of two threads. The numbers must not depend on the scheduling.
// A good optimizer guards for the first one or two; recording must cost each thread what it costs
// one alone.

#include "sample.h"

#include <array>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

class Task {
public:
  virtual ~Task() = default;
  virtual std::uint64_t run(std::uint64_t input) = 0;
};

class Accumulate final : public Task {
public:
  std::uint64_t run(std::uint64_t input) override { return sum += input; }

private:
  std::uint64_t sum = 0;
};

class Toggle final : public Task {
public:
  std::uint64_t run(std::uint64_t input) override { return bits ^= input; }

private:
  std::uint64_t bits = 1;
};

class Scale final : public Task {
public:
  std::uint64_t run(std::uint64_t input) override { return value = value * 3 + input; }

private:
  std::uint64_t value = 1;
};

class Count final : public Task {
public:
  std::uint64_t run(std::uint64_t input) override { return count += input & 1; }

private:
  std::uint64_t count = 0;
};

NOINLINE std::unique_ptr<Task> makeTask(std::uint32_t kind) {
  switch (kind) {
  case 0:
    return std::make_unique<Accumulate>();
  case 1:
    return std::make_unique<Toggle>();
  case 2:
    return std::make_unique<Scale>();
  default:
    return std::make_unique<Count>();
  }
}

NOINLINE std::uint64_t runAll(const std::vector<std::unique_ptr<Task>> &tasks,
                              std::uint64_t input) {
  std::uint64_t sum = 0;
  for (const auto &task : tasks)
    sum += task->run(input);
  return sum;
}

// The work of one thread: 80% of its tasks are of the favourite class.
void work(std::uint32_t favourite, std::uint64_t seed, std::uint64_t total, std::uint64_t &result) {
  Random random{seed};
  std::vector<std::unique_ptr<Task>> tasks;
  for (int index = 0; index < 1000; ++index) {
    const bool usual = draw(&random, 100) < 80;
    const std::uint32_t other = draw(&random, 4);
    tasks.push_back(makeTask(usual ? favourite : other));
  }
  std::uint64_t sum = 0;
  for (std::uint64_t round = 0; round < total; ++round)
    sum += runAll(tasks, round);
  result = sum;
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 60000);

  constexpr std::array<std::uint32_t, 4> favourites{0, 1, 0, 2};
  std::array<std::uint64_t, 4> results{};
  std::vector<std::thread> threads;
  for (std::size_t index = 0; index < favourites.size(); ++index)
    threads.emplace_back(work, favourites[index], index + 1, total, std::ref(results[index]));
  for (auto &thread : threads)
    thread.join();
  for (const std::uint64_t result : results)
    report("thread", result);
}
