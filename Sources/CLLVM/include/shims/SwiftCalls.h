#ifndef CLLVM_SHIMS_SWIFT_CALLS_H
#define CLLVM_SHIMS_SWIFT_CALLS_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

LLVM_C_EXTERN_C_BEGIN

/// Keeps loads of `swifterror` values apart from what uses them. FastISel, which generates quick
/// code, folds a load into its only use, as one from memory; these values are in a register.
void DevirtKeepErrorLoads(LLVMModuleRef module);

/// A guaranteed tail call between async functions that LLVM's x86-64 code generator gets wrong, as a
/// text, or null. Freed by the caller with `free`.
///
/// Arguments that do not fit into registers do not arrive; Swift's own LLVM differs there.
char *DevirtBrokenCall(LLVMModuleRef module);

LLVM_C_EXTERN_C_END

#endif
