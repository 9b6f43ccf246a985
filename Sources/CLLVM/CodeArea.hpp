// Address space that code and data of linked objects are taken from. For the shims only.
#ifndef DEVIRT_CODE_AREA_HPP
#define DEVIRT_CODE_AREA_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

namespace devirt {

enum class AreaKind { code, hotCode, constants, variables };

struct MemoryRange {
  uintptr_t start;
  size_t size;
};

// Free ranges by address; neighbours become one.
class FreeRanges {
public:
  std::optional<MemoryRange> take(size_t size, size_t alignment);
  void give(MemoryRange range);

private:
  std::map<uintptr_t, size_t> ranges;
};

// A piece of reserved address space, divided into chunks of one kind each as they are needed.
// Its owner locks.
class Slab {
public:
  // A huge page of x86-64, and of AArch64 with pages of 4 KiB.
  static constexpr size_t chunk = 2 << 20;

  // Null if there is no such address space.
  static std::unique_ptr<Slab> reserve(size_t size);
  ~Slab();
  Slab(const Slab &) = delete;

  // Memory with the protection of its kind, zero if it is of variables.
  std::optional<MemoryRange> take(AreaKind kind, size_t size, size_t alignment);
  void give(AreaKind kind, MemoryRange range);

private:
  Slab(MemoryRange whole, uintptr_t next) : whole(whole), next(next) {}
  bool addChunk(AreaKind kind, size_t wanted, size_t alignment);

  const MemoryRange whole;
  uintptr_t next;
  bool hasHotCode = false;
  std::array<FreeRanges, 4> areas;
};

// Copies to memory of code or constants that threads may read and run meanwhile.
bool writeProtected(uintptr_t address, const char *data, size_t size, AreaKind kind);

} // namespace devirt

#endif
