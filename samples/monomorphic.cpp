// One class in practice: the program knows three checksums, but its configuration picks one.
// A profile shows a single target for the call in `digest`, 100% of the calls.
// A good optimizer guards for that class and inlines it; since the receiver never changes in the
// loop, the guard belongs in front of it, and what remains is the plain checksum loop.

#include "sample.h"

#include <memory>
#include <vector>

class Checksum {
public:
  virtual ~Checksum() = default;
  virtual std::uint32_t update(std::uint32_t state, std::uint8_t byte) const = 0;
};

class Sum final : public Checksum {
public:
  std::uint32_t update(std::uint32_t state, std::uint8_t byte) const override {
    return state + byte;
  }
};

class Fnv final : public Checksum {
public:
  std::uint32_t update(std::uint32_t state, std::uint8_t byte) const override {
    return (state ^ byte) * 16777619u;
  }
};

class Polynomial final : public Checksum {
public:
  std::uint32_t update(std::uint32_t state, std::uint8_t byte) const override {
    return state * 31 + byte;
  }
};

NOINLINE std::unique_ptr<Checksum> makeChecksum(std::uint32_t kind) {
  switch (kind) {
  case 0:
    return std::make_unique<Sum>();
  case 1:
    return std::make_unique<Fnv>();
  default:
    return std::make_unique<Polynomial>();
  }
}

NOINLINE std::uint32_t digest(const Checksum &checksum, const std::vector<std::uint8_t> &bytes,
                              std::uint32_t state) {
  for (const std::uint8_t byte : bytes)
    state = checksum.update(state, byte);
  return state;
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 2000);

  Random random{3};
  const auto checksum = makeChecksum(draw(&random, 3));
  std::vector<std::uint8_t> bytes(65536);
  for (auto &byte : bytes)
    byte = static_cast<std::uint8_t>(draw(&random, 256));

  std::uint32_t state = 2166136261u;
  for (std::uint64_t round = 0; round < total; ++round)
    state = digest(*checksum, bytes, state);
  report("checksum", state);
}
