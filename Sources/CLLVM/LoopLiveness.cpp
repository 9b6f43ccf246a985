#include "LoopLiveness.hpp"

#include "LabelAddresses.h"
#include "shims/LoopEntries.h"

#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/EHPersonalities.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace llvm;
using namespace devirt;

namespace {

// Code that hands values over makes a function larger and slower to compile: at most this many
// values in all its loops, or one for so many instructions; outer loops come first.
constexpr size_t handedOverAtLeast = 256;
constexpr size_t instructionsPerValue = 16;

const char *versionObstacle(const LabelAddresses &labels) {
  return labels.escape() ? "keeps addresses of labels" : nullptr;
}

const char *obstacle(Function &function, const LabelAddresses &labels) {
  if (const char *found = versionObstacle(labels))
    return found;
  if (function.isVarArg())
    return "takes variable arguments";
  if (function.hasFnAttribute(Attribute::Naked) || function.isPresplitCoroutine())
    return "is naked or a coroutine";
  if (function.callsFunctionThatReturnsTwice())
    return "calls setjmp or the like";
  if (function.hasPersonalityFn() &&
      isScopedEHPersonality(classifyEHPersonality(function.getPersonalityFn())))
    return "has funclets";
  for (const Argument &argument : function.args())
    if (argument.hasInAllocaAttr() || argument.hasPreallocatedAttr() ||
        argument.hasSwiftErrorAttr() || argument.hasAttribute(Attribute::SwiftAsync))
      return "has an argument that cannot be handed over";
  for (const BasicBlock &block : function)
    for (const Instruction &instruction : block) {
      if (auto *call = dyn_cast<CallInst>(&instruction); call && call->isMustTailCall())
        return "has guaranteed tail calls";
      if (auto *intrinsic = dyn_cast<IntrinsicInst>(&instruction);
          intrinsic && intrinsic->getIntrinsicID() == Intrinsic::localescape)
        return "shares its frame";
      else if (intrinsic && (intrinsic->getIntrinsicID() == Intrinsic::returnaddress ||
                             intrinsic->getIntrinsicID() == Intrinsic::addressofreturnaddress))
        return "asks for its caller";
      if (auto *variable = dyn_cast<AllocaInst>(&instruction); variable && variable->isSwiftError())
        return "has a swifterror variable";
    }
  return nullptr;
}

bool canBeHandedOver(const LiveValue &live) {
  return live.type->isSized() && !live.type->isScalableTy() && !live.type->isTokenTy() &&
         !live.type->isX86_AMXTy();
}

bool isStackSave(const Value &value) {
  auto *intrinsic = dyn_cast<IntrinsicInst>(&value);
  return intrinsic && intrinsic->getIntrinsicID() == Intrinsic::stacksave;
}

// True if the stack that is given back was surely saved after the loop was entered: that of an old
// frame is not the continuation's. Without optimization what was saved is in a variable.
bool restoresOwnStack(const IntrinsicInst &restore, const BasicBlock &header,
                      const DominatorTree &dominators) {
  const Value *saved = restore.getArgOperand(0);
  if (isStackSave(*saved))
    return dominators.dominates(&header, cast<Instruction>(saved)->getParent());
  auto *load = dyn_cast<LoadInst>(saved);
  auto *variable = load ? dyn_cast<AllocaInst>(load->getPointerOperand()) : nullptr;
  if (!variable || !isAllocaPromotable(variable))
    return false;
  // Between the head of the loop and the load lies the store: whatever the load gives is new.
  bool isOwn = false;
  for (const User *user : variable->users())
    if (auto *store = dyn_cast<StoreInst>(user)) {
      if (!isStackSave(*store->getValueOperand()))
        return false;
      isOwn |= dominators.dominates(&header, store->getParent()) &&
               dominators.dominates(store, load);
    }
  return isOwn;
}

bool isUsedIn(const Blocks &blocks, const Value &value) {
  return any_of(value.uses(), [&](const Use &use) {
    auto *user = cast<Instruction>(use.getUser());
    auto *phi = dyn_cast<PHINode>(user);
    return blocks.contains(phi ? phi->getIncomingBlock(use) : user->getParent());
  });
}

// What a definition before the loop contributes, if anything.
void collect(Value &value, const Blocks &reached, SmallVectorImpl<LiveValue> &live) {
  if (value.getType()->isVoidTy() || !isUsedIn(reached, value))
    return;
  auto *variable = dyn_cast<AllocaInst>(&value);
  if (variable && variable->isStaticAlloca() && isAllocaPromotable(variable))
    live.push_back({&value, variable->getAllocatedType(), true});
  else
    live.push_back({&value, value.getType(), false});
}

// All that is live at the head of a loop: phis first, then arguments, then what dominates it.
// Returns the blocks that are reached from there.
Blocks collect(LoopEntry &entry, DominatorTree &dominators,
               const DenseMap<const BasicBlock *, unsigned> &positions) {
  Blocks reached = reachableFrom(entry.header);
  for (PHINode &phi : entry.header->phis())
    entry.live.push_back({&phi, phi.getType(), false});
  for (Argument &argument : entry.header->getParent()->args())
    collect(argument, reached, entry.live);
  SmallVector<BasicBlock *, 16> before;
  for (auto *node = dominators.getNode(entry.header)->getIDom(); node; node = node->getIDom())
    before.push_back(node->getBlock());
  sort(before, [&](auto *a, auto *b) { return positions.at(a) < positions.at(b); });
  for (BasicBlock *block : before)
    for (Instruction &instruction : *block)
      collect(instruction, reached, entry.live);
  return reached;
}

SmallVector<const IntrinsicInst *, 4> stackRestores(const Function &function) {
  SmallVector<const IntrinsicInst *, 4> found;
  for (const BasicBlock &block : function)
    for (const Instruction &instruction : block)
      if (auto *intrinsic = dyn_cast<IntrinsicInst>(&instruction);
          intrinsic && intrinsic->getIntrinsicID() == Intrinsic::stackrestore)
        found.push_back(intrinsic);
  return found;
}

} // namespace

