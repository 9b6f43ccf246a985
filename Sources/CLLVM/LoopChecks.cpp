#include "shims/LoopChecks.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/SSAUpdater.h"

using namespace llvm;

namespace {

// Rests of iterations that are copied have at most so many instructions.
constexpr size_t mostCopied = 100;

bool has(const BasicBlock &block, StringRef metadata) {
  return block.getTerminator() && block.getTerminator()->hasMetadata(metadata);
}

/* A loop whose head asks:

       head: br (load @counters[loop]) < 0, due, rest
       due:  br (next = call @enter(...)) != null, leave, rest
       miss: <guards have not caught the call> ... latch: br ..., head

   becomes

       outer: br head                                    ; comes here from before, too
       head:  br rest
       miss:  br (load @counters[loop]) < 0, <copy of what follows up to the latch>, ...
       due:   br (next = call @enter(...)) != null, leave, outer    ; comes here from the copy

   so that the loop proper has nothing of it. */
struct CheckedLoop {
  BranchInst *check;
  BasicBlock *head, *latch, *due, *leave;
  SmallPtrSet<BasicBlock *, 16> blocks;
  // Blocks that run where no guard caught a call.
  SmallVector<BasicBlock *, 4> misses;

  CheckedLoop(BranchInst &check, const Loop &loop, StringRef missed);

  bool canChange() const;
  void change();

private:
  // What the misses end in, and all that may follow in the same iteration.
  SmallVector<BasicBlock *, 4> ends;
  SmallSetVector<BasicBlock *, 16> rest;
  ValueToValueMapTy map;

