// A program that is one call of main: all its time goes into one loop there, and main is never
// called again.
// What replaces functions at their next call never gets a chance. On-stack replacement does: the
// running loop goes on in optimized code, with the virtual calls inlined that it has made so far.

#include "sample.h"

#include <memory>
#include <vector>

class Filter {
public:
  virtual ~Filter() = default;
  virtual std::uint64_t apply(std::uint64_t value) = 0;
};

class Scale final : public Filter {
public:
  explicit Scale(std::uint64_t factor) : factor(factor) {}
  std::uint64_t apply(std::uint64_t value) override { return value * factor + (value >> 7); }

private:
  std::uint64_t factor;
};

class Smooth final : public Filter {
public:
  std::uint64_t apply(std::uint64_t value) override {
    last = (last * 3 + value) >> 2;
    return last;
  }

private:
  std::uint64_t last = 0;
};

NOINLINE std::vector<std::unique_ptr<Filter>> makeFilters() {
  std::vector<std::unique_ptr<Filter>> filters;
  filters.push_back(std::make_unique<Scale>(3));
  filters.push_back(std::make_unique<Smooth>());
  filters.push_back(std::make_unique<Scale>(5));
  return filters;
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 60000) * 1000;
  const auto filters = makeFilters();

  std::uint64_t sum = 0;
  double mean = 0;
  for (std::uint64_t sample = 0; sample < total; ++sample) {
    std::uint64_t value = sample ^ (sample << 13);
    for (const auto &filter : filters)
      value = filter->apply(value);
    sum += value;
    mean += (static_cast<double>(value % 1000) - mean) / static_cast<double>(sample + 1);
  }
  report("sum", sum);
  report("mean", static_cast<std::uint64_t>(mean * 1000));
}