Blocks devirt::reachableFrom(BasicBlock *start) {
  Blocks reached{start};
  SmallVector<BasicBlock *, 32> left{start};
  while (!left.empty())
    for (BasicBlock *next : successors(left.pop_back_val()))
      if (reached.insert(next).second)
        left.push_back(next);
  return reached;
}

SmallVector<LoopEntry, 4> devirt::findLoopEntries(Function &function) {
  SmallVector<LoopEntry, 4> entries;
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>, 8> backEdges;
  FindFunctionBackedges(function, backEdges);
  if (backEdges.empty())
    return entries;
  LabelAddresses labels(function);
  if (obstacle(function, labels))
    return entries;
  auto restores = stackRestores(function);
  DominatorTree dominators(function);
  LoopInfo loops(dominators);
  DenseMap<const BasicBlock *, unsigned> positions;
  for (BasicBlock &block : function)
    positions.try_emplace(&block, positions.size());
  SmallVector<Loop *, 8> candidates(loops.getLoopsInPreorder());
  sort(candidates, [&](Loop *a, Loop *b) {
    return std::pair(a->getLoopDepth(), positions[a->getHeader()]) <
           std::pair(b->getLoopDepth(), positions[b->getHeader()]);
  });
  size_t budget = std::max<size_t>(handedOverAtLeast,
                                   function.getInstructionCount() / instructionsPerValue);
  DenseMap<const Loop *, int32_t> numbers;
  for (Loop *loop : candidates) {
    BasicBlock &header = *loop->getHeader();
    if (header.isEHPad())
      continue;
    LoopEntry entry{&header, -1, {}, nullptr, {loop->block_begin(), loop->block_end()}};
    for (Loop *outer = loop->getParentLoop(); outer && entry.parent < 0;
         outer = outer->getParentLoop())
      if (auto known = numbers.find(outer); known != numbers.end())
        entry.parent = known->second;
    if (budget == 0)
      break;
    Blocks reached = collect(entry, dominators, positions);
    for (LiveValue &value : entry.live)
      value.isLabel = labels.isLabel(*value.value);
    if (entry.live.size() > budget || !all_of(entry.live, canBeHandedOver) ||
        any_of(entry.live, [&](auto &live) { return labels.leadsToLabels(*live.value); }) ||
        any_of(restores, [&](auto *restore) {
          return reached.contains(restore->getParent()) &&
                 !restoresOwnStack(*restore, header, dominators);
        }))
      continue;
    budget -= entry.live.size();
    SmallVector<Type *, 16> types;
    for (const LiveValue &live : entry.live)
      types.push_back(live.type);
    entry.frame = StructType::get(function.getContext(), types);
    numbers[loop] = entries.size();
    entries.push_back(std::move(entry));
  }
  return entries;
}

const char *DevirtVersionObstacle(LLVMValueRef function) {
  return versionObstacle(LabelAddresses(*unwrap<Function>(function)));
}

const char *DevirtLoopEntryObstacle(LLVMValueRef reference) {
  Function &function = *unwrap<Function>(reference);
  return obstacle(function, LabelAddresses(function));
}
