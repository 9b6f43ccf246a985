// Pointers to members: a member pointer holds either a function or a vtable offset, and the call
// finds out at run time which; both ways end in one indirect call.
// A profile shows virtual overrides and ordinary methods side by side at the same site.
// A good optimizer guards on the function that comes out, whichever way it came, and does not
// mistake the load from the vtable for an ordinary virtual call.

#include "sample.h"

#include <memory>
#include <vector>

class Counter {
public:
  virtual ~Counter() = default;
  virtual void tick(std::uint64_t by) { value += by; }
  virtual void tock(std::uint64_t by) { value ^= by; }
  void shift(std::uint64_t by) { value = (value << 1) + by; }
  void decay(std::uint64_t by) { value = value / 2 + by; }
  std::uint64_t read() const { return value; }

protected:
  std::uint64_t value = 0;
};

class DoubleCounter final : public Counter {
public:
  void tick(std::uint64_t by) override { value += 2 * by; }
  void tock(std::uint64_t by) override { value ^= 2 * by; }
};

using Command = void (Counter::*)(std::uint64_t);

NOINLINE std::unique_ptr<Counter> makeCounter(std::uint32_t kind) {
  if (kind == 0)
    return std::make_unique<DoubleCounter>();
  return std::make_unique<Counter>();
}

// 80% tick, 10% shift, 8% tock, 2% decay: two virtual members and two that are not.
NOINLINE Command chooseCommand(std::uint32_t percentile) {
  if (percentile < 80)
    return &Counter::tick;
  if (percentile < 90)
    return &Counter::shift;
  if (percentile < 98)
    return &Counter::tock;
  return &Counter::decay;
}

NOINLINE void perform(Counter &counter, const std::vector<Command> &commands, std::uint64_t by) {
  for (const Command command : commands)
    (counter.*command)(by);
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 5000);

  Random random{1};
  std::vector<std::unique_ptr<Counter>> counters;
  for (int index = 0; index < 16; ++index)
    counters.push_back(makeCounter(draw(&random, 4)));
  std::vector<Command> commands;
  for (int index = 0; index < 2000; ++index)
    commands.push_back(chooseCommand(draw(&random, 100)));

  std::uint64_t sum = 0;
  for (std::uint64_t round = 0; round < total; ++round)
    for (const auto &counter : counters) {
      perform(*counter, commands, round);
      sum += counter->read();
    }
  report("sum", sum);
}
