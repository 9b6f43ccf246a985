#include "shims/CallPromotion.h"

#include "CallAdaptation.hpp"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/CallPromotionUtils.h"

#include <algorithm>

using namespace llvm;

const char *DevirtPromotionObstacle(LLVMValueRef call, LLVMValueRef callee) {
  return devirt::promotionObstacle(*unwrap<CallBase>(call), *unwrap<Function>(callee));
}

static MDNode *branchWeights(CallBase &site, unsigned hit, unsigned miss) {
  return hit || miss ? MDBuilder(site.getContext()).createBranchWeights(hit, miss) : nullptr;
}

// Value profiles and callee sets describe indirect calls only.
static LLVMValueRef asDirect(CallBase &call) {
  call.setMetadata(LLVMContext::MD_prof, nullptr);
  call.setMetadata(LLVMContext::MD_callees, nullptr);
  return wrap(&call);
}

LLVMValueRef DevirtPromoteWithGuard(LLVMValueRef call, LLVMValueRef callee, unsigned hit,
                                    unsigned miss) {
  auto &site = *unwrap<CallBase>(call);
  auto &target = *unwrap<Function>(callee);
  CallBase *direct = &versionCallSite(site, &target, branchWeights(site, hit, miss));
  if (devirt::needsAdaptation(*direct, target)) {
    CallInst *adapted = devirt::adaptedCall(*direct, target);
    adapted->insertBefore(direct->getIterator());
    adapted->takeName(direct);
    direct->replaceAllUsesWith(adapted);
    direct->eraseFromParent();
    direct = adapted;
  }
  return asDirect(promoteCall(*direct, &target));
}

LLVMValueRef DevirtPromoteWithVTableGuard(LLVMValueRef call, LLVMValueRef vtable,
                                          LLVMValueRef callee, const LLVMValueRef *addressPoints,
                                          size_t count, unsigned hit, unsigned miss) {
  auto &site = *unwrap<CallBase>(call);
  SmallVector<Constant *, 4> points;
  for (size_t i = 0; i < count; ++i)
    points.push_back(unwrap<Constant>(addressPoints[i]));
  return asDirect(promoteCallWithVTableCmp(site, unwrap<Instruction>(vtable),
                                           unwrap<Function>(callee), points,
                                           branchWeights(site, hit, miss)));
}

static bool writesMemory(BasicBlock::iterator from, BasicBlock::iterator to) {
  return std::any_of(from, to, [](Instruction &i) { return i.mayWriteToMemory(); });
}

// A load must not move past a store. Between its block and the destination there may only be
// blocks with one predecessor each: those of the guards.
static bool canSink(Instruction &instruction, BasicBlock &destination) {
  if (isa<PHINode>(instruction) || isa<AllocaInst>(instruction) || instruction.isEHPad() ||
      instruction.isTerminator() || instruction.mayHaveSideEffects() || isa<CallBase>(instruction))
    return false;
  for (User *user : instruction.users()) {
    auto *use = dyn_cast<Instruction>(user);
    if (!use || use->getParent() != &destination || isa<PHINode>(use))
      return false;
  }
  // Dead blocks may be each other's only predecessors, for ever.
  SmallPtrSet<BasicBlock *, 16> seen;
  BasicBlock *block = destination.getSinglePredecessor();
  for (; block && block != instruction.getParent(); block = block->getSinglePredecessor())
    if (!seen.insert(block).second || writesMemory(block->begin(), block->end()))
      return false;
  return block && (!instruction.mayReadFromMemory() ||
                   !writesMemory(std::next(instruction.getIterator()), block->end()));
}

void DevirtSinkCallee(LLVMValueRef call) {
  // The load of the callee, then the address it loads from.
  auto &site = *unwrap<CallBase>(call);
  BasicBlock &destination = *site.getParent();
  Instruction *place = &site;
  auto *next = dyn_cast<Instruction>(site.getCalledOperand());
  while (next && next->getParent() != &destination && canSink(*next, destination)) {
    next->moveBefore(place->getIterator());
    place = next;
    next = next->getNumOperands() ? dyn_cast<Instruction>(next->getOperand(0)) : nullptr;
  }
}
