#include "OrcCodeMemory.hpp"

#include "CodeArea.hpp"

#include "llvm/ExecutionEngine/JITLink/JITLink.h"
#include "llvm/ExecutionEngine/Orc/Shared/AllocationActions.h"
#include "llvm/Support/Memory.h"

#include <mutex>
#include <vector>

using namespace llvm;
using namespace llvm::jitlink;
using namespace llvm::orc;
using namespace devirt;

namespace {

// Objects do not share cache lines, and the emptiest has an address of its own.
constexpr size_t line = 64;

bool isCode(AreaKind kind) { return kind == AreaKind::code || kind == AreaKind::hotCode; }

struct Piece {
  AreaKind kind;
  Slab *slab;
  MemoryRange range;
};

// What an object has, and what to do when it goes.
struct Allocation {
  std::vector<Piece> pieces;
  std::vector<shared::WrapperFunctionCall> actions;
};

class CodeMemory : public JITLinkMemoryManager {
public:
  explicit CodeMemory(size_t slab) : slabSize(slab) {}

  void allocate(const JITLinkDylib *, LinkGraph &graph, OnAllocatedFunction done) override;
  void deallocate(std::vector<FinalizedAlloc> allocations, OnDeallocatedFunction done) override;

  void give(ArrayRef<Piece> pieces) {
    std::lock_guard<std::mutex> guard(lock);
    for (const Piece &piece : pieces)
      piece.slab->give(piece.kind, piece.range);
  }

private:
  struct Wanted {
    AreaKind kind;
    size_t size, alignment;
  };
  using Pieces = std::optional<std::vector<Piece>>;
  Pieces take(ArrayRef<Wanted> wanted);
  static Pieces take(Slab &slab, ArrayRef<Wanted> wanted);

  const size_t slabSize;
  std::mutex lock;
  std::vector<std::unique_ptr<Slab>> slabs;
};

// An object that is being linked.
class Link : public JITLinkMemoryManager::InFlightAlloc {
public:
  struct Part {
    Piece piece;
    // What is not written in place.
    std::unique_ptr<char[]> content;
    bool isTemporary;
  };

  Link(CodeMemory &memory, LinkGraph &graph, std::vector<Part> parts)
      : memory(memory), graph(graph), parts(std::move(parts)) {}

  void abandon(OnAbandonedFunction done) override {
    give([](const Part &) { return true; });
    done(Error::success());
  }

  void finalize(OnFinalizedFunction done) override {
    auto result = finish();
    if (!result)
      give([](const Part &) { return true; });
    done(std::move(result));
  }

private:
  Expected<JITLinkMemoryManager::FinalizedAlloc> finish() {
    for (const Part &part : parts)
      if (Error problem = write(part))
        return std::move(problem);
    auto actions = shared::runFinalizeActions(graph.allocActions());
    if (!actions)
      return actions.takeError();
    auto allocation = std::make_unique<Allocation>();
    allocation->actions = std::move(*actions);
    for (const Part &part : parts)
      if (!part.isTemporary)
        allocation->pieces.push_back(part.piece);
    give([](const Part &part) { return part.isTemporary; });
    return JITLinkMemoryManager::FinalizedAlloc(ExecutorAddr::fromPtr(allocation.release()));
  }

  static Error write(const Part &part) {
    auto [start, size] = part.piece.range;
    if (!part.content)
      return Error::success();
    if (!writeProtected(start, part.content.get(), size, part.piece.kind))
      return createStringError(inconvertibleErrorCode(), "the system lets no code or constants be written");
    if (isCode(part.piece.kind))
      sys::Memory::InvalidateInstructionCache(reinterpret_cast<void *>(start), size);
    return Error::success();
  }

  template <typename Test> void give(Test isWanted) {
    std::vector<Piece> pieces;
    for (const Part &part : parts)
      if (isWanted(part))
        pieces.push_back(part.piece);
    memory.give(pieces);
  }

