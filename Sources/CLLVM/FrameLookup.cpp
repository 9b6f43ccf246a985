#include "FrameLookup.hpp"

#include "Readers.hpp"

#include "llvm/ADT/STLExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFDataExtractor.h"
#include "llvm/DebugInfo/DWARF/DWARFDebugFrame.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include <dlfcn.h>
#include <unwind.h>

using namespace llvm;
using namespace devirt;

// GCC's unwinder.
extern "C" {
struct dwarf_eh_bases {
  void *text, *data, *function;
};
const void *_Unwind_Find_FDE(void *pc, dwarf_eh_bases *bases);
void __register_frame(void *section);
void __deregister_frame(void *section);
}

namespace {

struct Function {
  uintptr_t start, end;
  const char *description;

  bool operator<(const Function &other) const { return start < other.start; }
};

// The functions of one object, or those with code in one page, by address.
struct FrameTable {
  std::vector<Function> functions;

  const Function *at(uintptr_t address) const {
    auto after = llvm::upper_bound(functions, address, [](uintptr_t address, auto &function) {
      return address < function.start;
    });
    if (after == functions.begin() || address >= std::prev(after)->end)
      return nullptr;
    return &*std::prev(after);
  }
};

// From pages to their functions, like the processor's page tables. Only tables of functions are
// replaced: who looks for a page may always go on to the next level.
constexpr unsigned pageBits = 12, leafBits = 11, branchBits = 12, rootBits = 13;

template <typename Child, unsigned bits> struct Level {
  std::atomic<Child *> children[1 << bits];

  std::atomic<Child *> &slot(uintptr_t number) { return children[number % (1 << bits)]; }
};
using Leaf = Level<const FrameTable, leafBits>;
using Branch = Level<Leaf, branchBits>;
Level<Branch, rootBits> root;

// Of tables.
Readers readers;

std::mutex lock; // of those who change the levels

// What belongs to the lock. Never destroyed: optimizers may be linking while the process exits.
struct Contents {
  // Of objects, by their sections.
  std::map<const char *, std::unique_ptr<FrameTable>> objects;
  // Of pages, replaced by others; somebody may read them still.
  std::vector<std::unique_ptr<const FrameTable>> replaced;
};

Contents &contents() {
  static auto &made = *new Contents;
  return made;
}

bool isInRange(uintptr_t page) { return page >> (leafBits + branchBits + rootBits) == 0; }

const FrameTable *find(uintptr_t page) {
  if (!isInRange(page))
    return nullptr;
  Branch *branch = root.slot(page >> (leafBits + branchBits)).load(std::memory_order_acquire);
  if (!branch)
    return nullptr;
  Leaf *leaf = branch->slot(page >> leafBits).load(std::memory_order_acquire);
  return leaf ? leaf->slot(page).load() : nullptr;
}

template <typename Child> Child &makeChild(std::atomic<Child *> &slot) {
  if (!slot.load(std::memory_order_relaxed))
    slot.store(new Child(), std::memory_order_release);
  return *slot.load(std::memory_order_relaxed);
}

// Puts another table, or none, in the place of a page's.
void replace(uintptr_t page, std::unique_ptr<const FrameTable> table) {
  Branch &branch = makeChild(root.slot(page >> (leafBits + branchBits)));
  Leaf &leaf = makeChild(branch.slot(page >> leafBits));
  if (auto *old = leaf.slot(page).exchange(table.release()))
    contents().replaced.emplace_back(old);
}

// Puts an object's functions into the tables of its pages, or takes them out.
void update(const FrameTable &object, StringRef section, bool isThere) {
  std::map<uintptr_t, std::vector<Function>> pages;
  for (const Function &function : object.functions)
    for (uintptr_t page = function.start >> pageBits; page <= (function.end - 1) >> pageBits;
         ++page)
      pages[page].push_back(function);
  for (auto &[page, functions] : pages) {
    auto table = std::make_unique<FrameTable>();
    if (const FrameTable *old = find(page))
      table->functions = old->functions;
    if (isThere)
      llvm::append_range(table->functions, functions);
    else
      llvm::erase_if(table->functions, [&](const Function &function) {
        return function.description >= section.begin() && function.description < section.end();
      });
    llvm::sort(table->functions);
    replace(page, table->functions.empty() ? nullptr : std::move(table));
  }
  if (readers.areNone())
    contents().replaced.clear();
}

// Null for what only the unwinder itself can read.
std::unique_ptr<FrameTable> read(StringRef section) {
  static const Triple::ArchType architecture = Triple(sys::getProcessTriple()).getArch();
  DWARFDebugFrame frames(architecture, /*IsEH=*/true, reinterpret_cast<uintptr_t>(section.data()));
  DWARFDataExtractor data(section, sys::IsLittleEndianHost, sizeof(void *));
  if (Error problem = frames.parse(data))
    return consumeError(std::move(problem)), nullptr;
  auto table = std::make_unique<FrameTable>();
  for (const dwarf::FrameEntry &entry : frames) {
    auto *function = dyn_cast<dwarf::FDE>(&entry);
    if (!function || function->getInitialLocation() == 0 || function->getAddressRange() == 0)
      continue;
    uintptr_t start = function->getInitialLocation(), end = start + function->getAddressRange();
    if (end < start || !isInRange(end >> pageBits))
      return nullptr;
    table->functions.push_back({start, end, section.data() + entry.getOffset()});
  }
  llvm::sort(table->functions);
  return table;
}

using Finder = decltype(&_Unwind_Find_FDE);

// The unwinder's own; found once.
Finder systemFinder() {
  static std::atomic<Finder> known{nullptr};
  Finder finder = known.load(std::memory_order_relaxed);
  if (!finder) {
    finder = reinterpret_cast<Finder>(dlsym(RTLD_NEXT, "_Unwind_Find_FDE"));
    known.store(finder, std::memory_order_relaxed);
  }
  return finder;
}

std::atomic<bool> wasAsked{false};

} // namespace

