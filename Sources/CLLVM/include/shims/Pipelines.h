#ifndef CLLVM_SHIMS_PIPELINES_H
#define CLLVM_SHIMS_PIPELINES_H

#include <llvm-c/ExternC.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Types.h>

#include <stdbool.h>

LLVM_C_EXTERN_C_BEGIN

/// A rewrite of a module from inside a pass pipeline.
typedef void (*DevirtModuleHook)(LLVMModuleRef module, void *context);

/// Runs LLVM's default pipeline of `level` (0 to 3), vectorizers included as in clang.
///
/// `early`, unless null, is called at the pipeline-early-simplification extension point: after
/// basic simplification, before the inliner. `verifyEach` checks the module after each pass.
///
/// Requires: `machine` may be null (generic target). The hook keeps the module valid.
void DevirtRunDefaultPipeline(LLVMModuleRef module, LLVMTargetMachineRef machine, unsigned level,
                              bool verifyEach, DevirtModuleHook early, void *context);

LLVM_C_EXTERN_C_END

#endif