  CodeMemory &memory;
  LinkGraph &graph;
  std::vector<Part> parts;
};

AreaKind kind(AllocGroup group, bool isHot) {
  MemProt protection = group.getMemProt();
  if ((protection & MemProt::Exec) != MemProt::None)
    return isHot ? AreaKind::hotCode : AreaKind::code;
  return (protection & MemProt::Write) != MemProt::None ? AreaKind::variables
                                                        : AreaKind::constants;
}

void CodeMemory::allocate(const JITLinkDylib *, LinkGraph &graph, OnAllocatedFunction done) {
  BasicLayout layout(graph);
  bool isHot = StringRef(graph.getName()).starts_with(hotObjectPrefix);
  std::vector<Wanted> wanted;
  for (auto &[group, segment] : layout.segments()) {
    if ((group.getMemProt() & (MemProt::Exec | MemProt::Write)) == (MemProt::Exec | MemProt::Write))
      return done(createStringError(inconvertibleErrorCode(),
                                    "a section is both code and writable: " + graph.getName()));
    wanted.push_back({kind(group, isHot), segment.ContentSize + segment.ZeroFillSize,
                      std::max<size_t>(segment.Alignment.value(), line)});
  }
  Pieces pieces = take(wanted);
  if (!pieces)
    return done(createStringError(inconvertibleErrorCode(), "no memory for " + graph.getName()));
  std::vector<Link::Part> parts;
  for (auto &[group, segment] : layout.segments()) {
    const Piece &piece = (*pieces)[parts.size()];
    std::unique_ptr<char[]> content;
    if (piece.kind != AreaKind::variables)
      content = std::make_unique<char[]>(piece.range.size);
    segment.Addr = ExecutorAddr(piece.range.start);
    segment.WorkingMem = content ? content.get() : segment.Addr.toPtr<char *>();
    parts.push_back(
        {piece, std::move(content), group.getMemLifetime() == MemLifetime::Finalize});
  }
  if (Error problem = layout.apply()) {
    give(*pieces);
    return done(std::move(problem));
  }
  done(std::make_unique<Link>(*this, graph, std::move(parts)));
}

CodeMemory::Pieces CodeMemory::take(ArrayRef<Wanted> wanted) {
  std::lock_guard<std::mutex> guard(lock);
  for (auto &slab : slabs)
    if (auto pieces = take(*slab, wanted))
      return pieces;
  // Each part may need a chunk of its own.
  size_t size = slabSize;
  for (const Wanted &part : wanted)
    size += part.size + part.alignment + Slab::chunk;
  auto slab = Slab::reserve(size);
  auto pieces = slab ? take(*slab, wanted) : std::nullopt;
  if (pieces)
    slabs.push_back(std::move(slab));
  return pieces;
}

CodeMemory::Pieces CodeMemory::take(Slab &slab, ArrayRef<Wanted> wanted) {
  std::vector<Piece> pieces;
  for (auto [kind, size, alignment] : wanted) {
    auto range = slab.take(kind, alignTo(std::max(size, line), line), alignment);
    if (!range) {
      for (const Piece &piece : pieces)
        slab.give(piece.kind, piece.range);
      return std::nullopt;
    }
    pieces.push_back({kind, &slab, *range});
  }
  return pieces;
}

void CodeMemory::deallocate(std::vector<FinalizedAlloc> allocations, OnDeallocatedFunction done) {
  Error problems = Error::success();
  while (!allocations.empty()) {
    std::unique_ptr<Allocation> allocation(
        allocations.back().release().toPtr<Allocation *>());
    allocations.pop_back();
    problems = joinErrors(std::move(problems), shared::runDeallocActions(allocation->actions));
    give(allocation->pieces);
  }
  done(std::move(problems));
}

} // namespace

std::unique_ptr<JITLinkMemoryManager> devirt::makeCodeMemory(size_t slab) {
  return std::make_unique<CodeMemory>(slab);
}
