// The control: no virtual functions, no function pointers, nothing to find.
// A profile is empty, and says that there was nothing to record rather than that recording failed.
// A good optimizer leaves the program as it is: same code, same speed, and a report without sites.

#include "sample.h"

#include <vector>

// How many primes there are below `limit`.
NOINLINE std::uint64_t countPrimes(std::size_t limit) {
  std::vector<bool> composite(limit);
  std::uint64_t primes = 0;
  for (std::size_t number = 2; number < limit; ++number) {
    if (composite[number])
      continue;
    primes += 1;
    for (std::size_t multiple = number * number; multiple < limit; multiple += number)
      composite[multiple] = true;
  }
  return primes;
}

// The length of the longest common subsequence of two random words.
NOINLINE std::uint64_t commonLength(Random &random, std::size_t length) {
  std::vector<std::uint32_t> first(length), second(length), row(length + 1), previous(length + 1);
  for (std::size_t index = 0; index < length; ++index) {
    first[index] = draw(&random, 4);
    second[index] = draw(&random, 4);
  }
  for (std::size_t i = 0; i < length; ++i) {
    for (std::size_t j = 0; j < length; ++j) {
      if (first[i] == second[j])
        row[j + 1] = previous[j] + 1;
      else
        row[j + 1] = row[j] > previous[j + 1] ? row[j] : previous[j + 1];
    }
    row.swap(previous);
  }
  return previous[length];
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 450);

  Random random{1};
  std::uint64_t primes = 0, common = 0;
  for (std::uint64_t round = 0; round < total; ++round) {
    primes += countPrimes(100000 + round);
    common += commonLength(random, 300);
  }
  report("primes", primes);
  report("common", common);
}
