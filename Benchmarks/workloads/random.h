// Numbers that look random, and are the same with every compiler and library.
#ifndef RANDOM_H
#define RANDOM_H

#include <cstdint>

class Random {
public:
  explicit Random(std::uint64_t seed) : state(seed * 2 + 1) {}

  std::uint32_t next() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state >> 32);
  }

  // From 0 to bound - 1. A product, not a remainder: the low bits are the bad ones.
  std::uint32_t draw(std::uint32_t bound) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(next()) * bound) >> 32);
  }

private:
  std::uint64_t state;
};

#endif
