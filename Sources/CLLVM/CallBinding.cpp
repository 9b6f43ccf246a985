#include "shims/CallBinding.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

template <typename Predicate>
static SmallVector<CallBase *, 32> callsInCode(Module &module, Predicate test) {
  SmallVector<CallBase *, 32> calls;
  for (Function &function : module)
    if (!function.hasAvailableExternallyLinkage())
      for (Instruction &instruction : instructions(function))
        if (auto *call = dyn_cast<CallBase>(&instruction); call && test(*call))
          calls.push_back(call);
  return calls;
}

void DevirtBindDirectCalls(LLVMModuleRef reference, DevirtCallBinder bind, void *context) {
  Module &module = *unwrap(reference);
  auto direct = [](CallBase &call) {
    Function *callee = call.getCalledFunction();
    return callee && !callee->isIntrinsic();
  };
  for (CallBase *call : callsInCode(module, direct)) {
    Function *callee = call->getCalledFunction();
    const char *symbol = bind(callee->getName().str().c_str(), context);
    if (!symbol)
      continue;
    Function *target = module.getFunction(symbol);
    if (!target) {
      target = Function::Create(callee->getFunctionType(), GlobalValue::ExternalLinkage,
                                callee->getAddressSpace(), symbol, &module);
      target->setAttributes(callee->getAttributes());
      target->setCallingConv(callee->getCallingConv());
    }
    call->setCalledOperand(target);
  }
}

void DevirtBindIndirectCalls(LLVMModuleRef reference, const char *symbol, uint64_t stubs,
                             uint64_t size, uint64_t cells) {
  Module &module = *unwrap(reference);
  Type *address = Type::getIntNTy(module.getContext(), module.getDataLayout().getPointerSizeInBits());
  MDNode *likely = MDBuilder(module.getContext()).createLikelyBranchWeights();
  Constant *start = ConstantInt::get(address, stubs);
  if (symbol)
    start = ConstantExpr::getPtrToInt(
        module.getOrInsertGlobal(symbol, Type::getInt8Ty(module.getContext())), address);
  for (CallBase *call : callsInCode(module, [](CallBase &call) { return call.isIndirectCall(); })) {
    IRBuilder<> builder(call);
    Value *target = call->getCalledOperand();
    Value *offset = builder.CreateSub(builder.CreatePtrToInt(target, address), start);
    Value *isStub = builder.CreateICmpULT(offset, ConstantInt::get(address, size));
    Instruction *then =
        SplitBlockAndInsertIfThen(isStub, call->getIterator(), /*Unreachable=*/false, likely);
    BasicBlock *before = then->getParent()->getSinglePredecessor();
    builder.SetInsertPoint(then);
    LoadInst *cell = builder.CreateLoad(
        target->getType(),
        builder.CreateGEP(builder.getInt8Ty(), target, ConstantInt::get(address, cells - stubs)));
    // Ordered as a jump through the stub is.
    cell->setAtomic(AtomicOrdering::Acquire);
    cell->setAlignment(Align(8));
    builder.SetInsertPoint(call);
    PHINode *chosen = builder.CreatePHI(target->getType(), 2);
    chosen->addIncoming(target, before);
    chosen->addIncoming(cell, then->getParent());
    call->setCalledOperand(chosen);
  }
}
