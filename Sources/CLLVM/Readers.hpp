// Threads that read what others replace. For the shims only.
#ifndef DEVIRT_READERS_HPP
#define DEVIRT_READERS_HPP

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace devirt {

// Counts threads that read a structure without locks, so that what was taken out of it can be
// destroyed when there are none: after it was taken out, with sequential consistency, who comes does
// not find it. Readers neither wait nor allocate, and must load what they find with that order, too.
//
// Each thread counts at one of several places, so that threads which read at once seldom wait for
// each other's cache lines.
class Readers {
public:
  class Guard {
  public:
    explicit Guard(Readers &readers) : count(readers.counts[place(this)].number) {
      count.fetch_add(1);
    }
    ~Guard() { count.fetch_sub(1); }
    Guard(const Guard &) = delete;

  private:
    // Threads have stacks of their own, often at multiples of some size.
    static std::size_t place(const void *onStack) {
      return (reinterpret_cast<uintptr_t>(onStack) >> 12) * UINT64_C(0x9e3779b97f4a7c15) >> 60;
    }

    std::atomic<unsigned> &count;
  };

  bool areNone() const {
    for (auto &count : counts)
      if (count.number.load() != 0)
        return false;
    return true;
  }

  // In a process just forked, whose only thread reads nothing: others, which may have been reading,
  // would never end.
  void forgetAll() {
    for (auto &count : counts)
      count.number.store(0);
  }

private:
  struct alignas(64) Count {
    std::atomic<unsigned> number{0};
  };
  std::array<Count, 16> counts;
};

} // namespace devirt

#endif
