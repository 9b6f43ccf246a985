#include "shims/LoopEntries.h"

#include "LabelAddresses.h"
#include "UnitCloning.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/EHPersonalities.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"
#include "llvm/Transforms/Utils/SSAUpdater.h"

using namespace llvm;
using namespace devirt;

namespace {

// A value that the code from the head of a loop on may use.
struct LiveValue {
  Value *value;
  // What is handed over: of a variable that nobody else can see its contents, not its address, so
  // that the continuation can keep it in a register.
  Type *type;
  bool isContents;
  // A label's address is another one in the continuation.
  bool isLabel = false;
};

struct LoopEntry {
  BasicBlock *header;
  int32_t parent;
  SmallVector<LiveValue, 16> live;
  StructType *frame;
};

// Code that hands values over makes a function larger and slower to compile: at most this many
// values in all its loops, or one for so many instructions; outer loops come first.
constexpr size_t handedOverAtLeast = 256;
constexpr size_t instructionsPerValue = 16;

const char *versionObstacle(Function &function) {
  return LabelAddresses(function).escape() ? "keeps addresses of labels" : nullptr;
}

const char *obstacle(Function &function) {
  if (const char *found = versionObstacle(function))
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

using Blocks = SmallPtrSet<const BasicBlock *, 32>;

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

Blocks reachableFrom(BasicBlock *start) {
  Blocks reached{start};
  SmallVector<BasicBlock *, 32> left{start};
  while (!left.empty())
    for (BasicBlock *next : successors(left.pop_back_val()))
      if (reached.insert(next).second)
        left.push_back(next);
  return reached;
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

// The loops that can be entered, and what must be handed over: the same for each copy of a body.
SmallVector<LoopEntry, 4> findLoopEntries(Function &function) {
  SmallVector<LoopEntry, 4> entries;
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>, 8> backEdges;
  FindFunctionBackedges(function, backEdges);
  if (backEdges.empty() || obstacle(function))
    return entries;
  LabelAddresses labels(function);
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
    LoopEntry entry{&header, -1, {}, nullptr};
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

// At the head of the loop: count, ask when due, and leave for the continuation if there is one.
void count(LoopEntry &entry, unsigned number, GlobalVariable *counters, uint32_t token,
           FunctionCallee enter, AllocaInst *frame) {
  BasicBlock *header = entry.header;
  Function *function = header->getParent();
  LLVMContext &context = function->getContext();
  BasicBlock *rest = header->splitBasicBlock(header->getFirstNonPHIIt(), "loop.counted");
  BasicBlock *due = BasicBlock::Create(context, "loop.due", function);
  BasicBlock *leave = BasicBlock::Create(context, "loop.leave", function);
  MDNode *unlikely = MDBuilder(context).createUnlikelyBranchWeights();
  header->getTerminator()->eraseFromParent();

  IRBuilder<> builder(header);
  Value *counter = builder.CreateConstInBoundsGEP1_32(builder.getInt32Ty(), counters, number);
  Value *left = builder.CreateSub(builder.CreateLoad(builder.getInt32Ty(), counter),
                                  builder.getInt32(1));
  builder.CreateStore(left, counter);
  builder.CreateCondBr(builder.CreateICmpSLT(left, builder.getInt32(0)), due, rest, unlikely);

  builder.SetInsertPoint(due);
  CallInst *next = builder.CreateCall(
      enter, {builder.getInt32(token), builder.getInt32(number), counters});
  next->setDoesNotThrow();
  builder.CreateCondBr(builder.CreateIsNotNull(next), leave, rest, unlikely);

  builder.SetInsertPoint(leave);
  for (auto [index, live] : enumerate(entry.live)) {
    Value *value = live.isContents ? builder.CreateLoad(live.type, live.value) : live.value;
    if (live.isLabel)
      value = encodeLabel(builder, *function, value);
    builder.CreateStore(value, builder.CreateStructGEP(entry.frame, frame, index));
  }
  auto *type = FunctionType::get(function->getReturnType(), {builder.getPtrTy()}, false);
  CallInst *result = builder.CreateCall(type, next, {frame});
  result->setAttributes(AttributeList::get(context, {}, function->getAttributes().getRetAttrs(), {}));
  if (result->getType()->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(result);
}

} // namespace

const char *DevirtVersionObstacle(LLVMValueRef function) {
  return versionObstacle(*unwrap<Function>(function));
}

const char *DevirtLoopEntryObstacle(LLVMValueRef function) {
  return obstacle(*unwrap<Function>(function));
}

size_t DevirtCountLoops(LLVMValueRef reference, uint32_t token, int32_t threshold,
                        const char *enter, int32_t *parents, size_t capacity) {
  Function &function = *unwrap<Function>(reference);
  auto entries = findLoopEntries(function);
  if (entries.empty() || entries.size() > capacity)
    return 0;
  Module &module = *function.getParent();
  IRBuilder<> builder(&*function.getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
  SmallVector<Constant *, 8> initial(entries.size(), builder.getInt32(threshold));
  auto *array = ArrayType::get(builder.getInt32Ty(), entries.size());
  auto *counters = new GlobalVariable(module, array, false, GlobalValue::InternalLinkage,
                                      ConstantArray::get(array, initial),
                                      function.getName() + ".loops");
  FunctionCallee callee = module.getOrInsertFunction(
      enter, builder.getPtrTy(), builder.getInt32Ty(), builder.getInt32Ty(), builder.getPtrTy());
  uint64_t size = 1;
  Align alignment(16);
  for (LoopEntry &entry : entries) {
    size = std::max<uint64_t>(size, module.getDataLayout().getTypeAllocSize(entry.frame));
    alignment = std::max(alignment, module.getDataLayout().getABITypeAlign(entry.frame));
  }
  AllocaInst *frame = builder.CreateAlloca(ArrayType::get(builder.getInt8Ty(), size));
  frame->setAlignment(alignment);
  for (auto [number, entry] : enumerate(entries)) {
    parents[number] = entry.parent;
    count(entry, number, counters, token, callee, frame);
  }
  return entries.size();
}

LLVMModuleRef DevirtExtractContinuation(LLVMModuleRef reference, LLVMValueRef function,
                                        size_t loop, const char *suffix,
                                        const LLVMValueRef *imports, size_t importCount) {
  Module &source = *unwrap(reference);
  Function &original = *unwrap<Function>(function);
  auto entries = findLoopEntries(original);
  if (loop >= entries.size())
    return nullptr;
  LoopEntry &entry = entries[loop];
  LLVMContext &context = source.getContext();
  auto unit = emptyLike(source, (original.getName() + suffix).str());
  Importer importer(*unit, importCount > 0);
  ValueToValueMapTy map;
  SmallVector<Function *, 16> imported = functionsOf(imports, importCount);
  importer.declareImports(imported, map);

  auto *type = FunctionType::get(original.getReturnType(), {PointerType::get(context, 0)}, false);
  Function *body = Function::Create(type, GlobalValue::ExternalLinkage,
                                    original.getAddressSpace(), original.getName() + suffix,
                                    unit.get());
  IRBuilder<> builder(BasicBlock::Create(context, "enter", body));
  BasicBlock *start = builder.GetInsertBlock();
  DenseMap<const Value *, Value *> handedOver;
  for (auto [index, live] : enumerate(entry.live)) {
    Value *slot = builder.CreateStructGEP(entry.frame, body->getArg(0), index);
    handedOver[live.value] = builder.CreateLoad(live.type, slot);
  }
  for (Argument &argument : original.args()) {
    auto known = handedOver.find(&argument);
    map[&argument] = known == handedOver.end() ? PoisonValue::get(argument.getType())
                                               : known->second;
  }
  importer.cloneBody(*body, original, map);
  makeExternal(*body);
  body->setCallingConv(CallingConv::C);
  AttributeList attributes = body->getAttributes();
  AttrBuilder own(context, attributes.getFnAttrs());
  // It reads the frame of its caller, whatever the original promised.
  own.removeAttribute(Attribute::Memory);
  own.removeAttribute(Attribute::AllocSize);
  own.removeAttribute(Attribute::AllocKind);
  body->setAttributes(
      AttributeList::get(context, AttributeSet::get(context, own), attributes.getRetAttrs(), {}));

  Blocks reached = reachableFrom(entry.header);
  SmallVector<std::pair<Instruction *, Value *>, 16> twice;
  for (const LiveValue &live : entry.live) {
    Value *value = handedOver[live.value];
    if (live.isLabel)
      value = decodeLabel(builder, *body, value);
    if (isa<Argument>(live.value))
      continue;
    auto *copy = cast<Instruction>((Value *)map[live.value]);
    if (auto *phi = dyn_cast<PHINode>(copy); phi && phi->getParent() == map[entry.header]) {
      phi->addIncoming(value, start);
      continue;
    }
    if (isa<AllocaInst>(copy))
      // Lifetimes are those of the old frame, or of its contents from here on.
      for (User *user : make_early_inc_range(copy->users()))
        if (auto *marker = dyn_cast<LifetimeIntrinsic>(user))
          marker->eraseFromParent();
    if (live.isContents) {
      auto *variable = cast<AllocaInst>(copy)->clone();
      variable->insertInto(start, start->begin());
      builder.CreateStore(value, variable);
      value = variable;
    }
    if (reached.contains(cast<Instruction>(live.value)->getParent()))
      twice.push_back({copy, value});
    else
      copy->replaceAllUsesWith(value);
  }
  builder.CreateBr(cast<BasicBlock>((Value *)map[entry.header]));

  // Outer loops define these again.
  for (auto [copy, value] : twice) {
    SSAUpdater updater;
    updater.Initialize(copy->getType(), copy->getName());
    updater.AddAvailableValue(start, value);
    updater.AddAvailableValue(copy->getParent(), copy);
    for (Use &use : make_early_inc_range(copy->uses())) {
      auto *user = cast<Instruction>(use.getUser());
      if (user->getParent() != copy->getParent() || isa<PHINode>(user))
        updater.RewriteUse(use);
    }
  }
  // Last: it folds phis away.
  removeUnreachableBlocks(*body);
  importer.fillImports(imported, map);
  importer.fillInitializers(map);
  return wrap(unit.release());
}
