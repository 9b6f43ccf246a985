// The shared object: two filters, and the one symbol that it exports.

#include "api.h"

namespace {

class Brighten final : public Filter {
public:
  std::uint32_t apply(std::uint32_t pixel) override {
    return pixel > 0xffffffff - step ? 0xffffffff : pixel + step;
  }

private:
  static constexpr std::uint32_t step = 1000;
};

// Blends every pixel with the one before.
class Blur final : public Filter {
public:
  std::uint32_t apply(std::uint32_t pixel) override {
    previous = previous / 2 + pixel / 2;
    return previous;
  }

private:
  std::uint32_t previous = 0;
};

} // namespace

extern "C" __attribute__((visibility("default"))) Filter *makeFilter(std::uint32_t kind) {
  if (kind == 0)
    return new Blur;
  return new Brighten;
}
