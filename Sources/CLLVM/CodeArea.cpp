#include "CodeArea.hpp"

#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace llvm;
using namespace devirt;

// Larger pieces of free memory are given back to the system.
static constexpr size_t kept = 256 << 10;
// Hot code before the first huge page. Most sessions have no more.
static constexpr size_t smallPages = 256 << 10;

static int protection(AreaKind kind) {
  switch (kind) {
  case AreaKind::code:
  case AreaKind::hotCode:
    return PROT_READ | PROT_EXEC;
  case AreaKind::constants:
    return PROT_READ;
  case AreaKind::variables:
    return PROT_READ | PROT_WRITE;
  }
}

static void *pointer(uintptr_t address) { return reinterpret_cast<void *>(address); }

// No harm if there are none.
static void useHugePages([[maybe_unused]] MemoryRange range) {
#ifdef MADV_HUGEPAGE
  madvise(pointer(range.start), range.size, MADV_HUGEPAGE);
#endif
}

std::optional<MemoryRange> FreeRanges::take(size_t size, size_t alignment) {
  // The first that fits: what is used stays close together.
  for (auto [start, length] : ranges) {
    uintptr_t taken = alignTo(start, alignment), end = start + length;
    if (taken > end || end - taken < size)
      continue;
    ranges.erase(start);
    if (taken > start)
      ranges[start] = taken - start;
    if (end > taken + size)
      ranges[taken + size] = end - taken - size;
    return MemoryRange{taken, size};
  }
  return std::nullopt;
}

void FreeRanges::give(MemoryRange range) {
  auto after = ranges.upper_bound(range.start);
  if (after != ranges.end() && after->first == range.start + range.size) {
    range.size += after->second;
    after = ranges.erase(after);
  }
  if (after != ranges.begin()) {
    auto before = std::prev(after);
    if (before->first + before->second == range.start) {
      before->second += range.size;
      return;
    }
  }
  ranges[range.start] = range.size;
}

std::unique_ptr<Slab> Slab::reserve(size_t size) {
  // Whole chunks are in it wherever it begins.
  size = alignTo(size, chunk) + chunk;
  void *start = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED)
    return nullptr;
  auto address = reinterpret_cast<uintptr_t>(start);
  return std::unique_ptr<Slab>(new Slab({address, size}, alignTo(address, chunk)));
}

Slab::~Slab() { munmap(pointer(whole.start), whole.size); }

bool Slab::addChunk(AreaKind kind, size_t wanted, size_t alignment) {
  MemoryRange added{next, alignTo(wanted + (alignment > chunk ? alignment : 0), chunk)};
  if (added.size > whole.start + whole.size - next ||
      mprotect(pointer(next), added.size, protection(kind)) != 0)
    return false;
  next += added.size;
  if (kind == AreaKind::hotCode) {
    if (!std::exchange(hasHotCode, true) && std::max(wanted, alignment) <= smallPages)
      added = {next - smallPages, smallPages};
    else
      useHugePages(added);
  }
  areas[static_cast<size_t>(kind)].give(added);
  return true;
}

std::optional<MemoryRange> Slab::take(AreaKind kind, size_t size, size_t alignment) {
  FreeRanges &area = areas[static_cast<size_t>(kind)];
  if (auto range = area.take(size, alignment))
    return range;
  if (!addChunk(kind, size, alignment))
    return std::nullopt;
  return area.take(size, alignment);
}

void Slab::give(AreaKind kind, MemoryRange range) {
  uintptr_t first = alignTo(range.start, getpagesize());
  uintptr_t last = alignDown(range.start + range.size, getpagesize());
  bool isLarge = last > first && last - first >= kept;
  if (kind == AreaKind::variables) {
    // What is free is zero.
    if (!isLarge) {
      memset(pointer(range.start), 0, range.size);
    } else {
      memset(pointer(range.start), 0, first - range.start);
      memset(pointer(last), 0, range.start + range.size - last);
    }
  }
  if (isLarge && madvise(pointer(first), last - first, MADV_DONTNEED) != 0 &&
      kind == AreaKind::variables)
    memset(pointer(first), 0, last - first);
  areas[static_cast<size_t>(kind)].give(range);
}

#ifdef __linux__

// Opened each time: the file would be that of the parent after `fork`, and programs may close it. The
// first thread may have ended.
static bool writeThroughSystem(uintptr_t address, const char *data, size_t size) {
  int file = open("/proc/thread-self/mem", O_WRONLY | O_CLOEXEC);
  if (file < 0)
    return false;
  while (size > 0) {
    ssize_t written = pwrite(file, data, size, static_cast<off_t>(address));
    if (written <= 0)
      break;
    address += written;
    data += written;
    size -= written;
  }
  close(file);
  return size == 0;
}

#else

static bool writeThroughSystem(uintptr_t, const char *, size_t) { return false; }

#endif

bool devirt::writeProtected(uintptr_t address, const char *data, size_t size, AreaKind kind) {
  if (size == 0 || writeThroughSystem(address, data, size))
    return true;
  static std::mutex lock; // two may share a page
  std::lock_guard<std::mutex> guard(lock);
  uintptr_t start = alignDown(address, getpagesize());
  size_t length = alignTo(address + size, getpagesize()) - start;
  if (mprotect(pointer(start), length, protection(kind) | PROT_WRITE) != 0)
    return false;
  memcpy(pointer(address), data, size);
  return mprotect(pointer(start), length, protection(kind)) == 0;
}
