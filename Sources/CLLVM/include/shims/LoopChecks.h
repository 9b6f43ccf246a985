#ifndef CLLVM_SHIMS_LOOP_CHECKS_H
#define CLLVM_SHIMS_LOOP_CHECKS_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

LLVM_C_EXTERN_C_BEGIN

/// Metadata of the branches that `DevirtCheckLoops` makes for counters that others set.
#define DEVIRT_LOOP_CHECK "devirt.loop"

/// Moves what optimized loops ask, whether to be left, from their heads to the iterations in which
/// a guard missed: those that hit do without. For innermost loops with one latch, where little code
/// follows a miss; loops in which no guard can miss ask no more.
///
/// - missed: metadata of branches that only run where no guard caught a call.
///
/// Returns how many loops were changed. O(loops * size of their functions).
unsigned DevirtSinkLoopChecks(LLVMModuleRef module, const char *missed);

LLVM_C_EXTERN_C_END

#endif
