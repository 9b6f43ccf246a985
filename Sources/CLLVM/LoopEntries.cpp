#include "shims/LoopEntries.h"

#include "LabelAddresses.h"
#include "LoopLiveness.hpp"
#include "UnitCloning.h"
#include "shims/LoopChecks.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/SSAUpdater.h"

using namespace llvm;
using namespace devirt;

namespace {

using Entries = SmallVector<LoopEntry, 4>;

// What the checks of one body share.
struct Checker {
  const DevirtLoopChecks &checks;
  FunctionCallee enter;
  Constant *counters;
  AllocaInst *frame;

  // Numbers of loops are those of `entries`, whether they ask or not.
  Checker(const DevirtLoopChecks &checks, Function &body, ArrayRef<LoopEntry> entries,
          BasicBlock &start, BasicBlock::iterator place);

  void insert(const LoopEntry &entry, unsigned number);
};

Checker::Checker(const DevirtLoopChecks &checks, Function &body, ArrayRef<LoopEntry> entries,
                 BasicBlock &start, BasicBlock::iterator place)
    : checks(checks) {
  Module &module = *body.getParent();
  IRBuilder<> builder(&start, place);
  enter = module.getOrInsertFunction(checks.enter, builder.getPtrTy(), builder.getInt64Ty(),
                                     builder.getInt32Ty(), builder.getPtrTy());
  if (checks.makeCounters) {
    auto address = reinterpret_cast<uintptr_t>(checks.makeCounters(entries.size(), checks.context));
    counters = checks.countersSymbol
                   ? module.getOrInsertGlobal(checks.countersSymbol,
                                              ArrayType::get(builder.getInt32Ty(), entries.size()))
                   : ConstantExpr::getIntToPtr(builder.getInt64(address), builder.getPtrTy());
  } else {
    SmallVector<Constant *, 8> initial(entries.size(), builder.getInt32(checks.threshold));
    auto *array = ArrayType::get(builder.getInt32Ty(), entries.size());
    auto *own = new GlobalVariable(module, array, false, GlobalValue::InternalLinkage,
                                   ConstantArray::get(array, initial), body.getName() + ".loops");
    if (checks.countersSymbol) {
      own->setName(checks.countersSymbol);
      own->setLinkage(GlobalValue::ExternalLinkage);
      own->setDSOLocal(true);
    }
    counters = own;
  }
  uint64_t size = 1;
  Align alignment(16);
  for (const LoopEntry &entry : entries) {
    size = std::max<uint64_t>(size, module.getDataLayout().getTypeAllocSize(entry.frame));
    alignment = std::max(alignment, module.getDataLayout().getABITypeAlign(entry.frame));
  }
  frame = builder.CreateAlloca(ArrayType::get(builder.getInt8Ty(), size));
  frame->setAlignment(alignment);
}

// At the head of the loop: count, ask when due, and leave for the continuation if there is one.
void Checker::insert(const LoopEntry &entry, unsigned number) {
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
  LoadInst *load = builder.CreateLoad(builder.getInt32Ty(), counter);
  Value *left = load;
  if (checks.makeCounters) {
    // Others set it. Not atomic: the optimizer would keep all other memory as it is around it.
    load->setVolatile(true);
  } else {
    left = builder.CreateSub(load, builder.getInt32(1));
    builder.CreateStore(left, counter);
  }
  BranchInst *check = builder.CreateCondBr(builder.CreateICmpSLT(left, builder.getInt32(0)), due,
                                           rest, unlikely);
  if (checks.makeCounters)
    check->setMetadata(DEVIRT_LOOP_CHECK, MDNode::get(context, {}));

  builder.SetInsertPoint(due);
  CallInst *next = builder.CreateCall(
      enter, {builder.getInt64(checks.token), builder.getInt32(checks.label | number), counters});
  next->setDoesNotThrow();
  next->addFnAttr(Attribute::Cold);
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

// Whether the loop of an original body is to ask.
bool asks(const LoopEntry &entry, const DevirtLoopChecks &checks) {
  if (!checks.makeCounters)
    return true;
  ArrayRef callees(checks.callees, checks.calleeCount);
  return any_of(entry.blocks, [&](BasicBlock *block) {
    return any_of(*block, [&](Instruction &instruction) {
      auto *call = dyn_cast<CallBase>(&instruction);
      return call && (call->isIndirectCall() || is_contained(callees, wrap(call->getCalledFunction())));
    });
  });
}

// Inserts checks into a copy of the body that `entries` are of.
void checkCopy(const Entries &entries, const DevirtLoopChecks &checks, Function &copy,
               BasicBlock &start, ValueToValueMapTy &map) {
  if (none_of(entries, [&](auto &entry) { return asks(entry, checks); }))
    return;
  Checker checker(checks, copy, entries, start, start.begin());
  for (auto [number, entry] : enumerate(entries)) {
    if (!asks(entry, checks))
      continue;
    LoopEntry own = entry;
    own.header = cast<BasicBlock>((Value *)map[entry.header]);
    for (LiveValue &live : own.live)
      live.value = map[live.value];
    checker.insert(own, number);
  }
}

} // namespace

size_t DevirtCheckLoops(LLVMValueRef reference, const DevirtLoopChecks *checks, int32_t *parents,
                        size_t capacity) {
  Function &function = *unwrap<Function>(reference);
  Entries entries = findLoopEntries(function);
  if (entries.empty() || (parents && entries.size() > capacity))
    return 0;
  SmallVector<bool, 8> asking;
  for (auto [number, entry] : enumerate(entries)) {
    asking.push_back(asks(entry, *checks));
    if (parents)
      parents[number] = entry.parent;
  }
  if (!is_contained(asking, true))
    return entries.size();
  BasicBlock &start = function.getEntryBlock();
  Checker checker(*checks, function, entries, start, start.getFirstNonPHIOrDbgOrAlloca());
  for (auto [number, entry] : enumerate(entries))
    if (asking[number])
      checker.insert(entry, number);
  return entries.size();
}

LLVMModuleRef DevirtExtractContinuation(LLVMModuleRef reference, LLVMValueRef function,
                                        size_t loop, const char *suffix,
                                        const LLVMValueRef *imports, size_t importCount,
                                        const DevirtLoopChecks *checks) {
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
  auto imported = importer.declareImports({imports, importCount}, map);

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

  if (checks)
    checkCopy(entries, *checks, *body, *start, map);

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
