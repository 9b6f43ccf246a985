// Sixteen classes, all equally frequent, in random order: no target stands out.
// A profile shows sixteen targets with about 6% each (a summary with fewer slots than that can name
// only some of them, and has to say so).
// A good optimizer does not stop at "no hot target": the indirect jump is mispredicted nearly
// always, so a row of guards with tiny inlined bodies can win; or it refuses, and gives the reason.

#include "sample.h"

#include <array>
#include <memory>
#include <utility>
#include <vector>

class Step {
public:
  virtual ~Step() = default;
  virtual std::uint64_t apply(std::uint64_t value) const = 0;
};

// One class for each number: the same shape, a different constant, sixteen vtables.
template <std::uint64_t Number> class NumberedStep final : public Step {
public:
  std::uint64_t apply(std::uint64_t value) const override {
    return (value ^ (value >> (Number + 1))) + 0x9e3779b97f4a7c15u * (Number + 1);
  }
};

template <std::uint64_t Number> std::unique_ptr<Step> makeNumbered() {
  return std::make_unique<NumberedStep<Number>>();
}

constexpr std::size_t classes = 16;

template <std::size_t... Numbers>
NOINLINE std::unique_ptr<Step> makeStep(std::uint32_t kind, std::index_sequence<Numbers...>) {
  using Maker = std::unique_ptr<Step> (*)();
  static constexpr std::array<Maker, classes> makers{makeNumbered<Numbers>...};
  return makers[kind]();
}

NOINLINE std::uint64_t run(const std::vector<std::unique_ptr<Step>> &steps, std::uint64_t value) {
  for (const auto &step : steps)
    value = step->apply(value);
  return value;
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 4000);

  Random random{1};
  std::vector<std::unique_ptr<Step>> steps;
  for (int index = 0; index < 8192; ++index)
    steps.push_back(makeStep(draw(&random, classes), std::make_index_sequence<classes>()));

  std::uint64_t value = 1;
  for (std::uint64_t round = 0; round < total; ++round)
    value = run(steps, value);
  report("value", value);
}
