#include "shims/SwiftRetains.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace {

using Blocks = SmallSetVector<BasicBlock *, 32>;

CallInst *callOf(Instruction &instruction, StringRef name) {
  auto *call = dyn_cast<CallInst>(&instruction);
  Function *callee = call ? call->getCalledFunction() : nullptr;
  return callee && callee->getName() == name && call->arg_size() == 1 ? call : nullptr;
}

// Whether a reference may be given up, or a count of references be looked at, which a function does
// that only reads. As Swift's own optimizer of retains has it, plain memory accesses do neither.
bool mayRelease(Instruction &instruction) {
  if (auto *call = dyn_cast<CallBase>(&instruction)) {
    if (auto *text = dyn_cast<InlineAsm>(call->getCalledOperand()))
      return !text->getAsmString().empty();
    if (call->doesNotAccessMemory() || isa<MemIntrinsic>(call))
      return false;
    Function *callee = call->getCalledFunction();
    if (!callee)
      return true;
    StringRef name = callee->getName();
    return !(callee->isIntrinsic() && (call->onlyAccessesArgMemory() ||
                                       call->onlyAccessesInaccessibleMemory() ||
                                       callee->getIntrinsicID() == Intrinsic::trap)) &&
           name != "swift_retain" && name != "swift_beginAccess" && name != "swift_endAccess";
  }
  return instruction.isAtomic() || instruction.isVolatile();
}

bool isGuard(BasicBlock &block) {
  auto *branch = dyn_cast<BranchInst>(block.getTerminator());
  auto *compare =
      branch && branch->isConditional() ? dyn_cast<ICmpInst>(branch->getCondition()) : nullptr;
  return compare && compare->isEquality() && isa<Function>(compare->getOperand(1));
}

// From a retain in front of a guard to a release of the same object where its ways meet.
struct Region {
  CallInst *retain;
  CallInst *release = nullptr;
  Blocks blocks;
  // Those that only lead to the release. The reference may be gone there.
  SmallPtrSet<BasicBlock *, 16> quiet;
  // Those that need the reference: they may release others, or follow such blocks.
  SmallPtrSet<BasicBlock *, 16> holding;

  Value *object() const { return retain->getArgOperand(0); }
  BasicBlock *head() const { return retain->getParent(); }
  BasicBlock *join() const { return release->getParent(); }
  bool isEnd(BasicBlock *block) const { return block == join() || quiet.contains(block); }

  bool find(DominatorTree &dominators);
  bool findBlocks(DominatorTree &dominators);
  void findQuiet();
  bool findHolding();
  void sink();
};

bool usesMemory(Instruction &instruction) {
  return instruction.mayReadOrWriteMemory() && !isa<DbgInfoIntrinsic>(instruction);
}

// The first thing `block` does with memory, if that is to release `object`.
CallInst *firstRelease(BasicBlock &block, Value *object) {
  for (Instruction &instruction : block) {
    CallInst *call = callOf(instruction, "swift_release");
    if (call && call->getArgOperand(0) == object)
      return call;
    if (usesMemory(instruction))
      return nullptr;
  }
  return nullptr;
}

bool Region::find(DominatorTree &dominators) {
  if (!isGuard(*head()) ||
      std::any_of(std::next(retain->getIterator()), head()->end(), mayRelease))
    return false;
  for (User *user : object()->users()) {
    auto *call = dyn_cast<CallInst>(user);
    if (!call || call->getParent() == head() || firstRelease(*call->getParent(), object()) != call)
      continue;
    release = call;
    if (!findBlocks(dominators))
      continue;
    findQuiet();
    if (findHolding())
      return true;
  }
  return false;
}

// All ways from the guard lead to the release, or nowhere, and nothing else leads into them.
bool Region::findBlocks(DominatorTree &dominators) {
  constexpr size_t limit = 256;
  blocks.clear();
  for (BasicBlock *next : successors(head()))
    if (next != join())
      blocks.insert(next);
  for (size_t i = 0; i < blocks.size(); ++i) {
    BasicBlock *block = blocks[i];
    if (block == head() || blocks.size() > limit || !dominators.dominates(head(), block) ||
        (succ_empty(block) && !isa<UnreachableInst>(block->getTerminator())))
      return false;
    for (BasicBlock *next : successors(block))
      if (next != join())
        blocks.insert(next);
  }
  return all_of(predecessors(join()),
                [&](BasicBlock *block) { return block == head() || blocks.contains(block); });
}

void Region::findQuiet() {
  quiet.clear();
  for (BasicBlock *block : blocks)
    if (!succ_empty(block) && none_of(*block, usesMemory))
      quiet.insert(block);
  auto goesOn = [&](BasicBlock *block) {
    return any_of(successors(block), [&](BasicBlock *next) { return !isEnd(next); });
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (BasicBlock *block : blocks)
      if (quiet.contains(block) && goesOn(block))
        changed = quiet.erase(block);
  }
}

// False if all ways need the reference.
bool Region::findHolding() {
  holding.clear();
  SmallVector<BasicBlock *, 16> work;
  auto add = [&](BasicBlock *block) {
    if (!isEnd(block) && holding.insert(block).second)
      work.push_back(block);
  };
  for (BasicBlock *block : blocks)
    if (any_of(*block, mayRelease))
      add(block);
  while (!work.empty()) {
    BasicBlock *block = work.pop_back_val();
    if (block == head())
      return false;
    for (BasicBlock *next : successors(block)) {
      add(next);
      // Where ways with and without the reference meet, all take it.
      if (!isEnd(next))
        for (BasicBlock *other : predecessors(next))
          add(other);
    }
    if (any_of(predecessors(block), [&](BasicBlock *p) { return holding.contains(p); }))
      for (BasicBlock *other : predecessors(block))
        add(other);
  }
  return any_of(successors(head()), [&](BasicBlock *block) { return !holding.contains(block); });
}

void Region::sink() {
  for (BasicBlock *block : blocks) {
    if (!holding.contains(block) ||
        any_of(predecessors(block), [&](BasicBlock *p) { return holding.contains(p); }))
      continue;
    auto place = std::find_if(block->getFirstInsertionPt(), block->end(), mayRelease);
    if (place == block->end())
      place = block->getTerminator()->getIterator();
    retain->clone()->insertBefore(place);
  }
  SmallSetVector<std::pair<BasicBlock *, BasicBlock *>, 8> leaving;
  for (BasicBlock *block : blocks)
    if (holding.contains(block))
      for (BasicBlock *next : successors(block))
        if (isEnd(next))
          leaving.insert({block, next});
  for (auto [block, next] : leaving) {
    BasicBlock *last = block->getSingleSuccessor() ? block : SplitEdge(block, next);
    release->clone()->insertBefore(last->getTerminator()->getIterator());
  }
  retain->replaceAllUsesWith(object());
  retain->eraseFromParent();
  release->eraseFromParent();
}

} // namespace

unsigned DevirtSinkRetains(LLVMValueRef reference) {
  Function &function = *unwrap<Function>(reference);
  SmallVector<CallInst *, 8> retains;
  for (Instruction &instruction : instructions(function))
    if (CallInst *call = callOf(instruction, "swift_retain"))
      retains.push_back(call);
  unsigned sunk = 0;
  for (CallInst *retain : retains) {
    DominatorTree dominators(function);
    Region region{retain};
    if (!region.find(dominators))
      continue;
    region.sink();
    ++sunk;
  }
  return sunk;
}