  SmallSetVector<BasicBlock *, 16> following(ArrayRef<BasicBlock *> starts) const;
  Value *inCopy(Value *value) const;
  void copyRest();
  void enterFromOutside();
  void askAfterCopy();
  void askWhereMissed();
  void joinValues();
};

CheckedLoop::CheckedLoop(BranchInst &check, const Loop &loop, StringRef missed)
    : check(&check), head(check.getParent()), latch(loop.getLoopLatch()),
      due(check.getSuccessor(0)),
      leave(cast<BranchInst>(due->getTerminator())->getSuccessor(0)) {
  for (BasicBlock *block : loop.blocks()) {
    blocks.insert(block);
    if (has(*block, missed))
      misses.push_back(block);
  }
  // Asking is no part of an iteration.
  blocks.erase(due);
}

SmallSetVector<BasicBlock *, 16> CheckedLoop::following(ArrayRef<BasicBlock *> starts) const {
  SmallSetVector<BasicBlock *, 16> found;
  auto add = [&](BasicBlock *block) {
    if (block != head && blocks.contains(block))
      found.insert(block);
  };
  for_each(starts, add);
  for (size_t index = 0; index < found.size(); ++index)
    for_each(successors(found[index]), add);
  return found;
}

bool canCopy(const BasicBlock &block) {
  return !block.hasAddressTaken() && !isa<IndirectBrInst, CallBrInst>(block.getTerminator()) &&
         none_of(block, [](const Instruction &instruction) {
           auto *call = dyn_cast<CallBase>(&instruction);
           return isa<AllocaInst>(instruction) || instruction.getType()->isTokenTy() ||
                  (call && (call->cannotDuplicate() || call->isConvergent()));
         });
}

bool CheckedLoop::canChange() const {
  if (misses.empty())
    return true;
  if (!latch || !isa<BranchInst>(latch->getTerminator()) || is_contained(misses, latch) ||
      count(successors(latch), head) != 1 || head->hasAddressTaken() || head->isEHPad())
    return false;
  SmallVector<BasicBlock *, 8> starts;
  for (BasicBlock *miss : misses)
    append_range(starts, successors(miss));
  auto copied = following(starts);
  size_t size = 0;
  for (BasicBlock *block : copied)
    size += block->sizeWithoutDebug();
  return size <= mostCopied && all_of(copied, [](auto *block) { return canCopy(*block); });
}

void CheckedLoop::change() {
  if (!misses.empty()) {
    for (BasicBlock *miss : misses) {
      ends.push_back(SplitBlock(miss, miss->getTerminator()));
      blocks.insert(ends.back());
    }
    rest = following(ends);
    copyRest();
    askWhereMissed();
    askAfterCopy();
    enterFromOutside();
  }
  auto *compare = cast<ICmpInst>(check->getCondition());
  auto *counter = cast<LoadInst>(compare->getOperand(0));
  BranchInst::Create(check->getSuccessor(1), check->getIterator());
  check->eraseFromParent();
  compare->eraseFromParent();
  counter->eraseFromParent();
  joinValues();
}

Value *CheckedLoop::inCopy(Value *value) const {
  Value *copy = map.lookup(value);
  return copy ? copy : value;
}

void CheckedLoop::copyRest() {
  SmallVector<BasicBlock *, 16> copies;
  SmallVector<MDNode *, 4> scopes;
  identifyNoAliasScopesToClone(rest.getArrayRef(), scopes);
  for (BasicBlock *block : rest) {
    copies.push_back(CloneBasicBlock(block, map, ".missed", head->getParent()));
    map[block] = copies.back();
  }
  remapInstructionsInBlocks(copies, map);
  cloneAndAdaptNoAliasScopes(scopes, copies, head->getContext(), "missed");
  SmallPtrSet<BasicBlock *, 16> known(llvm::from_range, copies);
  for (BasicBlock *copy : copies)
    for (PHINode &phi : copy->phis())
      for (unsigned index = phi.getNumIncomingValues(); index-- > 0;)
        if (!known.contains(phi.getIncomingBlock(index)))
          phi.removeIncomingValue(index, /*DeletePHIIfEmpty=*/false);
  for (BasicBlock *block : rest)
    for (BasicBlock *next : SmallSetVector<BasicBlock *, 4>(llvm::from_range, successors(block)))
      if (next != head && !rest.contains(next))
        for (PHINode &phi : next->phis())
          for (unsigned index = 0, end = phi.getNumIncomingValues(); index < end; ++index)
            if (phi.getIncomingBlock(index) == block)
              phi.addIncoming(inCopy(phi.getIncomingValue(index)), cast<BasicBlock>(map[block]));
}

void CheckedLoop::askWhereMissed() {
  auto *compare = cast<ICmpInst>(check->getCondition());
  MDNode *unlikely = MDBuilder(head->getContext()).createUnlikelyBranchWeights();
  for (auto [miss, end] : zip(misses, ends)) {
    miss->getTerminator()->eraseFromParent();
    IRBuilder<> builder(miss);
    Value *counter = builder.Insert(cast<Instruction>(compare->getOperand(0))->clone());
    builder.CreateCondBr(builder.CreateICmpSLT(counter, compare->getOperand(1)),
                         cast<BasicBlock>(map[end]), end, unlikely);
  }
}

// What is handed over are the values of the next iteration.
void CheckedLoop::askAfterCopy() {
  cast<BasicBlock>(map[latch])->getTerminator()->replaceSuccessorWith(head, due);
  for (BasicBlock *block : {due, leave})
    for (Instruction &instruction : *block)
      for (Use &use : instruction.operands())
        if (auto *phi = dyn_cast<PHINode>(use.get()); phi && phi->getParent() == head)
          use.set(inCopy(phi->getIncomingValueForBlock(latch)));
}

// A loop around it that goes on where there is nothing to leave for.
void CheckedLoop::enterFromOutside() {
  BasicBlock *outer = BasicBlock::Create(head->getContext(), "loop.outer", head->getParent(), head);
  for (PHINode &phi : head->phis()) {
    auto *before = PHINode::Create(phi.getType(), 2, phi.getName(), outer);
    before->addIncoming(inCopy(phi.getIncomingValueForBlock(latch)), due);
    for (unsigned index = phi.getNumIncomingValues(); index-- > 0;)
      if (BasicBlock *block = phi.getIncomingBlock(index); block != latch) {
        before->addIncoming(phi.getIncomingValue(index), block);
        phi.removeIncomingValue(index, /*DeletePHIIfEmpty=*/false);
      }
    phi.addIncoming(before, outer);
  }
  for (BasicBlock *block : SmallSetVector<BasicBlock *, 4>(llvm::from_range, predecessors(head)))
    if (block != latch)
      block->getTerminator()->replaceSuccessorWith(head, outer);
  BranchInst::Create(head, outer);
  check->getSuccessor(1)->removePredecessor(due);
  due->getTerminator()->replaceSuccessorWith(check->getSuccessor(1), outer);
}

// Values of the rest of an iteration have two definitions now.
void CheckedLoop::joinValues() {
  SmallVector<Instruction *, 64> values;
  for (BasicBlock *block : rest)
    for (Instruction &instruction : *block)
      if (map.count(&instruction))
        values.push_back(&instruction);
  for (Instruction *value : values) {
    auto *copy = cast<Instruction>((Value *)map[value]);
    SmallVector<Use *, 8> uses;
    for (Instruction *definition : {value, copy})
      for (Use &use : definition->uses()) {
        auto *user = cast<Instruction>(use.getUser());
        if (user->getParent() != definition->getParent() || isa<PHINode>(user))
          uses.push_back(&use);
      }
    if (uses.empty())
      continue;
    SSAUpdater updater;
    updater.Initialize(value->getType(), value->getName());
    updater.AddAvailableValue(value->getParent(), value);
    updater.AddAvailableValue(copy->getParent(), copy);
    for (Use *use : uses)
      updater.RewriteUse(*use);
  }
}

// Functions with misses, and all that call them.
SmallPtrSet<Function *, 8> findMissing(Module &module, StringRef missed) {
  SmallPtrSet<Function *, 8> found;
  SmallVector<Function *, 8> left;
  for (Function &function : module)
    if (any_of(function, [&](BasicBlock &block) { return has(block, missed); })) {
      found.insert(&function);
      left.push_back(&function);
    }
  while (!left.empty())
    for (User *user : left.pop_back_val()->users())
      if (auto *call = dyn_cast<CallBase>(user); call && found.insert(call->getFunction()).second)
        left.push_back(call->getFunction());
  return found;
}

// Whether bodies that may be inlined later can miss.
bool callsAny(const Loop &loop, const SmallPtrSetImpl<Function *> &callees) {
  return any_of(loop.blocks(), [&](BasicBlock *block) {
    return any_of(*block, [&](Instruction &instruction) {
      auto *call = dyn_cast<CallBase>(&instruction);
      return call && callees.contains(call->getCalledFunction());
    });
  });
}

unsigned sinkIn(Function &function, StringRef missed, const SmallPtrSetImpl<Function *> &missing) {
  SmallVector<BranchInst *, 4> checks;
  for (BasicBlock &block : function)
    if (has(block, DEVIRT_LOOP_CHECK))
      checks.push_back(cast<BranchInst>(block.getTerminator()));
  if (checks.empty())
    return 0;
  DominatorTree dominators(function);
  LoopInfo loops(dominators);
  SmallVector<std::unique_ptr<CheckedLoop>, 4> found;
  for (BranchInst *check : checks) {
    Loop *loop = loops.getLoopFor(check->getParent());
    if (!loop || loop->getHeader() != check->getParent() || !loop->isInnermost() ||
        callsAny(*loop, missing))
      continue;
    auto checked = std::make_unique<CheckedLoop>(*check, *loop, missed);
    if (checked->canChange())
      found.push_back(std::move(checked));
  }
  for (auto &loop : found)
    loop->change();
  return found.size();
}

} // namespace

unsigned DevirtSinkLoopChecks(LLVMModuleRef reference, const char *missed) {
  auto missing = findMissing(*unwrap(reference), missed);
  unsigned changed = 0;
  for (Function &function : *unwrap(reference))
    changed += sinkIn(function, missed, missing);
  return changed;
}
