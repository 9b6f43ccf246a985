#include "LabelAddresses.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace llvm;
using namespace devirt;

LabelAddresses::LabelAddresses(Function &function) : function(function) {
  for (BasicBlock &block : function)
    if (block.hasAddressTaken())
      note(*BlockAddress::get(&function, &block), false);
  while (!left.empty() && !escaped) {
    auto [value, isAddress] = left.pop_back_val();
    for (const Use &use : value->uses())
      visitUse(use, isAddress);
  }
}

void LabelAddresses::note(Value &value, bool isAddress) {
  if ((isAddress ? addresses : labels).insert(&value).second)
    left.push_back({&value, isAddress});
}

// Something that leads to labels is stored: the memory does, too.
void LabelAddresses::noteStore(Value &pointer, bool isAddress) {
  auto *variable = dyn_cast<AllocaInst>(getUnderlyingObject(&pointer));
  if (!variable)
    escaped = true;
  else if (isAllocaPromotable(variable)) {
    // What is loaded is what was stored.
    if (!variable->getAllocatedType()->isPointerTy())
      numbers.insert(variable);
    note(*variable, isAddress);
  } else if (isAddress)
    escaped = true;
  else
    note(*variable, true);
}

void LabelAddresses::visitUse(const Use &use, bool isAddress) {
  User *user = use.getUser();
  if (auto *table = dyn_cast<GlobalVariable>(user)) {
    // Each version has a copy of a table of labels, but not of a table of such tables.
    if (isAddress)
      escaped = true;
    else
      note(*table, true);
    return;
  }
  if (isa<GlobalValue>(user)) {
    escaped = true;
    return;
  }
  if (isa<Constant>(user))
    return note(*user, isAddress);
  auto *instruction = cast<Instruction>(user);
  if (instruction->getFunction() != &function) {
    escaped = true;
    return;
  }
  auto *holder = dyn_cast<AllocaInst>(use.get());
  bool isPromotable = holder && isAllocaPromotable(holder);
  if (isa<LoadInst>(instruction)) {
    note(*instruction, isPromotable && isAddress);
  } else if (auto *store = dyn_cast<StoreInst>(instruction)) {
    if (use.getOperandNo() == 0)
      noteStore(*store->getPointerOperand(), isAddress);
    else if (!isa<AllocaInst>(getUnderlyingObject(store->getPointerOperand())))
      escaped = true;
  } else if (auto *transfer = dyn_cast<MemTransferInst>(instruction)) {
    if (use.getOperandNo() == 1)
      noteStore(*transfer->getRawDest(), false);
    else if (!isa<AllocaInst>(getUnderlyingObject(transfer->getRawDest())))
      escaped = true;
  } else if (auto *fill = dyn_cast<MemSetInst>(instruction)) {
    if (!isa<AllocaInst>(getUnderlyingObject(fill->getRawDest())))
      escaped = true;
  } else if (isa<GetElementPtrInst, PHINode, SelectInst, CastInst, BinaryOperator, FreezeInst,
                 ExtractElementInst, InsertElementInst, ShuffleVectorInst>(instruction)) {
    note(*instruction, isAddress);
  } else if (!isa<CmpInst, IndirectBrInst, LifetimeIntrinsic>(instruction)) {
    escaped = true;
  }
}

// Calls `visit` with each label, and with the small number that stands for it: no pointer is one.
template <typename Visit>
static void forEachLabel(IRBuilder<> &builder, Function &function, Type *type, Visit visit) {
  uint64_t number = 0;
  for (BasicBlock &block : function)
    if (block.hasAddressTaken())
      visit(BlockAddress::get(&function, &block),
            ConstantExpr::getIntToPtr(builder.getInt64(++number), type));
}

Value *devirt::encodeLabel(IRBuilder<> &builder, Function &function, Value *value) {
  Value *result = value;
  forEachLabel(builder, function, value->getType(), [&](Constant *label, Constant *number) {
    result = builder.CreateSelect(builder.CreateICmpEQ(value, label), number, result);
  });
  return result;
}

Value *devirt::decodeLabel(IRBuilder<> &builder, Function &function, Value *value) {
  Value *result = value;
  forEachLabel(builder, function, value->getType(), [&](Constant *label, Constant *number) {
    result = builder.CreateSelect(builder.CreateICmpEQ(value, number), label, result);
  });
  return result;
}
