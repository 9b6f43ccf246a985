#include "shims/SwiftCalls.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

#include <cstring>

using namespace llvm;

void DevirtKeepErrorLoads(LLVMModuleRef reference) {
  for (Function &function : *unwrap(reference)) {
    SmallVector<LoadInst *, 8> loads;
    for (Instruction &instruction : instructions(function))
      if (auto *load = dyn_cast<LoadInst>(&instruction);
          load && load->getPointerOperand()->isSwiftError() && load->hasOneUse())
        loads.push_back(load);
    for (LoadInst *load : loads) {
      IRBuilder<> builder(load->getNextNode());
      OperandBundleDef use("ignore", ArrayRef<Value *>(load));
      builder.CreateAssumption(builder.getTrue(), {use});
    }
  }
}

// More than fit into the argument registers of x86-64: six and eight. Contexts have their own.
static bool needsStack(CallBase &call) {
  unsigned integers = 0, floats = 0;
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    if (call.paramHasAttr(i, Attribute::SwiftSelf) || call.paramHasAttr(i, Attribute::SwiftAsync) ||
        call.paramHasAttr(i, Attribute::SwiftError))
      continue;
    Type *type = call.getArgOperand(i)->getType();
    if (type->isFPOrFPVectorTy())
      ++floats;
    else
      integers += type->isIntegerTy() ? divideCeil(type->getIntegerBitWidth(), 64) : 1;
  }
  return integers > 6 || floats > 8;
}

char *DevirtBrokenCall(LLVMModuleRef reference) {
  Module &module = *unwrap(reference);
  if (module.getTargetTriple().getArch() != Triple::x86_64)
    return nullptr;
  for (Function &function : module)
    if (function.getCallingConv() == CallingConv::SwiftTail)
      for (Instruction &instruction : instructions(function))
        if (auto *call = dyn_cast<CallInst>(&instruction);
            call && call->isMustTailCall() && needsStack(*call))
          return strdup("calls an async function with arguments on the stack, which LLVM 22 "
                        "compiles wrongly");
  return nullptr;
}
