// Type-erased callables: `std::function` calls an invoker through a pointer inside the object, and
// the invoker calls the lambda.
// A profile shows `std::_Function_handler<...>::_M_invoke` instantiations, one for each lambda, the
// first with most of the calls.
// A good optimizer promotes the hot invoker and inlines the lambda behind it; the check for an
// empty function stays.

#include "sample.h"

#include <functional>
#include <vector>

using Transform = std::function<std::uint64_t(std::uint64_t)>;

std::uint64_t swapHalves(std::uint64_t value) { return (value << 32) | (value >> 32); }

NOINLINE Transform makeTransform(std::uint32_t percentile, std::uint64_t operand) {
  if (percentile < 85)
    return [operand](std::uint64_t value) { return value + operand; };
  if (percentile < 95)
    return [operand](std::uint64_t value) { return value ^ (operand << 7); };
  if (percentile < 98)
    return swapHalves;
  return [operand, calls = std::uint64_t(0)](std::uint64_t value) mutable {
    return value + operand * ++calls; // a callable with state of its own
  };
}

NOINLINE std::uint64_t applyAll(const std::vector<Transform> &transforms, std::uint64_t value) {
  for (const Transform &transform : transforms)
    value = transform(value);
  return value;
}

// A second layer: a function made of functions.
NOINLINE Transform compose(Transform first, Transform second) {
  return [first = std::move(first), second = std::move(second)](std::uint64_t value) {
    return second(first(value));
  };
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 30000);

  Random random{1};
  std::vector<Transform> transforms;
  for (std::uint64_t index = 0; index < 4000; ++index)
    transforms.push_back(makeTransform(draw(&random, 100), index));
  const Transform pair = compose(transforms[0], compose(transforms[1], swapHalves));

  std::uint64_t value = 1;
  for (std::uint64_t round = 0; round < total; ++round)
    value = pair(applyAll(transforms, value));
  report("value", value);
}
