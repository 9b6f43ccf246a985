#ifndef CLLVM_SHIMS_INLINING_H
#define CLLVM_SHIMS_INLINING_H

#include <llvm-c/ExternC.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Types.h>

LLVM_C_EXTERN_C_BEGIN

/// LLVM's analyses of the functions of one module, computed when asked for.
typedef struct DevirtOpaqueAnalyses *DevirtAnalysesRef;

/// `machine` may be null: costs are then those of a generic target.
///
/// Requires: `machine` outlives the result. The caller frees it with `DevirtDisposeAnalyses`.
DevirtAnalysesRef DevirtCreateAnalyses(LLVMTargetMachineRef machine);
void DevirtDisposeAnalyses(DevirtAnalysesRef analyses);

/// Forgets what was computed about `function`; call it after changing the function.
void DevirtInvalidateAnalyses(DevirtAnalysesRef analyses, LLVMValueRef function);

typedef enum {
  DevirtInlineNever,   ///< illegal; the reason says why
  DevirtInlineCosts,   ///< possible at the given cost
  DevirtInlineAlways,  ///< the callee asks for it (`alwaysinline`)
} DevirtInlineVerdict;

/// LLVM's estimate of inlining `callee` at `call`, which may be an indirect call.
/// `cost` is in the units of llvm/Analysis/InlineCost.h (5 per simple instruction).
/// `reason` is a static string, set for `DevirtInlineNever`.
DevirtInlineVerdict DevirtInlineCost(DevirtAnalysesRef analyses, LLVMValueRef call,
                                     LLVMValueRef callee, int *cost, const char **reason);

/// Inlines the direct call `call`; null, or a static string that says why it cannot be done.
/// `call` is gone on success. See `llvm::InlineFunction`.
const char *DevirtInlineCall(DevirtAnalysesRef analyses, LLVMValueRef call);

LLVM_C_EXTERN_C_END

#endif
