#include "shims/ModuleEditing.h"

#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

LLVMBasicBlockRef DevirtSplitBlockBefore(LLVMValueRef instruction, const char *name) {
  auto *point = unwrap<Instruction>(instruction);
  return wrap(point->getParent()->splitBasicBlock(point->getIterator(), name));
}

void DevirtAppendStructor(LLVMModuleRef module, LLVMValueRef function, int priority, bool atExit) {
  auto *append = atExit ? appendToGlobalDtors : appendToGlobalCtors;
  append(*unwrap(module), unwrap<Function>(function), priority, nullptr);
}

bool DevirtHasAddressTaken(LLVMValueRef function) {
  return unwrap<Function>(function)->hasAddressTaken(nullptr, /*IgnoreCallbackUses=*/false,
                                                     /*IgnoreAssumeLikeCalls=*/true,
                                                     /*IgnoreLLVMUsed=*/true);
}

bool DevirtIsFixed(LLVMValueRef variable) {
  auto *global = unwrap<GlobalVariable>(variable);
  return global->isConstant() && global->hasDefinitiveInitializer();
}

void DevirtForEachIFuncResolver(LLVMModuleRef module, void (*visit)(LLVMValueRef, void *),
                                void *context) {
  for (GlobalIFunc &ifunc : unwrap(module)->ifuncs())
    if (Function *resolver = ifunc.getResolverFunction())
      visit(wrap(resolver), context);
}

void DevirtEmitDiagnostic(LLVMModuleRef module, bool isError, const char *message) {
  DiagnosticInfoGeneric info(message, isError ? DS_Error : DS_Warning);
  unwrap(module)->getContext().diagnose(info);
}

void DevirtEmitRemark(LLVMValueRef reference, bool isApplied, const char *name,
                      const char *message) {
  auto *instruction = unwrap<Instruction>(reference);
  OptimizationRemarkEmitter emitter(instruction->getFunction());
  if (isApplied)
    emitter.emit(OptimizationRemark("devirt", name, instruction) << message);
  else
    emitter.emit(OptimizationRemarkMissed("devirt", name, instruction) << message);
}
