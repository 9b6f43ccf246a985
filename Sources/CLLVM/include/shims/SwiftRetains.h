#ifndef CLLVM_SHIMS_SWIFT_RETAINS_H
#define CLLVM_SHIMS_SWIFT_RETAINS_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

LLVM_C_EXTERN_C_BEGIN

/// Moves pairs of `swift_retain` and `swift_release` around guards of Swift calls to the paths that
/// need them; returns how many.
///
/// A caller holds a reference while it calls code it does not know. Behind a guard the code is
/// known: where it can give up no reference, the caller's is not needed.
///
/// O(retains * size of the function).
unsigned DevirtSinkRetains(LLVMValueRef function);

LLVM_C_EXTERN_C_END

#endif
