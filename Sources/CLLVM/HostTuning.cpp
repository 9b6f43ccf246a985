#include "shims/HostTuning.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

// A type whose place in registers depends on the CPU.
static bool isWide(Type *type) {
  if (auto *vector = dyn_cast<VectorType>(type))
    return vector->getPrimitiveSizeInBits().getKnownMinValue() > 128;
  return any_of(type->subtypes(), [](Type *part) { return isWide(part); });
}

static bool callsDependOnCPU(FunctionType *type) {
  return isWide(type->getReturnType()) || any_of(type->params(), isWide);
}

static bool callsDependOnCPU(Function &function) {
  return callsDependOnCPU(function.getFunctionType()) ||
         any_of(instructions(function), [](Instruction &instruction) {
           auto *call = dyn_cast<CallBase>(&instruction);
           return call && !isa<IntrinsicInst>(call) && callsDependOnCPU(call->getFunctionType());
         });
}

static bool canFuse(Function &function) {
  StringRef features = function.getFnAttribute("target-features").getValueAsString();
  return features.contains("+fma") || features.contains("+avx512f") ||
         function.getParent()->getTargetTriple().isAArch64();
}

static void roundTwice(Function &function) {
  for (Instruction &instruction : make_early_inc_range(instructions(function))) {
    auto *call = dyn_cast<IntrinsicInst>(&instruction);
    if (!call || call->getIntrinsicID() != Intrinsic::fmuladd)
      continue;
    IRBuilder<> builder(call);
    builder.setFastMathFlags(call->getFastMathFlags());
    Value *product = builder.CreateFMul(call->getArgOperand(0), call->getArgOperand(1));
    call->replaceAllUsesWith(builder.CreateFAdd(product, call->getArgOperand(2)));
    call->eraseFromParent();
  }
}

void DevirtTuneForHost(LLVMModuleRef reference, const char *cpu, const char *features) {
  for (Function &function : *unwrap(reference)) {
    if (function.isDeclaration() || callsDependOnCPU(function))
      continue;
    if (!canFuse(function))
      roundTwice(function);
    // Bodies for inlining keep their own: the inliner compares, and a host's CPU has them all.
    if (function.hasAvailableExternallyLinkage())
      continue;
    function.addFnAttr("target-cpu", cpu);
    function.addFnAttr("target-features", features);
    function.removeFnAttr("tune-cpu");
  }
}