// Weak: programs that contain the unwinder keep theirs.
extern "C" __attribute__((weak, visibility("default"))) const void *
_Unwind_Find_FDE(void *pc, dwarf_eh_bases *bases) {
  auto address = reinterpret_cast<uintptr_t>(pc);
  if (uintptr_t page = address >> pageBits; find(page)) {
    Readers::Guard guard(readers);
    if (const FrameTable *table = find(page))
      if (const Function *function = table->at(address)) {
        *bases = {nullptr, nullptr, reinterpret_cast<void *>(function->start)};
        return function->description;
      }
  }
  if (!wasAsked.load(std::memory_order_relaxed))
    wasAsked.store(true, std::memory_order_relaxed);
  Finder finder = systemFinder();
  return finder ? finder(pc, bases) : nullptr;
}

bool devirt::isAskedForFrames() {
  // A walk asks for its first frame: the function below, which is not linked code.
  static const bool result = [] {
    auto stop = [](_Unwind_Context *, void *) { return _URC_END_OF_STACK; };
    _Unwind_Backtrace(stop, nullptr);
    return wasAsked.load(std::memory_order_relaxed) && systemFinder();
  }();
  return result;
}

void devirt::forgetReaders() { readers.forgetAll(); }

void devirt::addFrames(StringRef section) {
  auto table = read(section);
  if (!table)
    return __register_frame(const_cast<char *>(section.data()));
  std::lock_guard<std::mutex> guard(lock);
  update(*table, section, /*isThere=*/true);
  contents().objects[section.data()] = std::move(table);
}

void devirt::removeFrames(StringRef section) {
  std::lock_guard<std::mutex> guard(lock);
  auto known = contents().objects.find(section.data());
  if (known == contents().objects.end())
    return __deregister_frame(const_cast<char *>(section.data()));
  update(*known->second, section, /*isThere=*/false);
  contents().objects.erase(known);
}
