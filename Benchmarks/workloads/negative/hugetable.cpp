// Five hundred handlers behind one call, all equally frequent, each with a body of some size: no
// target is worth a guard, and copies of the bodies only make the code bigger.
//
//   hugetable SEED ROUNDS
#include "random.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace {

constexpr unsigned handlers = 512;

struct State {
  std::array<std::uint32_t, 16> registers{};
};

using Handler = void(State &state, std::uint32_t operand);

// All different: no two can be merged.
template <unsigned number> void handle(State &state, std::uint32_t operand) {
  auto &a = state.registers[number % 16], &b = state.registers[(number / 16 + 5) % 16];
  const std::uint32_t mixed = (operand + number) * (0x9e3779b1u ^ (number << 3));
  if (mixed & (1u << (number % 29)))
    a = (a + mixed) ^ (b >> (number % 13 + 1));
  else
    a = (a ^ mixed) + (b << (number % 11 + 1));
  b = b * 5 + (mixed >> 7) + number;
  if (b % (number + 3) == 0)
    state.registers[(number + 1) % 16] += a | (number * 77);
}

template <unsigned... numbers>
constexpr std::array<Handler *, sizeof...(numbers)>
table(std::integer_sequence<unsigned, numbers...>) {
  return {handle<numbers>...};
}

constexpr auto functions = table(std::make_integer_sequence<unsigned, handlers>());

struct Instruction {
  std::uint32_t operand;
  std::uint16_t opcode;
};

} // namespace

int main(int argc, char **argv) {
  Random random(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1);
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 100;
  std::vector<Instruction> program(20000);
  for (Instruction &instruction : program)
    instruction = {random.next(), static_cast<std::uint16_t>(random.draw(handlers))};
  State state;
  for (int round = 0; round < rounds; ++round)
    for (const Instruction &instruction : program)
      functions[instruction.opcode](state, instruction.operand);
  std::uint32_t sum = 0;
  for (const std::uint32_t value : state.registers)
    sum = sum * 31 + value;
  std::printf("%08x\n", sum);
  return 0;
}
