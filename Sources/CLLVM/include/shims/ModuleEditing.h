#ifndef CLLVM_SHIMS_MODULE_EDITING_H
#define CLLVM_SHIMS_MODULE_EDITING_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stdbool.h>

LLVM_C_EXTERN_C_BEGIN

/// Splits the block of `instruction` before it; returns the new block, which starts with
/// `instruction`. The old block ends with a branch to it.
LLVMBasicBlockRef DevirtSplitBlockBefore(LLVMValueRef instruction, const char *name);

/// Adds `function` to `llvm.global_ctors` or, if `atExit`, to `llvm.global_dtors`.
void DevirtAppendStructor(LLVMModuleRef module, LLVMValueRef function, int priority, bool atExit);

/// True if something other than a direct call (or an alias, ifunc or block address) uses the
/// function's address.
bool DevirtHasAddressTaken(LLVMValueRef function);

/// True if the variable is a constant whose contents are this module's initializer in the finished
/// program, too: no other definition can take its place, at link or at load time.
bool DevirtIsFixed(LLVMValueRef variable);

/// The functions that resolve an ifunc of the module are passed to `visit`.
void DevirtForEachIFuncResolver(LLVMModuleRef module, void (*visit)(LLVMValueRef, void *),
                                void *context);

/// Gives the context of `module` an error, or else a warning.
void DevirtEmitDiagnostic(LLVMModuleRef module, bool isError, const char *message);

/// Emits an optimization remark of the pass `devirt` about an instruction: one of what was done, or
/// one of what was not.
void DevirtEmitRemark(LLVMValueRef instruction, bool isApplied, const char *name,
                      const char *message);

LLVM_C_EXTERN_C_END

#endif
