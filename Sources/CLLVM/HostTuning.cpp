#include "shims/HostTuning.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/TargetParser/Host.h"

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

// True if quick code of the function rounds once: its CPU, or the host's if it names none, can.
static bool canFuse(const Function &function, StringRef hostCPU, StringRef hostFeatures) {
  const Triple &triple = function.getParent()->getTargetTriple();
  if (triple.isAArch64())
    return true;
  Attribute cpu = function.getFnAttribute("target-cpu");
  Attribute features = function.getFnAttribute("target-features");
  std::string error;
  const Target *target = TargetRegistry::lookupTarget(
      triple.str().empty() ? Triple(sys::getProcessTriple()) : triple, error);
  std::unique_ptr<MCSubtargetInfo> info(
      target ? target->createMCSubtargetInfo(
                   triple, cpu.isValid() ? cpu.getValueAsString() : hostCPU,
                   features.isValid() ? features.getValueAsString() : hostFeatures)
             : nullptr);
  return info && (info->checkFeatures("+fma") || info->checkFeatures("+fma4") ||
                  info->checkFeatures("+avx512f"));
}

static SmallVector<IntrinsicInst *, 8> fusibleOperations(Function &function) {
  SmallVector<IntrinsicInst *, 8> found;
  for (Instruction &instruction : instructions(function))
    if (auto *call = dyn_cast<IntrinsicInst>(&instruction);
        call && call->getIntrinsicID() == Intrinsic::fmuladd)
      found.push_back(call);
  return found;
}

static void roundTwice(ArrayRef<IntrinsicInst *> operations) {
  for (IntrinsicInst *call : operations) {
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
    auto operations = fusibleOperations(function);
    if (!operations.empty() && !canFuse(function, cpu, features))
      roundTwice(operations);
    // Bodies for inlining keep their own: the inliner compares, and a host's CPU has them all.
    if (function.hasAvailableExternallyLinkage())
      continue;
    function.addFnAttr("target-cpu", cpu);
    function.addFnAttr("target-features", features);
    function.removeFnAttr("tune-cpu");
  }
}
